/// What was done to a cluster and what it came through.
public struct ChaosReport: Hashable, Sendable {
    /// What failed of one kind.
    public struct Row: Hashable, Sendable {
        /// How often.
        public var done = 0
        /// How often while the worker, or any where the coordinator was struck, held leases.
        public var struckLeases = 0
    }

    /// What the processes of the cluster hold.
    public struct Usage: Hashable, Sendable {
        /// The most memory of any, in bytes.
        public var memory = 0
        /// The most descriptors of any.
        public var descriptors = 0

        /// Nothing.
        public init() {}
    }

    /// By kind.
    public var rows: [FaultKind: Row] = [:]
    /// Kinds that cannot be done here, and why.
    public var skipped: [FaultKind: String] = [:]
    /// Runs that ended with the digest that one process gives.
    public var soundRuns = 0
    /// What must not happen and did, a line each.
    public var failures: [String] = []
    /// What happened to messages.
    public var messages = LinkTally()
    /// The longest time without progress once the last failure had ended.
    public var recovery: Duration = .zero
    /// Before the first failure.
    public var before = Usage()
    /// After the last one.
    public var after = Usage()

    /// A report of nothing yet.
    public init() {}

    /// Counts a failure that was brought about.
    public mutating func note(_ kind: FaultKind, struckLeases: Bool) {
        rows[kind, default: Row()].done += 1
        if struckLeases { rows[kind, default: Row()].struckLeases += 1 }
    }

    /// Failures brought about in all.
    public var total: Int { rows.values.reduce(0) { $0 + $1.done } }

    /// Whether the cluster came through.
    public var isSound: Bool { failures.isEmpty && soundRuns > 0 }
}
