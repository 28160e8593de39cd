import Statistics

/// How large shards are, and how many a worker holds: by how fast it was seen to be.
extension CoordinatorCore {
    /// How large a fresh shard of the run is cut for a worker: about ``CoordinatorSettings/shardTime`` of its computing, and no more
    /// than leaves every slot some shards to the end, or one that is done in a moment. Before anything was reported, it is as fast as expected.
    func size(for worker: WorkerID, of run: RunID) -> ShardSize {
        let costs = runs[run]?.costs
        let known = workers[worker]?.paces[run]?.secondsPerLeaf ?? runs[run]?.pace.secondsPerLeaf
        guard let secondsPerLeaf = known ?? costs?.secondsPerLeaf, let left = runs[run]?.queue.untouchedLeaves else {
            return ShardSize(level: 0)
        }
        let leavesPerSecond = 1 / max(secondsPerLeaf, 1e-9)
        let share = Double(left) / Double(max(slots, 1))
        let worthwhile = (costs?.secondsPerSummary ?? 0) / settings.summaryShare
        let short = min(max(settings.shortShardTime / .seconds(1), worthwhile) * leavesPerSecond, share)
        let most = min(
            settings.shardTime / .seconds(1) * leavesPerSecond, max(share / 4, short),
            Double(1 << settings.largestLevel))
        return ShardSize(level: Self.level(leaves: most), shortLevel: Self.level(leaves: min(short, most)))
    }

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
