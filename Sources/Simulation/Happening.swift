import Scheduling
import Statistics

/// What is scheduled on the timeline. What concerns one process names it by its number, and comes to nothing when that
/// process is gone. Indirect, since a heap moves them about.
indirect enum Happening {
    case reachesCoordinator(CoordinatorEvent<ChainNode>, from: PeerID?)
    case reachesWorker(CoordinatorMessage, PeerID)
    case coordinatorStarts
    case coordinatorWorks(process: Int)
    case coordinatorCommits(process: Int)
    case coordinatorWakes(process: Int)
    case coordinatorTicks(process: Int)
    case workerStarts(Int)
    case workerTicks(Int, process: Int)
    case workerResumes(Int, process: Int)
    case evaluationEnds(Int, process: Int, LeaseOffer, of: RunDescription, seconds: Double)
    case precisionIsJudged(process: Int, RunID, draws: UInt64, Shortfall?)
    case clientSpeaks(Int)
    case submissionAnswered(Int, SubmissionAnswer)
    case steeringAnswered(Int, SteeringAnswer)
    case cancellationAnswered(Int, CancellationAnswer)
    case strikes(Fault)
    case skiesClear
}

/// What can befall a cluster.
enum Fault: Int, CaseIterable {
    case partition
    case brokenConnection
    case workerCrash
    case coordinatorCrash
    case stall
    case drain
    case callToLeave
    case clockJump
    case diskFailure
}
