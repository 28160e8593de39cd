public import Scheduling
public import Statistics

/// A run as the ledger gives it back.
public struct StoredRun: Sendable {
    /// What it is.
    public let description: RunDescription
    /// Where it stood.
    public let state: RunState
    /// Why it failed, or empty.
    public let reason: String
    /// Computing time until the last record.
    public let seconds: Double
    /// The merged summaries in their canonical bytes, in order of replicate and leaf; empty once the run has ended, for
    /// then ``Ledger/nodes(of:)`` has them.
    public let nodes: [(range: ShardRange, bytes: [UInt8])]
}
