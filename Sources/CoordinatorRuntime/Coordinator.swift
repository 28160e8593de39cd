import Access
public import ClusterProtocol
import Ledger
public import Logging
import ModelLanguage
import RuntimeSupport
import Scheduling
import Statistics
public import ZeroMQ

/// A coordinator at work: one thread that owns the sockets, the core and the ledger.
public final class Coordinator: Sendable {
    /// Where workers connect, with the port the system chose if that was left open.
    public let work: Endpoint
    /// Where clients connect.
    public let query: Endpoint
    /// Who may do what; `nil` where whoever can reach it may do everything.
    public let access: AccessControl?
    private let audit: AuditLog
    private let authenticator: Authenticator?
    private let inbox: Inbox<CoordinatorInput>
    private let thread: DedicatedThread

    /// Opens the ledger, takes up what it holds, and listens.
    /// - Throws: ``CoordinatorFailure``.
    public init(
        _ configuration: CoordinatorConfiguration, in context: Context, logger: Logger
    ) throws(CoordinatorFailure) {
        for endpoint in [configuration.work, configuration.query] where !endpoint.isLocal && configuration.access == nil
        {
            throw .keysMissing(endpoint)
        }
        let access = configuration.access
        let audit = AuditLog(directory: configuration.ledgerDirectory, logger: logger)
        let recovery = try Recovery(configuration, logger: logger)
        let inbox = try Self.zeroMQ { () throws(ZeroMQError) in try Inbox<CoordinatorInput>() }
        // Before any socket that asks it.
        authenticator = try Self.zeroMQ { () throws(ZeroMQError) in
            try access.map { access throws(ZeroMQError) in
                try Authenticator(access, audit: audit, in: context, logger: logger)
            }
        }
        let start = Handover<Result<BoundEndpoints, ZeroMQError>>()
        thread = DedicatedThread(name: "suanli-coord") {
            do throws(ZeroMQError) {
                let loop = try CoordinatorLoop(
                    configuration, context: context, recovery: recovery, inbox: inbox, audit: audit, logger: logger)
                start.put(.success(loop.endpoints))
                loop.run()
            } catch {
                start.put(.failure(error))
            }
        }
        let endpoints = try Self.zeroMQ { () throws(ZeroMQError) in try start.take().get() }
        work = endpoints.work
        query = endpoints.query
        self.inbox = inbox
        self.access = access
        self.audit = audit
    }

    private static func zeroMQ<Value>(_ body: () throws(ZeroMQError) -> Value) throws(CoordinatorFailure) -> Value {
        do { return try body() } catch { throw .zeroMQ(error) }
    }

    /// Answers what a client would be answered. Who asks from within this process may do everything, as often as it likes.
    public func answer(_ request: ClientRequest) async -> ClientReply {
        await withCheckedContinuation { waiting in
            inbox.put(.asked(request, by: .caller { waiting.resume(returning: $0) }))
        }
    }

    /// The same for a thread that waits; `nil` when there is no answer within `limit`, after which what was asked may still be done.
    public func answer(_ request: ClientRequest, within limit: Duration) -> ClientReply? {
        let reply = Handover<ClientReply>()
        inbox.put(.asked(request, by: .caller { reply.put($0) }))
        return reply.take(within: limit)
    }

    /// Notes that somebody was not allowed what they asked of the HTTP interface.
    public func noteRefusal(by name: String?, from address: String, because reason: String) {
        audit.noteRefusal(by: name, at: "http", from: address, because: reason)
    }

    /// What has been counted since the start.
    public func counters() async -> CoordinatorReadings {
        await withCheckedContinuation { inbox.put(.countersWanted($0)) }
    }

    /// Ends the thread once everything decided is in the ledger; workers and clients look for the next coordinator.
    public func stop() {
        inbox.put(.stop)
        thread.join()
        authenticator?.stop()
    }
}

/// Who is waiting for an answer.
enum Asker: Sendable {
    /// A client, and the number of its request.
    case client(Client, number: UInt64)
    /// One of them that was told that its answer may be long in coming, and gets none any more; `nil` of somebody in this process.
    case told(Client?)
    /// Somebody in this process, called with the answer on a thread of the coordinator's; not at all where it stops before that.
    case caller(@Sendable (ClientReply) -> Void)
}

/// What other threads tell the coordinator's.
enum CoordinatorInput: Sendable {
    case asked(ClientRequest, by: Asker)
    case compiled(Result<CompiledRun, ClientFailure>, for: Asker)
    /// The least precise figure of a run's first draws.
    case judged(RunID, draws: UInt64, Shortfall?)
    /// The frames of an answer that took time to encode; `nil` where it was given without any.
    case prepared([[UInt8]]?, for: Asker)
    case countersWanted(CheckedContinuation<CoordinatorReadings, Never>)
    case stop
}
