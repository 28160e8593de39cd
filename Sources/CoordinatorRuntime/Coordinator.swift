public import ClusterProtocol
import Dispatch
import Ledger
public import Logging
import ModelLanguage
import RuntimeSupport
public import Scheduling
import Statistics
import Synchronization
public import ZeroMQ

/// A coordinator at work: one thread that owns the sockets, the core and the ledger.
public final class Coordinator: Sendable {
    /// Where workers connect, with the port the system chose if that was left open.
    public let work: Endpoint
    /// Where clients connect.
    public let query: Endpoint
    private let inbox: Inbox<CoordinatorInput>
    private let thread: DedicatedThread

    /// Opens the ledger, takes up what it holds, and listens.
    /// - Throws: ``CoordinatorFailure``.
    public init(
        _ configuration: CoordinatorConfiguration, in context: Context, logger: Logger
    ) throws(CoordinatorFailure) {
        for endpoint in [configuration.work, configuration.query] where !endpoint.isLocal {
            throw .notLoopback(endpoint)
        }
        let recovery = try Recovery(configuration, logger: logger)
        let inbox = try Self.zeroMQ { () throws(ZeroMQError) in try Inbox<CoordinatorInput>() }
        let start = StartReport()
        thread = DedicatedThread(name: "suanli-coord") {
            do throws(ZeroMQError) {
                let loop = try CoordinatorLoop(
                    configuration, context: context, recovery: recovery, inbox: inbox, logger: logger)
                start.put(.success(loop.endpoints))
                loop.run()
            } catch {
                start.put(.failure(error))
            }
        }
        let endpoints = try Self.zeroMQ { () throws(ZeroMQError) in try start.take() }
        work = endpoints.work
        query = endpoints.query
        self.inbox = inbox
    }

    private static func zeroMQ<Value>(_ body: () throws(ZeroMQError) -> Value) throws(CoordinatorFailure) -> Value {
        do { return try body() } catch { throw .zeroMQ(error) }
    }

    /// Answers what a client would be answered.
    public func answer(_ request: ClientRequest) async -> ClientReply {
        await withCheckedContinuation { inbox.put(.asked(request, by: .caller($0))) }
    }

    /// What has been counted since the start.
    public func counters() async -> CoordinatorCounters {
        await withCheckedContinuation { inbox.put(.countersWanted($0)) }
    }

    /// Ends the thread once everything decided is in the ledger; workers and clients look for the next coordinator.
    public func stop() {
        inbox.put(.stop)
        thread.join()
    }
}

/// Who is waiting for an answer.
enum Asker: Sendable {
    /// A client: its connection, and the number of its request.
    case client(peer: [UInt8], number: UInt64)
    /// A task of this process.
    case caller(CheckedContinuation<ClientReply, Never>)
}

/// What other threads tell the coordinator's.
enum CoordinatorInput: Sendable {
    case asked(ClientRequest, by: Asker)
    case compiled(Result<CompiledRun, ClientFailure>, for: Asker)
    /// The least precise figure of a run's first draws.
    case judged(RunID, draws: UInt64, Shortfall?)
    /// The frames of an answer that took time to encode.
    case prepared([[UInt8]], for: [UInt8])
    case countersWanted(CheckedContinuation<CoordinatorCounters, Never>)
    case stop
}

/// Tells the thread that starts a coordinator how the start went.
private final class StartReport: Sendable {
    private let report = Mutex<Result<BoundEndpoints, ZeroMQError>?>(nil)
    private let isThere = DispatchSemaphore(value: 0)

    func put(_ result: Result<BoundEndpoints, ZeroMQError>) {
        report.withLock { $0 = result }
        isThere.signal()
    }

    func take() throws(ZeroMQError) -> BoundEndpoints {
        isThere.wait()
        guard let result = report.withLock({ $0 }) else {
            preconditionFailure("a start is reported before it is signalled")
        }
        return try result.get()
    }
}
