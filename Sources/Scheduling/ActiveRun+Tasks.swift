import Statistics

/// What an active run hands out and takes in.
extension ActiveRun {
    /// Takes the next unit of work to lease: draws before sensitivities, so that a partial answer comes early; fresh draws come in
    /// shards of `size`, or smaller ones.
    mutating func nextTask(_ size: ShardSize) -> ShardTask? {
        if let range = queue.next(size) { return .draws(range) }
        return parts.pop().map { .sensitivity(part: $0) }
    }

    /// Whether some unit of work waits for a worker.
    var hasWork: Bool { !queue.untouched.isEmpty || queue.returnedCount > 0 || parts.hasWork }

    /// Gives back a unit of work that nobody holds any more.
    mutating func putBack(_ task: ShardTask) {
        switch task {
        case .draws(let range): queue.putBack(range)
        case .sensitivity(let part): parts.putBack(part)
        }
    }

    /// Whether a unit of work was given back and waits.
    func isReturned(_ task: ShardTask) -> Bool {
        switch task {
        case .draws(let range): queue.isReturned(range)
        case .sensitivity(let part): parts.isReturned(part)
        }
    }

    /// Whether a unit of work is done.
    func isMerged(_ task: ShardTask) -> Bool {
        switch task {
        case .draws(let range): description.layout.contains(range) && tree.covers(range)
        case .sensitivity(let part): parts.merged.contains(part)
        }
    }

    /// Notes a lease of `task` and returns which attempt it is.
    mutating func lease(
        _ task: ShardTask, _ lease: LeaseID, to worker: WorkerID, as purpose: CoordinatorCore<Node>.LeasePurpose,
        at now: Instant
    ) -> Int {
        if firstLease == nil { firstLease = now }
        leases += 1
        if purpose == .check { return checks.lease(task, lease, to: worker) }
        return shards[task, default: OutstandingShard()].lease(lease, to: worker, isBackup: purpose == .backup)
    }

    /// A lease of `task` does not stand any more.
    mutating func end(_ task: ShardTask, _ lease: LeaseID, as purpose: CoordinatorCore<Node>.LeasePurpose) {
        leases -= 1
        if purpose == .check { return checks.end(task, lease) }
        shards[task]?.endAttempt(lease)
    }

    /// Merges draws that were outstanding and returns what changed in the ledger's eyes.
    mutating func merge(_ node: Node, at range: ShardRange) -> [LedgerRecord<Node>] {
        settle(.draws(range))
        queue.remove(range)
        mergedShards += 1
        guard case .merged(let stored, let removed) = tree.insert(node, at: range) else {
            preconditionFailure("shard \(range) was outstanding and is merged already")
        }
        return tree.records(ofStoring: stored, removing: removed, run: description.id)
    }

    /// Counts a part of the sensitivities that was outstanding.
    mutating func merge(part: Int) {
        settle(.sensitivity(part: part))
        parts.merge(part)
        mergedShards += 1
    }

    private mutating func settle(_ task: ShardTask) {
        if shards.removeValue(forKey: task)?.isQuarantined == true { quarantined -= 1 }
    }

    /// Sets work aside for good.
    mutating func quarantine(_ task: ShardTask) {
        guard shards[task]?.isQuarantined == false else { return }
        shards[task]?.isQuarantined = true
        quarantined += 1
    }

    /// Whether all that is left of it is quarantined.
    var isStuck: Bool { quarantined > 0 && shards.count == quarantined && !hasWork && checks.isEmpty }

    /// Whether as much of it is out as may be.
    var isFull: Bool { description.terms.maximumSlots.map { leases >= $0 } ?? false }

    /// Whether nothing of it is left to be computed or judged.
    var isComplete: Bool { phase == .settled && parts.isComplete && checks.isEmpty }

    /// Goes on to more draws; all of the goal before are merged.
    mutating func extend(to next: DrawLayout) {
        goal = next
        phase = .computing
        queue = ShardQueue(layout: next, merged: tree.nodes.map(\.range))
    }
}
