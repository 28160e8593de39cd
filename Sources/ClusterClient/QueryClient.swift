public import ClusterProtocol
public import ZeroMQ

/// A client of a coordinator: asks one thing at a time and waits for the answer. It belongs to the thread that made it.
public final class QueryClient {
    private let context: Context
    private let endpoint: Endpoint
    private let socket: Socket
    private let monitor: Monitor
    private let hasKey: Bool
    private var handshakes = HandshakeWatch(patience: 2)
    private var requests: UInt64 = 0

    /// A client of the coordinator whose query address is `endpoint`; it need not be there yet.
    /// - Throws: `ZeroMQError` when no socket can be made.
    public init(
        context: Context, endpoint: Endpoint, security: SocketSecurity = .none
    ) throws(ZeroMQError) {
        self.context = context
        self.endpoint = endpoint
        var options = SocketOptions()
        options.linger = .zero
        options.security = security
        hasKey = if case .none = security { false } else { true }
        options.maximumFrameBytes = Int64(ClusterProtocol.maximumReplyBytes)
        socket = try Socket(.dealer, in: context, options: options)
        monitor = try Monitor(of: socket, in: context)
        try socket.connect(endpoint)
    }

    /// The answer to `request`.
    /// - Throws: ``QueryFailure`` when none comes within `timeout`, or it cannot be read.
    public func ask(_ request: ClientRequest, timeout: Duration) throws(QueryFailure) -> ClientReply {
        requests += 1
        let deadline = ContinuousClock.now.advanced(by: timeout)
        do {
            guard try socket.send(request.encoded(number: requests)) == .sent else {
                throw QueryFailure.timeout(endpoint, timeout)
            }
            while true {
                let left = ContinuousClock.now.duration(to: deadline)
                guard left > .zero else { throw QueryFailure.timeout(endpoint, timeout) }
                _ = try Poller.wait(for: [.socket(socket), .socket(monitor.socket)], timeout: left)
                try checkHandshakes()
                guard case .message(let frames) = try socket.receive() else { continue }
                let (number, reply) = try ClientReply.decode(frames.map(\.bytes))
                // An answer to an earlier request, which was given up, is of no more use.
                if number == requests { return reply }
            }
        } catch let failure as QueryFailure {
            throw failure
        } catch let failure as ZeroMQError {
            throw .zeroMQ(failure)
        } catch {
            throw .unreadable("\(error)")
        }
    }

    private func checkHandshakes() throws {
        while let event = try monitor.next() {
            if let refusal = handshakes.take(event.kind) {
                throw QueryFailure.refused(refusal.description(of: endpoint, hasKey: hasKey))
            }
        }
    }
}

/// Why a client has no answer.
public enum QueryFailure: Error, CustomStringConvertible {
    /// Nothing came in time: nobody is there, or it is busy.
    case timeout(Endpoint, Duration)
    /// The coordinator does not speak with this client, or this client not with it; the text says why.
    case refused(String)
    /// What came is no answer, or one of another version.
    case unreadable(String)
    /// The socket failed.
    case zeroMQ(ZeroMQError)

    /// One line that says what to do.
    public var description: String {
        switch self {
        case .timeout(let endpoint, let limit):
            "no coordinator answers at \(endpoint) within \(limit / .seconds(1)) s; start one with 'suanli dev' or "
                + "'suanli coordinator', or name its query address with --coordinator"
        case .refused(let reason): reason
        case .unreadable(let reason): "the coordinator's answer cannot be read: \(reason)"
        case .zeroMQ(let error): "\(error)"
        }
    }
}
