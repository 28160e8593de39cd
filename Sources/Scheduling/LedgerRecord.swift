public import BinaryCoding
public import Statistics

/// One durable fact, in the order in which it must be written.
public enum LedgerRecord<Node: Mergeable>: Sendable {
    /// A run was accepted.
    case runAccepted(RunDescription)
    /// A run moved to another state; `reason` is empty unless it failed. `seconds` is its computing time so far, as
    /// wall time from its first lease.
    case runMoved(RunID, to: RunState, reason: String, seconds: Double)
    /// A run towards a precision goes on to so many draws.
    case goalMoved(RunID, to: DrawLayout)
    /// A run is paused, or goes on.
    case runPaused(RunID, Bool)
    /// Work of a run is given to no worker any more, in words why.
    case workQuarantined(RunID, ShardTask, reason: String)
    /// A worker was lost when it had presumably started on this lease of the work.
    case workerLost(RunID, ShardTask, LeaseID)
    /// What was lost with this lease is not held against the work any more: the worker came back with it, or the work is merged.
    case lossForgotten(RunID, LeaseID)
    /// Draws were merged: which, by whom, on which lease.
    case shardMerged(RunID, ShardReceipt)
    /// Merged work is to be evaluated once more.
    case checkBegun(RunID, ShardTask)
    /// It was, and found right; or it is given up.
    case checkEnded(RunID, ShardTask)
    /// A part of the sensitivities was merged, by whom, on which lease; and its canonical bytes.
    case partMerged(RunID, ShardReceipt, [UInt8])
    /// A node of the merge tree came to be.
    case nodeStored(RunID, ShardRange, Node)
    /// A node was merged into its parent and is gone.
    case nodeRemoved(RunID, ShardRange)
}

/// Who computed merged work, and how.
public struct ShardReceipt: Hashable, Sendable {
    /// Which work.
    public let task: ShardTask
    /// Who sent the result that was merged.
    public let worker: WorkerID
    /// On which lease.
    public let lease: LeaseID
    /// How many leases of this work had been given, this one included.
    public let attempt: Int
    /// Computing time the worker stated.
    public let seconds: Double
    /// Of what was merged, in its canonical bytes: what a later result of the same work is compared with. `nil` of work merged
    /// by a version that did not keep it.
    public let digest: ContentDigest?

    /// A receipt from its parts.
    public init(
        task: ShardTask, worker: WorkerID, lease: LeaseID, attempt: Int, seconds: Double, digest: ContentDigest?
    ) {
        self.task = task
        self.worker = worker
        self.lease = lease
        self.attempt = attempt
        self.seconds = seconds
        self.digest = digest
    }
}

/// A result of work that had been merged already.
public struct RivalResult: Hashable, Sendable {
    /// Which work.
    public let task: ShardTask
    /// Who sent it.
    public let worker: WorkerID
    /// On which lease.
    public let lease: LeaseID
    /// Of its canonical bytes.
    public let digest: ContentDigest

    /// A result from its parts.
    public init(task: ShardTask, worker: WorkerID, lease: LeaseID, digest: ContentDigest) {
        self.task = task
        self.worker = worker
        self.lease = lease
        self.digest = digest
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
    /// Up to how many draws it was being computed.
    public let goal: DrawLayout
    /// The merged nodes, disjoint, in no particular order.
    public let nodes: [(range: ShardRange, node: Node)]
    /// The merged parts of the sensitivities.
    public let parts: Set<Int>
    /// Whether nothing of it is to be given out.
    public let isPaused: Bool
    /// Work that is given to no worker any more; some of it may have been merged since.
    public let quarantined: [ShardTask]
    /// Workers that were lost with work that was not merged since: which work, on which lease; in order of the leases.
    public let losses: [(task: ShardTask, lease: LeaseID)]
    /// Merged work that is to be evaluated once more and was not: who computed it. In any order that is always the same.
    public let unchecked: [ShardReceipt]
    /// Of a run that has ended and comes without its nodes, how many draws are in them.
    public let endedDraws: UInt64
    /// What its work is expected to cost.
    public let costs: ExpectedCosts?

    /// A recovered run from its parts; without a goal it is at its first.
    public init(
        description: RunDescription, state: RunState, reason: String, seconds: Double, goal: DrawLayout? = nil,
        nodes: [(range: ShardRange, node: Node)], parts: Set<Int> = [],
        isPaused: Bool = false, quarantined: [ShardTask] = [], losses: [(task: ShardTask, lease: LeaseID)] = [],
        unchecked: [ShardReceipt] = [], endedDraws: UInt64 = 0, costs: ExpectedCosts? = nil
    ) {
        self.description = description
        self.state = state
        self.reason = reason
        self.seconds = seconds
        self.goal = goal ?? description.firstGoal
        self.nodes = nodes
        self.parts = parts
        self.isPaused = isPaused
        self.quarantined = quarantined
        self.losses = losses
        self.unchecked = unchecked
        self.endedDraws = endedDraws
        self.costs = costs
    }
}
