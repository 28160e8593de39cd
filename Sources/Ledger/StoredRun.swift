public import Scheduling
public import Statistics

/// A run as the ledger gives it back.
public struct StoredRun: Sendable {
    /// What it is; at a start, of a run that has ended, without the model's and the plan's bytes.
    public let description: RunDescription
    /// Where it stood.
    public let state: RunState
    /// Why it failed, or empty.
    public let reason: String
    /// Computing time until the last record.
    public let seconds: Double
    /// Up to how many draws it is computed, or was.
    public let goal: DrawLayout
    /// The merged summaries in their canonical bytes, in order of replicate and leaf; empty once the run has ended, for
    /// then ``Ledger/nodes(of:)`` has them.
    public let nodes: [(range: ShardRange, bytes: [UInt8])]
    /// Which parts of the sensitivities are merged, each found as it was written; empty once the run has ended. What came of
    /// them ``Ledger/parts(of:)`` has.
    public let parts: Set<Int>
    /// Whether nothing of it is to be given out.
    public let isPaused: Bool
    /// What no worker is given any more; empty once the run has ended.
    public let quarantined: [ShardTask]
    /// Workers that were lost with work that is not merged, in order of the leases; none once the run has ended.
    public let losses: [(task: ShardTask, lease: LeaseID)]
    /// Who computed merged work that is to be evaluated once more; none once the run has ended.
    public let unchecked: [ShardReceipt]
}
