import Scheduling
import Statistics

/// What must hold at every moment, and in the end.
extension Simulator {
    /// The coordinator's own invariants, and that it stays small.
    mutating func checkCoordinator() {
        guard let core = coordinator.core, isCheckDue else { return }
        object(core.brokenInvariants())
        let bound = 1000 + (settings.shards == nil ? 100 : 2000) * workers.count + 1000 * clients.count
        if core.footprint > bound { object(["the coordinator holds \(core.footprint) entries"]) }
    }

    /// What the coordinator goes by is in the ledger, so that a start makes no difference to it.
    mutating func checkDurability() {
        guard let core = coordinator.core, isCheckDue else { return }
        if core.heldLosses != ledger.losses {
            object(["\(core.heldLosses.count) losses are known, and \(ledger.losses.count) are durable"])
        }
        if core.unchecked != ledger.unchecked {
            object(["\(core.unchecked.count) checks are under way, and \(ledger.unchecked.count) are durable"])
        }
    }

    /// In a large cluster everything is looked at now and then only: it takes as long as all workers and shards are many.
    var isCheckDue: Bool { settings.shards == nil || report.steps % 100_000 == 0 }

    /// All workers are to be there within a minute.
    mutating func noteJoining() {
        guard report.steps % 64 == 0, let core = coordinator.core, core.workerCount == workers.count else { return }
        report.joined = .nanoseconds(now)
        if now > 60_000_000_000 { object(["the last worker was registered after \(now / 1_000_000_000) s"]) }
    }

    /// No worker is given more than it is willing to hold.
    mutating func checkCredit(_ actions: [CoordinatorAction<ChainNode>]) {
        let isGiving = actions.contains { if case .send(.leases, _) = $0 { true } else { false } }
        guard isGiving, isCheckDue, let snapshots = coordinator.core?.workerSnapshots else { return }
        for worker in snapshots where worker.leases > worker.credit && worker.credit > 0 {
            object(["\(worker.id) holds \(worker.leases) leases with credit for \(worker.credit)"])
        }
    }

    /// A lease's name is given once, whatever starts anew.
    mutating func checkOffer(_ offer: LeaseOffer) {
        stamp(offer.lease.number)
        if pausedThroughout.contains(offer.run) {
            object(["\(offer.run) is paused, and \(offer.task.place) was given out"])
        }
        latestAttempts[offer.run, default: [:]][offer.task] = offer.attempt
        if offered.updateValue(offer, forKey: offer.lease) != nil { object(["lease \(offer.lease) was given twice"]) }
    }

    /// A result that is acknowledged is in the ledger, or its run has ended. Leases of earlier epochs, of work that was leased very
    /// often, and those that ended in an error or were named by a liar are settled without.
    mutating func checkAcknowledgement(_ lease: LeaseID) {
        guard lease.epoch == coordinator.core?.epoch, let offer = offered[lease],
            !isForgotten(offer),
            !resultlessLeases.contains(lease), let run = ledger.runs[offer.run], !run.state.isFinal
        else { return }
        if run.receipts[offer.task] == nil { object(["\(lease) was acknowledged and is not durable"]) }
        if settings.shards == nil { acknowledged[offer.run, default: []].insert(offer.task) }
    }

    /// What was acknowledged before the coordinator was lost is there when it starts again.
    mutating func checkAcknowledged() {
        for (id, tasks) in acknowledged {
            guard let run = ledger.runs[id] else {
                object(["\(id) was acknowledged and is gone"])
                continue
            }
            if run.state.isFinal { continue }
            let missing = tasks.count { run.receipts[$0] == nil }
            if missing > 0 { object(["\(missing) results of \(id) were acknowledged and are gone"]) }
        }
    }

    /// Whether so many leases of the work were given since that the core knows nothing of this one any more.
    private func isForgotten(_ offer: LeaseOffer) -> Bool {
        (latestAttempts[offer.run]?[offer.task] ?? 0) >= offer.attempt + 8
    }

    /// Adds up what a coordinator has counted before it is gone.
    mutating func countCoordinator() {
        guard let counters = coordinator.core?.counters else { return }
        report.merged += counters.merged
        report.requeued += counters.requeued
        report.duplicates += counters.duplicates
        report.backups += counters.backups
        report.agreed += counters.agreed
        report.conflicts += counters.conflicts
        report.checksAbandoned += counters.checksAbandoned
    }

    /// Every run has ended as it should have, and the finished ones are right.
    mutating func judge(wasCalm: Bool) {
        for client in clients {
            let id = client.run.id
            guard let run = ledger.runs[id] else {
                object(["\(id) was never accepted, or is lost"])
                continue
            }
            report.runs.append(id)
            report.states.append(run.state)
            object(faults(of: run, client, wasCalm: wasCalm))
            report.quarantined += run.quarantined.count
            if !run.quarantined.isEmpty, client.poisoned == nil || !client.kills { report.falselyQuarantined += 1 }
            stamp(run.nodes.values.reduce(0) { $0 ^ $1.hash })
        }
        // The loser of a race says the same once more, and settles a check that is under way, whose result is then of no use either.
        // In a cluster of very many a few leases in ten thousand are taken back all the same; more would be work done twice.
        let tolerated = settings.shards.map { $0 / 1000 } ?? 0
        if wasCalm, report.tally.poisonings == 0,
            report.requeued > tolerated || report.duplicates > 2 * report.backups
        {
            object(["\(report.requeued) shards were leased again although nothing went wrong"])
        }
    }

    private func faults(of run: SimulatedLedger.Run, _ client: SimulatedClient, wasCalm: Bool) -> [String] {
        let id = client.run.id
        switch run.state {
        case .queued, .running: return ["\(id) has not ended"]
        case .failed where run.reason.hasPrefix("two results"): return conflictFaults(of: run)
        case .failed where run.description.terms.maximumSeconds != nil && run.reason.contains("may be computed"):
            return []
        case .failed where run.reason.contains("bytes of memory"): return memoryFaults(of: run)
        case .done where run.isTainted: return taintFaults(of: run)
        case .cancelled: return client.cancelsAt == nil ? ["\(id) was cancelled by nobody"] : []
        case .failed where run.reason.hasPrefix("quarantined"):
            let isInnocent = client.poisoned == nil || !client.kills
            if isInnocent && wasCalm { return ["\(id) has quarantined work although no worker was lost"] }
            return quarantineFaults(of: run)
        case .failed: return client.poisoned == nil || client.kills ? ["\(id) failed: \(run.reason)"] : []
        case .done: return client.poisoned == nil ? rootFaults(of: run) : ["\(id) is done and cannot be"]
        }
    }

    /// Two results of one shard differ only where the first worker has a part in it.
    private func conflictFaults(of run: SimulatedLedger.Run) -> [String] {
        let isLiars = run.reason.contains("worker worker-0 ") || run.reason.contains("worker worker-0-")
        return isLiars && report.tally.lies > 0 ? [] : ["\(run.description.id) failed: \(run.reason)"]
    }

    /// A run into which something made up was merged comes to its end only where not all of it was checked, or a liar that had started
    /// anew under another name said the same once more.
    private func taintFaults(of run: SimulatedLedger.Run) -> [String] {
        let id = run.description.id
        let isChecked =
            run.description.terms.spotCheck == 1 && report.checksAbandoned == 0
            && !liars.contains { $0.key.run == id && $0.value.count > 1 }
        return isChecked ? ["\(id) is done with a result that was made up, and all was checked"] : []
    }

    /// A run that took too much memory has ended with the summary that was too much.
    private func memoryFaults(of run: SimulatedLedger.Run) -> [String] {
        let largest = run.nodes.values.map(\.byteCount).max() ?? 0
        guard let most = run.description.terms.maximumBytes, run.heldBytes > most, run.heldBytes - largest <= most
        else {
            return ["\(run.description.id) failed with \(run.heldBytes) bytes: \(run.reason)"]
        }
        return []
    }

    /// All but what is set aside is merged.
    private func quarantineFaults(of run: SimulatedLedger.Run) -> [String] {
        let id = run.description.id
        let layout = run.goal
        let aside = run.quarantined.compactMap { task in
            if case .draws(let range) = task, run.receipts[task] == nil { range } else { nil }
        }
        let merged = run.nodes.keys.reduce(0) { $0 + layout.draws(in: $1) }
        let draws = merged + aside.reduce(0) { $0 + layout.draws(in: $1) }
        let parts = run.parts.count + run.quarantined.count { run.receipts[$0] == nil } - aside.count
        guard draws == layout.draws, parts == run.description.sensitivity.parts else {
            return ["\(id) has ended with \(draws) of \(layout.draws) draws and \(parts) parts merged or set aside"]
        }
        return []
    }

    private func rootFaults(of run: SimulatedLedger.Run) -> [String] {
        let id = run.description.id
        let goal = SimulatedPrecision.goal(of: run.description)
        guard run.goal == goal else { return ["\(id) is done at \(run.goal.draws) draws, not \(goal.draws)"] }
        let roots = goal.roots
        guard Set(run.nodes.keys) == Set(roots) else { return ["\(id) is done and not whole"] }
        guard run.parts.count == run.description.sensitivity.parts else {
            return ["\(id) is done with \(run.parts.count) of \(run.description.sensitivity.parts) sensitivity parts"]
        }
        return roots.compactMap { root in
            let expected = ChainNode.reference(root, layout: goal, seed: run.description.seed)
            return run.nodes[root] == expected ? nil : "\(root) of \(id) is wrong"
        }
    }
}
