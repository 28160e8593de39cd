import Statistics

/// How long workers' messages may wait, so that many are settled with one flush of the ledger.
extension CoordinatorCore {
    /// How long nothing that workers say is urgent: none runs out of work meanwhile, and no run waits for its last shards.
    ///
    /// A turn of the coordinator costs as much for one report as for dozens; a hundred shards a second are then one percent of
    /// a processor and not seven. O(workers + runs), and not looked into where there are many runs.
    @specialized(where Node == Summary)
    public func rest() -> Duration {
        guard !runs.isEmpty else { return Self.longestRest / 6 }
        // Whoever waits for an end waits for the last of these.
        guard !order.isEmpty, suspects.isEmpty, checkable.isEmpty, runs.count <= Self.runsLookedAt else { return .zero }
        var shortest = Self.longestRest / .seconds(1)
        for worker in workers.values where worker.credit > 0 && !worker.isDraining {
            shortest = min(shortest, worker.secondsWaiting * Self.restedPart)
            // Too short to be worth it.
            if shortest < 0.001 { return .zero }
        }
        // A run's last shards are waited for, and each shard of a run that may have no more out.
        guard runs.values.allSatisfy({ $0.leases == 0 || ($0.hasWork && !$0.isFull) }) else { return .zero }
        return .seconds(shortest)
    }

    private static var longestRest: Duration { .milliseconds(300) }
    /// Of the time that a worker's waiting work takes: what is known of its pace may be off by a factor of three.
    private static var restedPart: Double { 0.3 }
    private static var runsLookedAt: Int { 64 }
}

extension CoordinatorCore.Worker {
    /// For how long it has work once all that it has started on is done; nothing while some of that is a guess.
    fileprivate var secondsWaiting: Double {
        let slots = max(arrival.slots, 1)
        guard leases.count > slots, heldGuesses == 0 else { return 0 }
        return heldSeconds * Double(leases.count - slots) / Double(leases.count) / Double(slots)
    }
}
