import ZeroMQ

/// What has happened to the connections of a socket since the start.
public struct ConnectionCounters: Hashable, Sendable {
    /// Connections accepted.
    public internal(set) var accepted: UInt64 = 0
    /// Connections that could not be accepted, as when the process has no descriptor left.
    public internal(set) var acceptFailed: UInt64 = 0
    /// Peers that got as far as sending.
    public internal(set) var handshakes: UInt64 = 0
    /// Peers without a key that is admitted.
    public internal(set) var refused: UInt64 = 0
    /// Peers that spoke another protocol, used no key, or one for another coordinator.
    public internal(set) var failedProtocol: UInt64 = 0
    /// Peers that went away before they got so far.
    public internal(set) var failed: UInt64 = 0
    /// Connections lost.
    public internal(set) var disconnected: UInt64 = 0

    /// Bytes of messages taken in.
    public internal(set) var received: UInt64 = 0
    /// Bytes of messages sent.
    public internal(set) var sent: UInt64 = 0

    /// Counts an event of a socket that asks for keys or does not; why a peer was turned away where only the monitor knows of it.
    ///
    /// libzmq does not always see why: of two sides that do not fit, one may hang up before the other has read so far.
    mutating func count(_ event: MonitorEvent.Kind, hasKeys: Bool) -> String? {
        switch event {
        case .accepted: accepted += 1
        case .acceptFailed: acceptFailed += 1
        case .handshakeSucceeded: handshakes += 1
        case .handshakeFailedAuthentication: refused += 1
        case .disconnected: disconnected += 1
        case .connected, .connectRetried, .closed: break
        case .handshakeFailed:
            failed += 1
            return hasKeys ? "it shows no key, or left before" : nil
        case .handshakeFailedProtocol(let error):
            failedProtocol += 1
            switch error {
            case .mechanismMismatch: return hasKeys ? "it shows no key" : "it shows a key, and none is asked for"
            case .wrongKey: return "it expects another coordinator's key"
            case .other: break
            }
        }
        return nil
    }
}
