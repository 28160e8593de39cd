public import Statistics

/// What can happen to a coordinator.
public enum CoordinatorEvent<Node: Mergeable>: Sendable {
    /// A message arrived. Its bytes were checked by the shell: a node fits its run's shape and its range's draws.
    case messageReceived(WorkerMessage<Node>, from: PeerID)
    /// Bytes arrived that are no message; they count as life and nothing else.
    case unreadableReceived(from: PeerID)
    /// A send failed because the connection is gone.
    case peerLost(PeerID)
    /// A client submitted a run, whose work is expected to cost this.
    case runSubmitted(RunDescription, costs: ExpectedCosts? = nil)
    /// A client wants a run stopped.
    case runCancelled(RunID)
    /// A client wants nothing more of a run to be given out.
    case runPaused(RunID)
    /// A client wants a run to go on.
    case runResumed(RunID)
    /// An operator wants a worker to finish what it has, and to leave.
    case drainRequested(WorkerID)
    /// What was asked for by ``CoordinatorAction/judgePrecision(_:_:draws:nodes:)``: the least precise figure of a run's
    /// first `draws` draws, or `nil` when all are precise enough. Answers to earlier questions are ignored.
    case precisionJudged(RunID, draws: UInt64, Shortfall?)
    /// What was asked for by ``CoordinatorAction/findReceipt(_:for:)``.
    case receiptFound(RunID, ShardReceipt, for: RivalResult)
    /// Time passed. The shell says so several times in a heartbeat interval, and only once everything that had arrived
    /// before was handled: silence is judged here and nowhere else.
    case clockTicked
}

/// What a coordinator wants done, in this order.
///
/// The shell's rule: nothing is sent or answered before every record that stands before it, in this list or in an
/// earlier one, is durable.
public enum CoordinatorAction<Node: Mergeable>: Sendable {
    /// Writes a fact to the ledger.
    case record(LedgerRecord<Node>)
    /// Sends a message; when the connection is gone, the shell answers with ``CoordinatorEvent/peerLost(_:)``.
    case send(CoordinatorMessage, to: PeerID)
    /// Answers whoever submitted this run.
    case answerSubmission(RunID, SubmissionAnswer)
    /// Answers whoever cancelled this run.
    case answerCancellation(RunID, CancellationAnswer)
    /// Answers whoever paused or resumed this run.
    case answerSteering(RunID, SteeringAnswer)
    /// Estimates a run from the nodes of all its first `draws` draws and tells how precise that is, in its own time, by
    /// ``CoordinatorEvent/precisionJudged(_:draws:_:)``. The verdict depends on the nodes alone, so that one that is lost in a
    /// crash comes out the same when it is asked for again.
    case judgePrecision(RunID, Precision, draws: UInt64, nodes: [(range: ShardRange, node: Node)])
    /// Looks up who computed work that was merged, since another result of it has come, and answers with
    /// ``CoordinatorEvent/receiptFound(_:_:for:)``.
    case findReceipt(RunID, for: RivalResult)
    /// Tells whoever waits for this run that it has ended.
    case announceEnd(RunID, RunState)
}

/// What becomes of a submission.
public enum SubmissionAnswer: Hashable, Sendable {
    /// It is in the ledger.
    case accepted
    /// The same submission was accepted before.
    case duplicate
    /// Another submission has this id.
    case idTaken
}

/// What becomes of a cancellation.
public enum CancellationAnswer: Hashable, Sendable {
    /// The run is cancelled.
    case cancelled
    /// It had ended before, like this.
    case endedBefore(RunState)
    /// No such run.
    case unknown
}
