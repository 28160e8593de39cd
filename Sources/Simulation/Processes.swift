import Scheduling

/// The coordinator's process: the real core, and what a shell keeps around it. All of it is lost in a crash.
struct CoordinatorProcess {
    /// At which point of its work a process that is to die dies.
    enum Doom {
        case beforeWriting
        case afterWriting
        case afterSending(Int)
    }

    /// `nil` while the process is down.
    var core: CoordinatorCore<ChainNode>?
    /// Counts the processes there have been.
    var number = 0
    var clock = SimulatedClock()
    /// What has arrived and was not handled.
    var inbox: [CoordinatorEvent<ChainNode>] = []
    /// Of that, what workers have not said: it is never kept waiting.
    var urgent = 0
    /// Until when the rest may wait.
    var rest = Rest()
    /// What the turn that is under way took in of what workers say.
    var intake = Rest.Intake.nothing
    /// When it looks next whether its rest is over, if that is still to come.
    var wakesAt: Int64 = 0
    var isTickDue = false
    /// What the events handled last asked for; its records are being written.
    var batch: [CoordinatorAction<ChainNode>] = []
    /// Whether work or a commit is on the timeline.
    var isBusy = false
    var stoppedUntil: Int64 = 0
    var doom: Doom?
}

/// A worker's process, and the machine it runs on.
struct WorkerProcess {
    /// `nil` while the process is down.
    var core: WorkerCore<ChainNode>?
    var number = 0
    var clock = SimulatedClock()
    var peer: PeerID?
    /// The plans that are ready.
    var plans: [RunID: RunDescription] = [:]
    /// What has arrived while the process was stopped.
    var inbox: [WorkerEvent<ChainNode>] = []
    var stoppedUntil: Int64 = 0
    /// How many actions it has left before it dies.
    var doom: Int?
    /// Until when the network does not carry anything to it or from it.
    var partitionedUntil: Int64 = 0
    let slots: Int
    /// Seconds an evaluation takes it at most.
    let slowness: Double

}

/// A connection of a worker; its place in the list is its peer's number.
struct SimulatedConnection {
    let worker: Int
    let process: Int
    /// Whether the worker still has it open.
    var isOpen = true
    /// Broken in the middle: it carries nothing more, and no end has been told.
    var isBroken = false
    /// Nothing is delivered before what was sent before it.
    var lastToCoordinator: Int64 = 0
    var lastToWorker: Int64 = 0
}

/// Someone who submits a run, repeats it until there is an answer, and perhaps cancels it later.
struct SimulatedClient {
    let run: RunDescription
    /// A shard of this run that no worker can evaluate: the leaf it holds.
    let poisoned: (replicate: Int, leaf: UInt64)?
    /// Whether workers die of that shard, rather than report an error.
    let kills: Bool
    let cancelsAt: Int64?
    /// From when to when the run is to be paused.
    let pause: Range<Int64>?
    var submission: SubmissionAnswer?
    var cancellation: CancellationAnswer?
    /// Whether the pause, and its end, were answered.
    var hasPaused = false
    var hasResumed = false

    var isAnswered: Bool {
        submission != nil && (cancelsAt == nil || cancellation != nil) && (pause == nil || hasPaused && hasResumed)
    }
}
