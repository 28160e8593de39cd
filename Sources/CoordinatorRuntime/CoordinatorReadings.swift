public import Scheduling

/// What a coordinator has counted since its start, and how it is.
public struct CoordinatorReadings: Sendable {
    /// What the core has counted.
    public internal(set) var core: CoordinatorCounters
    /// The connections of workers.
    public internal(set) var work = ConnectionCounters()
    /// The connections of clients.
    public internal(set) var query = ConnectionCounters()
    /// Peers and requests that were not allowed.
    public internal(set) var refusals: UInt64 = 0
    /// Messages of workers dropped because their senders sent too many.
    public internal(set) var workersTooFast: UInt64 = 0
    /// Messages of workers dropped because their senders had sent too much that could not be read.
    public internal(set) var workersPoisonous: UInt64 = 0
    /// Requests of clients refused because their senders sent too many, or had too much under way.
    public internal(set) var clientsTooFast: UInt64 = 0
    /// Messages of clients dropped because their senders had sent too much that could not be read.
    public internal(set) var clientsPoisonous: UInt64 = 0
    /// How long writing records to the ledger took, the flush to the disk included, for each turn that had some.
    public internal(set) var ledgerFlush = TimeHistogram()
    /// How long the shards that were reported took their workers, as these say.
    public internal(set) var shard = TimeHistogram()
    /// Whether the ledger takes records; while it does not, nothing is accepted.
    public internal(set) var isLedgerWritable = true

    init(core: CoordinatorCounters) {
        self.core = core
    }
}
