import ClusterProtocol
public import Logging
import RuntimeSupport
public import Scheduling
import Synchronization
public import ZeroMQ

/// A worker at work: one thread that talks to the coordinator and never computes, and Dispatch threads that do nothing else.
public final class Worker: Sendable {
    private let inbox: Inbox<WorkerInput>
    private let thread: DedicatedThread
    private let outcome: WorkerOutcome

    /// Starts a worker; it looks for its coordinator until it is drained.
    /// - Throws: `ZeroMQError` when the system has no descriptor left.
    public init(_ configuration: WorkerConfiguration, in context: Context, logger: Logger) throws(ZeroMQError) {
        let inbox = try Inbox<WorkerInput>()
        let outcome = WorkerOutcome()
        self.inbox = inbox
        self.outcome = outcome
        thread = DedicatedThread(name: "suanli-worker") {
            let loop = WorkerLoop(configuration, context: context, inbox: inbox, outcome: outcome, logger: logger)
            outcome.set(loop.run())
        }
    }

    /// Asks it to finish what it computes, give the rest back and leave.
    public func drain() {
        inbox.put(.drain)
    }

    /// Blocks until it has left; why it did.
    public func waitUntilStopped() -> WorkerEnd {
        thread.join()
        return outcome.get()
    }

    /// Whether it has left.
    public var hasStopped: Bool { outcome.isSet }

    /// Whether its coordinator knew it when that was looked at last, a tenth of a second ago at most.
    public var isRegistered: Bool { outcome.isRegistered.load(ordering: .relaxed) }
}

/// Why a worker is not at work any more.
public enum WorkerEnd: Sendable {
    /// The core's decision.
    case stopped(WorkerStop)
    /// The coordinator does not speak with this worker; the text says why.
    case refused(String)
    /// ZeroMQ failed in a way that no new connection mends.
    case failed(ZeroMQError)
}

/// What other threads tell the worker's.
enum WorkerInput: Sendable {
    case event(WorkerEvent<[UInt8]>)
    case drain
}

/// Carries where the worker stands, and its end, from its thread to whoever asks.
final class WorkerOutcome: Sendable {
    let isRegistered = Atomic<Bool>(false)
    private let end = Mutex<WorkerEnd?>(nil)

    func set(_ value: WorkerEnd) {
        end.withLock { $0 = value }
    }

    var isSet: Bool { end.withLock { $0 != nil } }

    func get() -> WorkerEnd {
        end.withLock { $0 } ?? .stopped(.drained)
    }
}
