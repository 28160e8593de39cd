import Statistics

/// Giving shards to workers, and taking them back.
extension CoordinatorCore {
    /// Hands out work, one shard at a time in rotation, until credit or work is used up.
    mutating func giveLeases(at now: Instant) {
        giveSuspects(at: now)
        giveChecks(at: now)
        while let worker = hungry.first, let next = order.first(usage: { shares.seconds(of: $0) }) {
            let size = size(for: worker, of: next.run)
            guard let task = runs[next.run]?.nextTask(size) else {
                order.remove(next)
                continue
            }
            give(task, of: next.run, to: worker, at: now)
        }
    }

    /// Leases work to a worker that has credit for it.
    mutating func give(
        _ task: ShardTask, of run: RunID, to id: WorkerID, as purpose: LeasePurpose = .merge, at now: Instant
    ) {
        guard let peer = workers[id]?.peer else { preconditionFailure("worker \(id) is in line and not registered") }
        leasesGiven += 1
        counters.leases += 1
        let lease = LeaseID(epoch: epoch, number: leasesGiven)
        let expected = knownSeconds(task, of: run, on: id) ?? settings.shardTime / .seconds(1)
        if let submitter = runs[run]?.standing.submitter { shares.charge(expected, to: submitter) }
        workers[id]?.heldSeconds += expected
        let isGuess = isGuess(task, of: run, on: id)
        workers[id]?.heldGuesses += isGuess ? 1 : 0
        leases[lease] = Lease(
            run: run, task: task, worker: id, purpose: purpose, given: now, expected: expected,
            isGuess: isGuess, renewed: now)
        byRenewal.append(lease)
        workers[id]?.leases.append(lease)
        if purpose == .probation { workers[id]?.isIsolated = true }
        guard let attempt = runs[run]?.lease(task, lease, to: id, as: purpose, at: now) else {
            preconditionFailure("run \(run) hands out work and has ended")
        }
        send(.leases([LeaseOffer(lease: lease, run: run, task: task, attempt: attempt)]), to: peer)
        hungry.remove(id)
        updateHunger(of: id)
        if runs[run]?.isFull == true { lineUp(run) }
    }

    /// Ends a lease, whatever becomes of its work.
    @discardableResult
    mutating func end(_ id: LeaseID) -> Lease? {
        guard let lease = leases.removeValue(forKey: id) else { return nil }
        byRenewal.remove(id)
        runs[lease.run]?.end(lease.task, id, as: lease.purpose)
        // What is merged is charged as it was; see `note`.
        if let submitter = runs[lease.run]?.standing.submitter { shares.charge(-lease.expected, to: submitter) }
        if let place = workers[lease.worker]?.leases.firstIndex(of: id) {
            workers[lease.worker]?.leases.remove(at: place)
            if lease.purpose == .probation { workers[lease.worker]?.isIsolated = false }
            workers[lease.worker]?.heldSeconds -= lease.expected
            workers[lease.worker]?.heldGuesses -= lease.isGuess ? 1 : 0
            // What rounding leaves over does not add up.
            if workers[lease.worker]?.leases.isEmpty == true { workers[lease.worker]?.heldSeconds = 0 }
            updateHunger(of: lease.worker)
        }
        if let most = runs[lease.run]?.description.terms.maximumSlots, runs[lease.run]?.leases == most - 1,
            runs[lease.run]?.hasWork == true
        {
            lineUp(lease.run)
        }
        return lease
    }

    /// Ends a lease and puts its work back in line, uncut, unless another worker has it too.
    mutating func requeue(_ id: LeaseID) {
        guard let lease = end(id) else { return }
        counters.requeued += 1
        if lease.purpose == .check { return putCheckBack(lease.task, of: lease.run) }
        guard runs[lease.run]?.shards[lease.task]?.hasLiveAttempt != true else { return }
        putBack(lease.task, of: lease.run)
    }

    /// Puts work that nobody holds any more back in line, or in that of the suspicious.
    mutating func putBack(_ task: ShardTask, of run: RunID) {
        guard let shard = runs[run]?.shards[task], !shard.isQuarantined else { return }
        if shard.deaths.count >= settings.suspicionLimit {
            suspects.append(WorkName(run: run, task: task))
            return
        }
        runs[run]?.putBack(task)
        lineUp(run)
    }

    /// A worker gave leases back unstarted.
    mutating func takeBack(_ returned: [LeaseID], from worker: WorkerID, credit: Int) {
        setCredit(credit, of: worker)
        for lease in returned where leases[lease]?.worker == worker { requeue(lease) }
    }

    /// A heartbeat: extends the leases it names; one that two in a row do not name is lost.
    mutating func renew(_ holding: [LeaseID], of id: WorkerID, credit: Int, at now: Instant) {
        guard let worker = workers[id] else { return }
        send(.beat, to: worker.peer)
        if worker.isDraining, credit > 0 { send(.drain, to: worker.peer) }
        setCredit(credit, of: id)
        let named = Set(holding)
        for lease in worker.leases {
            if named.contains(lease) { renew(lease, at: now) } else { miss(lease, at: now) }
        }
        withdraw(holding, notHeldBy: id, at: worker.peer)
    }

    /// The lease's deadline starts anew.
    mutating func renew(_ lease: LeaseID, at now: Instant) {
        leases[lease]?.renewed = now
        leases[lease]?.unnamed = 0
        byRenewal.moveToBack(lease)
    }

    /// A heartbeat did not name the lease. One that may have crossed with the offer does not count.
    private mutating func miss(_ id: LeaseID, at now: Instant) {
        guard let lease = leases[id], now.duration(since: lease.given) >= settings.heartbeatInterval else { return }
        leases[id]?.unnamed += 1
        guard lease.unnamed + 1 >= 2 else { return }
        counters.unnamedLeases += 1
        requeue(id)
    }

    /// Tells a worker which of the leases it names are not its own.
    mutating func withdraw(_ holding: [LeaseID], notHeldBy worker: WorkerID, at peer: PeerID) {
        let foreign = holding.filter { leases[$0]?.worker != worker }
        if !foreign.isEmpty { send(.withdraw(foreign), to: peer) }
    }

    /// Takes back leases that no heartbeat has named for too long.
    mutating func expireLeases(at now: Instant) {
        while let id = byRenewal.first, let lease = leases[id],
            now.duration(since: max(lease.renewed, attentiveSince)) >= settings.leaseDuration
        {
            counters.expiredLeases += 1
            if let peer = workers[lease.worker]?.peer { send(.withdraw([id]), to: peer) }
            requeue(id)
        }
    }
}
