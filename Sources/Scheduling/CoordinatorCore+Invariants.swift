import Statistics

/// What must hold between any two events, whatever has happened; for tests and simulations.
extension CoordinatorCore {
    /// Everything that does not hold, in words; empty when all is well. O(all state).
    package func brokenInvariants() -> [String] {
        workerFaults() + leaseFaults() + runs.values.flatMap { runFaults($0) }
    }

    /// As which incarnation a worker is registered, and how many leases it may hold.
    package func standing(of worker: WorkerID) -> (incarnation: UInt64, credit: Int)? {
        workers[worker].map { ($0.arrival.incarnation, $0.credit) }
    }

    /// Entries held in all collections; a small multiple of workers, leases and unmerged nodes.
    package var footprint: Int {
        let queues = bySilence.capacityInUse + hungry.capacityInUse + byRenewal.capacityInUse
        let active = runs.values.reduce(0) {
            $0 + $1.shards.count + $1.queue.footprint + $1.parts.footprint + $1.checks.footprint + $1.tree.nodes.count
        }
        let kept = ended.values.reduce(0) { $0 + 1 + ($1.nodes?.count ?? 0) }
        return queues + suspects.capacityInUse + condemned.capacityInUse + deaths.count + active + kept + workers.count
            + peers.count
            + leases.count + order.count + shares.count
    }

    /// Which workers are held against which work, by the leases they were lost with: what a ledger has to know as well.
    package var heldLosses: [LeaseID: WorkName] { deaths }

    /// Which merged work is to be evaluated once more: likewise.
    package var unchecked: Set<WorkName> {
        Set(runs.values.flatMap { run in run.checks.checks.keys.map { WorkName(run: run.description.id, task: $0) } })
    }

    private func workerFaults() -> [String] {
        var faults: [String] = []
        if peers.count != workers.count || bySilence.count != workers.count {
            faults.append("\(workers.count) workers, \(peers.count) peers, \(bySilence.count) watched for silence")
        }
        if workers.values.reduce(0, { $0 + $1.leases.count }) != leases.count {
            faults.append("the workers' leases are not the \(leases.count) leases")
        }
        let known = workers.values.reduce(0) { $0 + min($1.arrival.slots, settings.creditCeiling) }
        if known != slots { faults.append("\(slots) slots are counted, not \(known)") }
        for (id, worker) in workers {
            let held = worker.leases.reduce(0) { $0 + (leases[$1]?.expected ?? 0) }
            if abs(held - worker.heldSeconds) > 1e-6 * (1 + held) {
                faults.append("\(id) holds \(held) s of work, not \(worker.heldSeconds)")
            }
            if worker.paces.count > Self.pacesKept + 1 { faults.append("\(id) has \(worker.paces.count) paces") }
            if peers[worker.peer] != id { faults.append("peer of \(id) is another's") }
            if worker.isIsolated, worker.leases.count != 1 || leases[worker.leases[0]]?.purpose != .probation {
                faults.append("\(id) is alone with \(worker.leases.count) leases")
            }
            if !worker.isIsolated, worker.leases.contains(where: { leases[$0]?.purpose == .probation }) {
                faults.append("\(id) has suspicious work and is not alone with it")
            }
            if hungry.contains(id) != isHungry(worker) { faults.append("\(id) is in line wrongly") }
            if worker.leases.count > settings.creditCeiling { faults.append("\(id) is beyond any credit") }
            if worker.leases != worker.leases.sorted() { faults.append("leases of \(id) are out of order") }
            for lease in worker.leases where leases[lease]?.worker != id {
                faults.append("\(id) holds \(lease), which is not its own")
            }
        }
        return faults
    }

    private func leaseFaults() -> [String] {
        var faults: [String] = []
        for work in suspects.elements where runs[work.run]?.shards[work.task]?.hasLiveAttempt != false {
            faults.append("\(work.task) of \(work.run) is suspicious and out, or unknown")
        }
        if let reserved, workers[reserved]?.isReserved != true {
            faults.append("\(reserved) is reserved and is not there")
        }
        if condemned.count != condemnedAt.count {
            faults.append("\(condemned.count) of \(condemnedAt.count) are condemned")
        }
        for (lease, work) in deaths where runs[work.run]?.shards[work.task]?.deaths.contains(lease) != true {
            faults.append("the death with \(lease) is of no work")
        }
        if shares.runs != runs.count { faults.append("\(shares.runs) runs have shares of \(runs.count)") }
        if byRenewal.count != leases.count { faults.append("\(byRenewal.count) of \(leases.count) leases are timed") }
        for (id, lease) in leases {
            let attempt =
                lease.purpose == .check
                ? runs[lease.run]?.checks[lease.task]?.copies.attempt(id, by: lease.worker)
                : runs[lease.run]?.shards[lease.task]?.attempt(id, by: lease.worker)
            if attempt?.isLive != true { faults.append("lease \(id) is unknown to its run") }
            if !byRenewal.contains(id) { faults.append("lease \(id) is not timed") }
        }
        return faults
    }

    private func runFaults(_ run: ActiveRun<Node>) -> [String] {
        let id = run.description.id
        var faults: [String] = []
        if run.state.isFinal || run.isComplete { faults.append("run \(id) has ended and is active") }
        if run.phase == .computing, run.tree.mergedDraws == run.goal.draws { faults.append("run \(id) is stuck") }
        if run.phase != .computing, run.tree.mergedDraws != run.goal.draws { faults.append("run \(id) is ahead") }
        var live = 0
        for (task, shard) in run.shards {
            let standing = shard.liveAttempts
            let backups = shard.attempts.count { $0.isLive && $0.isBackup }
            live += standing
            if standing - backups > 1 || backups > 1 || backups == 1 && standing == 1 {
                faults.append("\(task) of \(id) is leased \(standing) times, \(backups) of them as backups")
            }
            let holders = Set(shard.attempts.filter(\.isLive).map(\.worker))
            if holders.count != standing { faults.append("\(task) of \(id) is leased twice to one worker") }
            let waits = [
                run.isReturned(task), suspects.contains(WorkName(run: id, task: task)), shard.isQuarantined,
                condemned.contains(WorkName(run: id, task: task)),
            ]
            if waits.count(where: { $0 }) != (standing == 0 ? 1 : 0) { faults.append("\(task) of \(id) is lost") }
        }
        if run.quarantined != run.shards.values.count(where: \.isQuarantined) || run.isStuck {
            faults.append("run \(id) counts \(run.quarantined) quarantined")
        }
        for (task, check) in run.checks.checks {
            let standing = check.copies.liveAttempts
            live += standing
            if standing > 1 || !run.isMerged(task) { faults.append("check of \(task) of \(id) is wrong") }
            if check.copies.attempts.contains(where: { $0.worker == check.receipt.worker }) {
                faults.append("\(task) of \(id) is checked by who computed it")
            }
            if (standing == 0) != run.checks.waitingTasks.contains(task) {
                faults.append("check of \(task) of \(id) is lost")
            }
        }
        if run.checks.hasWork, !checkable.contains(id) { faults.append("checks of \(id) are forgotten") }
        if let most = run.description.terms.maximumSlots, run.leases > most {
            faults.append("run \(id) has \(run.leases) leases and may have \(most)")
        }
        if run.isTooLarge { faults.append("run \(id) takes \(run.heldBytes) bytes, more than it may") }
        let bytes = run.tree.nodes.reduce(0) { $0 + $1.node.byteCount }
        if bytes != run.tree.byteCount { faults.append("run \(id) counts \(run.tree.byteCount) bytes, not \(bytes)") }
        if live != run.leases { faults.append("run \(id) counts \(run.leases) leases, not \(live)") }
        let isServed = mayBeServed(id) && !run.checks.isBacklogged
        if run.hasWork, isServed, !order.contains(run.standing) {
            faults.append("run \(id) has work and is not in line")
        }
        if !isServed, order.contains(run.standing) { faults.append("run \(id) is in line and may not be") }
        return faults + partitionFaults(run)
    }

    /// Merged nodes, shards out and untouched gaps are the whole run, each draw once.
    private func partitionFaults(_ run: ActiveRun<Node>) -> [String] {
        let out = run.shards.keys.compactMap { if case .draws(let range) = $0 { range } else { nil } }
        let parts = run.tree.nodes.map(\.range) + out + run.queue.untouched
        // Leaves of all replicates on one line; no replicate has 2^32.
        let ordered = parts.map { part in
            let first = UInt64(part.replicate) << 32 + part.firstLeaf
            return first..<first + part.leafCount
        }
        .sorted { $0.lowerBound < $1.lowerBound }
        var faults: [String] = []
        for (part, next) in zip(ordered, ordered.dropFirst()) where part.upperBound > next.lowerBound {
            faults.append("leaves \(part) and \(next) of \(run.description.id) overlap")
        }
        let layout = run.description.layout
        let draws = parts.reduce(0) { $0 + layout.draws(in: $1) }
        if draws != run.goal.draws { faults.append("\(draws) of \(run.goal.draws) draws of \(run.description.id)") }
        return faults + sensitivityFaults(run)
    }
}

extension CoordinatorCore {
    /// Every part of the sensitivities is merged, out, or untouched: one of them.
    private func sensitivityFaults(_ run: ActiveRun<Node>) -> [String] {
        let out = run.shards.keys.compactMap { if case .sensitivity(let part) = $0 { part } else { nil } }
        let known = (Array(run.parts.merged) + out + run.parts.untouched).sorted()
        return known == Array(0..<run.parts.count) ? [] : ["sensitivity parts \(known) of \(run.description.id)"]
    }
}

extension WorkerCore {
    /// Everything that does not hold in this worker, in words; empty when all is well.
    package func brokenInvariants() -> [String] {
        var faults: [String] = []
        if running.count > settings.slots, !isLineShort(with: 0) {
            faults.append("\(settings.id) runs \(running.count) shards")
        }
        if queue.count > settings.credit { faults.append("\(settings.id) queues \(queue.count) shards") }
        if finished.count > settings.reportLimit {
            faults.append("\(settings.id) keeps \(finished.count) reports")
        }
        if ready.count > settings.runsKept + settings.credit + settings.slots {
            faults.append("\(settings.id) keeps \(ready.count) runs")
        }
        for wish in wanted where !queue.contains(where: { $0.run == wish.run }) {
            faults.append("\(settings.id) asks for \(wish.run) and has no lease of it")
        }
        let held = holding
        if Set(held).count != held.count { faults.append("\(settings.id) holds a lease twice") }
        return faults
    }
}
