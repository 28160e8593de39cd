import Statistics

/// How large shards are, and how many a worker holds: by how fast it was seen to be.
extension CoordinatorCore {
    /// How large a fresh shard of the run is cut for a worker: about ``CoordinatorSettings/shardTime`` of its computing, and no more
    /// than leaves every slot some shards to the end, or one that is done in a moment. Before anything was reported, what is expected to be
    /// done in a moment, and no more.
    func size(for worker: WorkerID, of run: RunID) -> ShardSize {
        guard let run = runs[run] else { return ShardSize(level: 0) }
        let share = Double(run.queue.untouchedLeaves) / Double(max(slots, 1))
        let moment = settings.shortShardTime / .seconds(1)
        guard let secondsPerLeaf = workers[worker]?.paces[run.description.id]?.secondsPerLeaf ?? run.pace.secondsPerLeaf
        else {
            let level = run.costs.map { Self.level(leaves: min(moment / max($0.secondsPerLeaf, 1e-9), share)) } ?? 0
            return ShardSize(level: min(level, settings.largestLevel), shortLevel: min(level, settings.largestLevel))
        }
        let leavesPerSecond = 1 / max(secondsPerLeaf, 1e-9)
        // Where a summary costs much, a moment is what makes little of that, within a tenth of a second.
        let worthwhile = min((run.costs?.secondsPerSummary ?? 0) / Self.summaryShare, 0.1)
        let short = min(max(moment, worthwhile) * leavesPerSecond, share)
        let most = min(
            settings.shardTime / .seconds(1) * leavesPerSecond, max(share / 4, short),
            Double(1 << settings.largestLevel))
        return ShardSize(level: Self.level(leaves: most), shortLevel: Self.level(leaves: min(short, most)))
    }

    /// What part of a shard's time its summary may be expected to take.
    private static var summaryShare: Double { 0.05 }

    /// The highest level of the tree whose nodes have no more leaves.
    private static func level(leaves: Double) -> Int {
        leaves >= 2 ? Int(leaves).bitWidth - 1 - Int(leaves).leadingZeroBitCount : 0
    }

    /// How long the work is going to take a worker in a slot; `nil` where nothing is known of it.
    func knownSeconds(_ task: ShardTask, of run: RunID, on worker: WorkerID) -> Double? {
        workers[worker]?.paces[run]?.seconds(for: task) ?? runs[run]?.pace.seconds(for: task)
    }

    /// Whether what is known of that is no more than the first that was reported.
    func isGuess(_ task: ShardTask, of run: RunID, on worker: WorkerID) -> Bool {
        let pace = workers[worker]?.paces[run] ?? runs[run]?.pace
        return pace?.isSettled(for: task) != true
    }

    /// Takes note of how long a worker took.
    mutating func notePace(_ receipt: ShardReceipt, of run: RunID) {
        runs[run]?.pace.note(receipt.task, seconds: receipt.seconds)
        workers[receipt.worker]?.paces[run, default: Pace()].note(receipt.task, seconds: receipt.seconds)
        guard let known = workers[receipt.worker]?.paces, known.count > Self.pacesKept else { return }
        workers[receipt.worker]?.paces = known.filter { runs[$0.key] != nil && $0.key == run }
    }

    /// Of how many runs it is known how fast a worker is.
    static var pacesKept: Int { 16 }

    /// Whether the worker is to get more: it has fewer than ``CoordinatorSettings/shardsPerSlot``, or what it has is known to be short; and
    /// it has credit.
    func isHungry(_ worker: Worker) -> Bool {
        guard !worker.isReserved, !worker.isIsolated, !worker.isDraining, worker.leases.count < worker.credit else {
            return false
        }
        let slots = min(worker.arrival.slots, settings.creditCeiling)
        if worker.leases.count < slots * settings.shardsPerSlot { return true }
        return worker.heldGuesses == 0 && worker.heldSeconds < Double(slots) * (settings.shardTime / .seconds(1))
    }
}
