import Statistics

/// How large shards are, and how many a worker holds: by how fast it was seen to be.
extension CoordinatorCore {
    /// At which level of the tree a fresh shard of the run is cut for a worker: about ``CoordinatorSettings/shardTime`` of its
    /// computing, and no more than leaves every slot some shards to the end.
    func level(for worker: WorkerID, of run: RunID) -> Int {
        guard let secondsPerLeaf = workers[worker]?.paces[run]?.secondsPerLeaf ?? runs[run]?.pace.secondsPerLeaf,
            let left = runs[run]?.queue.untouchedLeaves
        else { return 0 }
        let leaves = settings.shardTime / .seconds(1) / max(secondsPerLeaf, 1e-9)
        let share = Double(left) / Double(4 * max(slots, 1))
        let most = min(leaves, share, Double(1 << settings.largestLevel))
        return most >= 2 ? Int(most).bitWidth - 1 - Int(most).leadingZeroBitCount : 0
    }

    /// How long the work is going to take a worker in a slot; `nil` where nothing is known of it.
    func knownSeconds(_ task: ShardTask, of run: RunID, on worker: WorkerID) -> Double? {
        workers[worker]?.paces[run]?.seconds(for: task) ?? runs[run]?.pace.seconds(for: task)
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

    /// Whether the worker is to get more: it has fewer than ``CoordinatorSettings/shardsPerSlot``, or what it has is short; and it has
    /// credit.
    func isHungry(_ worker: Worker) -> Bool {
        guard !worker.isReserved, !worker.isIsolated, !worker.isDraining, worker.leases.count < worker.credit else {
            return false
        }
        let slots = min(worker.arrival.slots, settings.creditCeiling)
        if worker.leases.count < slots * settings.shardsPerSlot { return true }
        return worker.heldSeconds < Double(slots) * (settings.shardTime / .seconds(1))
    }
}
