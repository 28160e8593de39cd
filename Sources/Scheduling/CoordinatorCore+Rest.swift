import Statistics

/// Until when a coordinator's shell leaves workers' messages where they are, and with them the passing of time.
///
/// What clients ask is never kept waiting; a turn for that takes in what workers have said as well.
public struct Rest: Sendable {
    /// What came of looking for messages of workers in a turn.
    public enum Intake: Sendable {
        /// There were none.
        case nothing
        /// All there were.
        case all
        /// As many as are taken in at once, or more.
        case more
    }

    /// Before this instant nothing that workers say is urgent.
    public private(set) var end = Instant(nanoseconds: .min)

    /// No rest.
    public init() {}

    /// To be called at the end of each turn, when messages may wait as long as ``CoordinatorCore/rest()`` says: from the first that came, so
    /// that a message that finds nobody resting is taken in at once.
    public mutating func renew(after intake: Intake, asLongAs longest: Duration, at now: Instant) {
        let end = now.advanced(by: longest)
        self.end = intake == .all ? end : min(self.end, end)
    }
}

/// How long workers' messages may wait, so that many are settled with one flush of the ledger.
extension CoordinatorCore {
    /// How long nothing that workers say is urgent: none runs out of work meanwhile, and no run waits for its last shards.
    ///
    /// A turn of the coordinator costs as much for one report as for dozens; a hundred shards a second are then one percent of
    /// a processor and not seven. O(workers + runs), and not looked into where there are many runs.
    @specialized(where Node == Summary)
    public func rest() -> Duration {
        guard !runs.isEmpty else { return longestRest / 8 }
        // Whoever waits for an end waits for the last of these.
        guard !order.isEmpty, suspects.isEmpty, checkable.isEmpty, runs.count <= Self.runsLookedAt else { return .zero }
        var shortest = longestRest / .seconds(1)
        for worker in workers.values where worker.credit > 0 && !worker.isDraining {
            shortest = min(shortest, worker.secondsWaiting * Self.restedPart)
            // Too short to be worth it.
            if shortest < 0.001 { return .zero }
        }
        // A run's last shards are waited for, and each shard of a run that may have no more out.
        guard runs.values.allSatisfy({ $0.leases == 0 || ($0.hasWork && !$0.isFull) }) else { return .zero }
        return .seconds(shortest)
    }

    /// So that time still passes for the core twice in a heartbeat interval, and more.
    private var longestRest: Duration { settings.heartbeatInterval * 2 / 5 }
    /// Of the time that a worker's waiting work takes. Its reports may have waited for half as long before they left, and what is known of
    /// its pace may be off.
    private static var restedPart: Double { 0.4 }
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
