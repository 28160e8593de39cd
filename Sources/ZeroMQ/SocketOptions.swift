import CZeroMQ

/// How a socket behaves, fixed when it is made. Every default is finite: libzmq's own keep a closing process for ever
/// and take messages of any size.
///
/// Heartbeats of libzmq itself are not among them: in 4.3.4 they abort the process when a receive queue is full, so
/// that silence is for the protocol above to notice.
public struct SocketOptions: Sendable {
    /// How long a closed socket still tries to send what it has, in the background; ``Context/terminate()`` waits for
    /// it.
    public var linger: Duration = .seconds(1)
    /// How many messages wait for one peer before a send would block. libzmq may block well before that.
    public var sendHighWaterMark: Int32 = 8192
    /// How many messages from one peer wait to be received before its connection is left unread.
    public var receiveHighWaterMark: Int32 = 8192
    /// The largest frame taken from tcp and ipc; a peer that sends a larger one is disconnected. Not checked on inproc.
    public var maximumFrameBytes: Int64 = 64 << 20
    /// How long after a failed or lost connection the first new attempt comes.
    public var reconnectInterval: Duration = .milliseconds(100)
    /// Where the doubling of that interval stops.
    public var longestReconnectInterval: Duration = .seconds(5)
    /// How long one attempt to connect over tcp may take.
    public var connectTimeout: Duration = .seconds(5)
    /// How many connections may wait to be accepted.
    public var backlog: Int32 = 1024
    /// How long a peer may take to begin to speak ZeroMQ before it is disconnected.
    public var handshakeInterval: Duration = .seconds(5)

    /// Who may connect, and whom it connects to. Without effect on inproc.
    public var security = SocketSecurity.none

    /// The usual options.
    public init() {}

    func apply(to socket: UnsafeMutableRawPointer) throws(ZeroMQError) {
        let numbers: [(Int32, Int32, String)] = [
            (ZMQ_LINGER, linger.milliseconds, "linger"),
            (ZMQ_SNDHWM, sendHighWaterMark, "send high-water mark"),
            (ZMQ_RCVHWM, receiveHighWaterMark, "receive high-water mark"),
            (ZMQ_RECONNECT_IVL, reconnectInterval.milliseconds, "reconnect interval"),
            (ZMQ_RECONNECT_IVL_MAX, longestReconnectInterval.milliseconds, "longest reconnect interval"),
            (ZMQ_CONNECT_TIMEOUT, connectTimeout.milliseconds, "connect timeout"),
            (ZMQ_BACKLOG, backlog, "backlog"),
            (ZMQ_HANDSHAKE_IVL, handshakeInterval.milliseconds, "handshake interval"),
        ]
        for (option, value, name) in numbers {
            try setOption(option, to: value, of: socket, "set the \(name) to \(value)")
        }
        try setOption(
            ZMQ_MAXMSGSIZE, to: maximumFrameBytes, of: socket, "set the maximum frame size to \(maximumFrameBytes)")
        try security.apply(to: socket)
    }
}

func setOption<Value: FixedWidthInteger>(
    _ option: Int32, to value: Value, of socket: UnsafeMutableRawPointer, _ operation: String
) throws(ZeroMQError) {
    let status = withUnsafeBytes(of: value) { zmq_setsockopt(socket, option, $0.baseAddress, $0.count) }
    guard status == 0 else { throw .last(operation) }
}

extension Duration {
    /// Whole milliseconds, rounded up so that nobody wakes early and spins; 0 for negative durations, saturated above.
    var milliseconds: Int32 {
        let (seconds, attoseconds) = components
        if seconds < 0 || attoseconds < 0 { return 0 }
        let limit = Int64(Int32.max)
        if seconds >= limit / 1000 { return Int32.max }
        return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
