import Statistics

/// How long workers' messages may wait, so that many are settled with one flush of the ledger.
extension CoordinatorCore {
    /// How long nothing that workers say is urgent: none runs out of work meanwhile, and no run waits for its last shards.
    ///
    /// A turn of the coordinator costs as much for one report as for dozens; a hundred shards a second are then one percent of
    /// a processor and not six. O(workers + runs).
    public var rest: Duration {
        guard !runs.isEmpty else { return Self.longestRest / 6 }
        // Whoever waits for an end waits for the last of these.
        guard !order.isEmpty, suspects.isEmpty, checkable.isEmpty else { return .zero }
        // And for a first answer. How long the first shards of a run take is not known.
        guard runs.values.allSatisfy({ $0.leases == 0 || $0.pace.secondsPerLeaf != nil }) else { return .zero }
        var shortest = Self.longestRest / .seconds(1)
        for worker in workers.values where worker.credit > 0 && !worker.isDraining {
            shortest = min(shortest, worker.secondsWaiting * Self.restedPart)
            // Too short to be worth it.
            if shortest < 0.001 { return .zero }
        }
        return .seconds(shortest)
    }

    private static var longestRest: Duration { .milliseconds(300) }
    /// Of the time that a worker's waiting work takes: what is known of its pace may be off by a factor of three.
    private static var restedPart: Double { 0.3 }
}

extension CoordinatorCore.Worker {
    /// For how long it has work once all that it has started on is done.
    fileprivate var secondsWaiting: Double {
        let slots = max(arrival.slots, 1)
        guard leases.count > slots else { return 0 }
        return heldSeconds * Double(leases.count - slots) / Double(leases.count) / Double(slots)
    }
}
