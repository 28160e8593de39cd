import CZeroMQ
import Synchronization

/// What happened to the connections of a socket.
public struct MonitorEvent: Hashable, Sendable {
    /// The kinds of events that are told.
    public enum Kind: Hashable, Sendable {
        /// An outgoing connection stands; the handshake follows.
        case connected
        /// A connection attempt failed and is repeated later.
        case connectRetried
        /// An incoming connection was accepted; the handshake follows.
        case accepted
        /// An incoming connection could not be accepted: `errno`.
        case acceptFailed(code: Int32)
        /// The socket has closed a connection or an address.
        case closed
        /// A connection is lost.
        case disconnected
        /// Both sides speak ZeroMQ and may send.
        case handshakeSucceeded
        /// A peer went away or failed before that: `errno`.
        case handshakeFailed(code: Int32)
        /// A peer did not follow ZeroMQ's protocol, or not the part of it that was asked for.
        case handshakeFailedProtocol(ProtocolError)
        /// A peer was not admitted.
        case handshakeFailedAuthentication
    }

    /// What went wrong in a handshake.
    public enum ProtocolError: Hashable, Sendable {
        /// One side uses CURVE and the other does not.
        case mechanismMismatch
        /// What arrived was encrypted for somebody else.
        case wrongKey
        /// Anything else: libzmq's number of it.
        case other(Int32)

        init(_ value: Int32) {
            switch value {
            case ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH: self = .mechanismMismatch
            case ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC: self = .wrongKey
            default: self = .other(value)
            }
        }
    }

    /// What happened.
    public let kind: Kind
    /// The address concerned, as libzmq spells it.
    public let endpoint: String

    /// Reads the two frames of libzmq's event: its number as 16 bits and its value as 32, both in the machine's own order;
    /// and the address. `nil` for anything else.
    init?(_ frames: [[UInt8]]) {
        guard frames.count == 2, frames[0].count == 6 else { return nil }
        let number = frames[0].withUnsafeBytes { $0.loadUnaligned(as: UInt16.self) }
        let value = frames[0].withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 2, as: Int32.self) }
        guard let kind = Kind(number: Int32(number), value: value) else { return nil }
        self.kind = kind
        endpoint = String(decoding: frames[1], as: UTF8.self)
    }
}

extension MonitorEvent.Kind {
    fileprivate static let mask =
        ZMQ_EVENT_CONNECTED | ZMQ_EVENT_CONNECT_RETRIED | ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_ACCEPT_FAILED
        | ZMQ_EVENT_CLOSED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED
        | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
        | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH

    fileprivate init?(number: Int32, value: Int32) {
        switch number {
        case ZMQ_EVENT_CONNECTED: self = .connected
        case ZMQ_EVENT_CONNECT_RETRIED: self = .connectRetried
        case ZMQ_EVENT_ACCEPTED: self = .accepted
        case ZMQ_EVENT_ACCEPT_FAILED: self = .acceptFailed(code: value)
        case ZMQ_EVENT_CLOSED: self = .closed
        case ZMQ_EVENT_DISCONNECTED: self = .disconnected
        case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: self = .handshakeSucceeded
        case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL: self = .handshakeFailed(code: value)
        case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL: self = .handshakeFailedProtocol(MonitorEvent.ProtocolError(value))
        case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: self = .handshakeFailedAuthentication
        default: return nil
        }
    }
}

/// Tells what happens to the connections of a socket, from the moment it is made. Belongs to the socket's thread.
///
/// It keeps the socket open, so that it ends first: libzmq's threads send events to it without a limit of time and would
/// wait for ever when nobody is there to take them. For the same reason it has to be read.
public final class Monitor {
    /// Readable when there is an event.
    public let socket: Socket
    private let watched: Socket

    private static let monitorsMade = Atomic<UInt64>(0)

    /// A monitor of `watched`, which may have one at a time.
    /// - Throws: ``ZeroMQError``.
    public init(of watched: Socket, in context: Context) throws(ZeroMQError) {
        let number = Self.monitorsMade.add(1, ordering: .relaxed).newValue
        let address = "inproc://monitor-\(number)"
        socket = try Socket(.pair, in: context)
        self.watched = watched
        guard zmq_socket_monitor(watched.handle, address, MonitorEvent.Kind.mask) == 0 else {
            throw .last("monitor a \(watched.kind) socket")
        }
        guard zmq_connect(socket.handle, address) == 0 else { throw .last("read the monitor's events") }
    }

    deinit {
        watched.stopMonitoring()
    }

    /// The next event, or `nil` when there is none; never waits.
    /// - Throws: ``ZeroMQError``, as when the context is terminated.
    public func next() throws(ZeroMQError) -> MonitorEvent? {
        while case .message(let frames)? = try socket.receive() {
            if let event = MonitorEvent(frames.map(\.bytes)) { return event }
        }
        return nil
    }
}
