/// What can happen to a worker. `Payload` is a shard's summary.
public enum WorkerEvent<Payload: Sendable>: Sendable {
    /// The process is ready: connect.
    case started
    /// A message arrived on the open connection.
    case messageReceived(CoordinatorMessage)
    /// A slot has finished a lease.
    case evaluationFinished(LeaseID, ShardOutput<Payload>, seconds: Double)
    /// A slot has met an error, or the run's plan could not be read.
    case evaluationFailed(LeaseID, reason: String, seconds: Double)
    /// The process is to end: finish what runs, give the rest back, say goodbye.
    case drainRequested
    /// Time passed. The shell says so several times a second, once everything that had arrived before was handled.
    case clockTicked
}

/// What a worker wants done, in this order.
public enum WorkerAction<Payload: Sendable>: Sendable {
    /// Opens a new connection to the coordinator.
    case openConnection
    /// Closes the open connection, what it still carries being of no use: because of what the coordinator answered, or because it is
    /// silent where there is no reason.
    case closeConnection(RefusalReason?)
    /// Sends a message on the open connection.
    case send(WorkerMessage<Payload>)
    /// Makes a run's plan ready and keeps it; leases of it follow.
    case keepRun(RunDescription)
    /// Drops a run's plan.
    case dropRun(RunID)
    /// Starts an evaluation in a free slot, or as soon as one is; it ends in one event, whatever is revoked meanwhile.
    case startEvaluation(LeaseOffer)
    /// Ends the process; nothing follows.
    case stop(WorkerStop)
}

/// Why a worker stops.
public enum WorkerStop: Hashable, Sendable, CustomStringConvertible {
    /// It was asked to, and has finished what it had started.
    case drained
    /// It was asked to, and no coordinator took what it had.
    case abandoned
    /// The coordinator does not admit it.
    case refused(RefusalReason)

    /// One line for the log.
    public var description: String {
        switch self {
        case .drained: "drained"
        case .abandoned: "drained, without a coordinator to take what it had"
        case .refused(let reason): "refused: \(reason)"
        }
    }
}

/// A worker as it stands.
public struct WorkerStatus: Hashable, Sendable {
    /// Where the connection stands.
    public enum Phase: String, Sendable {
        /// Not started, or between two connections.
        case waiting
        /// Connected, not yet welcomed.
        case registering
        /// At work.
        case registered
        /// Finished for good.
        case stopped
    }

    /// Where the connection stands.
    public let phase: Phase
    /// Whether it takes no more work.
    public let isDraining: Bool
    /// Leases that wait for a slot.
    public let queued: Int
    /// Leases in slots, or lined up at them.
    public let running: Int
    /// Finished shards that wait for an acknowledgement.
    public let unacknowledged: Int
    /// Runs whose plan is ready.
    public let runsReady: Int
}
