public import Statistics

/// One durable fact, in the order in which it must be written.
public enum LedgerRecord<Node: Mergeable>: Sendable {
    /// A run was accepted.
    case runAccepted(RunDescription)
    /// A run moved to another state; `reason` is empty unless it failed. `seconds` is its computing time so far, as
    /// wall time from its first lease.
    case runMoved(RunID, to: RunState, reason: String, seconds: Double)
    /// A shard was merged: which, by whom, on which lease.
    case shardMerged(RunID, ShardReceipt)
    /// A node of the merge tree came to be.
    case nodeStored(RunID, ShardRange, Node)
    /// A node was merged into its parent and is gone.
    case nodeRemoved(RunID, ShardRange)
}

/// Who computed a merged shard, and how.
public struct ShardReceipt: Hashable, Sendable {
    /// The draws.
    public let range: ShardRange
    /// Who sent the result that was merged.
    public let worker: WorkerID
    /// On which lease.
    public let lease: LeaseID
    /// How many leases of this range had been given, this one included.
    public let attempt: Int
    /// Computing time the worker stated.
    public let seconds: Double

    /// A receipt from its parts.
    public init(range: ShardRange, worker: WorkerID, lease: LeaseID, attempt: Int, seconds: Double) {
        self.range = range
        self.worker = worker
        self.lease = lease
        self.attempt = attempt
        self.seconds = seconds
    }
}

/// A run as the ledger gives it back after a restart.
public struct RecoveredRun<Node: Mergeable>: Sendable {
    /// What it is.
    public let description: RunDescription
    /// Where it stood.
    public let state: RunState
    /// Why it failed, or empty.
    public let reason: String
    /// Computing time until the last record.
    public let seconds: Double
    /// The merged nodes, disjoint, in no particular order.
    public let nodes: [(range: ShardRange, node: Node)]
    /// Of a run that has ended and comes without its nodes, how many draws are in them.
    public let endedDraws: UInt64

    /// A recovered run from its parts.
    public init(
        description: RunDescription, state: RunState, reason: String, seconds: Double,
        nodes: [(range: ShardRange, node: Node)], endedDraws: UInt64 = 0
    ) {
        self.description = description
        self.state = state
        self.reason = reason
        self.seconds = seconds
        self.nodes = nodes
        self.endedDraws = endedDraws
    }
}
