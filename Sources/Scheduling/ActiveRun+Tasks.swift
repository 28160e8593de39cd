import Statistics

/// What an active run hands out and takes in.
extension ActiveRun {
    /// Takes the next unit of work to lease: draws before sensitivities, so that a partial answer comes early.
    mutating func nextTask() -> ShardTask? {
        if let range = queue.next() { return .draws(range) }
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
        _ task: ShardTask, _ lease: LeaseID, to worker: WorkerID, isBackup: Bool, at now: Instant
    ) -> Int {
        if firstLease == nil { firstLease = now }
        leases += 1
        return shards[task, default: OutstandingShard()].lease(lease, to: worker, isBackup: isBackup)
    }

    /// A lease of `task` does not stand any more.
    mutating func end(_ task: ShardTask, _ lease: LeaseID) {
        leases -= 1
        shards[task]?.endAttempt(lease)
    }

    /// Merges draws that were outstanding and returns what changed in the ledger's eyes.
    mutating func merge(_ node: Node, at range: ShardRange) -> [LedgerRecord<Node>] {
        shards[.draws(range)] = nil
        queue.remove(range)
        mergedShards += 1
        guard case .merged(let stored, let removed) = tree.insert(node, at: range) else {
            preconditionFailure("shard \(range) was outstanding and is merged already")
        }
        return tree.records(ofStoring: stored, removing: removed, run: description.id)
    }

    /// Counts a part of the sensitivities that was outstanding.
    mutating func merge(part: Int) {
        shards[.sensitivity(part: part)] = nil
        parts.merge(part)
        mergedShards += 1
    }

    /// Whether nothing of it is left to be computed or judged.
    var isComplete: Bool { phase == .settled && parts.isComplete }

    /// Goes on to more draws; all of the goal before are merged.
    mutating func extend(to next: DrawLayout) {
        goal = next
        phase = .computing
        queue = ShardQueue(
            layout: next, level: ShardSizing.level(forLeaves: next.leaves), merged: tree.nodes.map(\.range))
    }
}
