public import Scheduling

/// A registered worker as lists show it.
public struct WorkerRow: Hashable, Sendable {
    /// Which worker.
    public let id: WorkerID
    /// The machine it runs on, as it says.
    public let host: String
    /// How many shards it evaluates at once.
    public let slots: Int
    /// How many shards it may hold at once.
    public let credit: Int
    /// How many it holds.
    public let leases: Int
    /// Shards of its that were merged.
    public let mergedShards: UInt64
    /// How long ago it was heard last.
    public let secondsSinceHeard: Double

    /// A row from its parts.
    public init(
        id: WorkerID, host: String, slots: Int, credit: Int, leases: Int, mergedShards: UInt64,
        secondsSinceHeard: Double
    ) {
        self.id = id
        self.host = host
        self.slots = slots
        self.credit = credit
        self.leases = leases
        self.mergedShards = mergedShards
        self.secondsSinceHeard = secondsSinceHeard
    }
}
