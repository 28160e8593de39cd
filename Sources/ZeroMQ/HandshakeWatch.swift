/// Follows the handshakes of a socket that connects, to say why nobody answers.
///
/// Pure: events go in. A peer that closes one connection after the other before the handshake is done is taken to refuse; once may
/// be a peer that ended in that moment.
public struct HandshakeWatch: Sendable {
    private let patience: Int
    private var endedEarly = 0

    /// A watch that has seen nothing, and takes every `patience` connections in a row that end early for a refusal.
    public init(patience: Int) {
        self.patience = patience
    }

    /// Takes in an event; why the peer does not speak with this side, as soon as that is clear.
    public mutating func take(_ event: MonitorEvent.Kind) -> HandshakeRefusal? {
        switch event {
        case .handshakeSucceeded: endedEarly = 0
        case .handshakeFailedAuthentication: return .notAdmitted
        case .handshakeFailedProtocol(.mechanismMismatch): return .mechanismMismatch
        case .handshakeFailed, .handshakeFailedProtocol:
            endedEarly += 1
            if endedEarly.isMultiple(of: patience) { return .endedEarly }
        default: break
        }
        return nil
    }
}

/// Why a peer does not speak with this side.
public enum HandshakeRefusal: Hashable, Sendable {
    /// It does not admit this side's key.
    case notAdmitted
    /// One side uses keys and the other does not.
    case mechanismMismatch
    /// It closes every connection: it is no peer of this kind, or has another key than this side expects.
    case endedEarly

    /// In words, of a coordinator at `endpoint`, for a side that has a key or not.
    public func description(of endpoint: Endpoint, hasKey: Bool) -> String {
        switch self {
        case .notAdmitted:
            "the coordinator at \(endpoint) does not admit this key: it is unknown there, revoked, or has another role"
        case .mechanismMismatch where hasKey:
            "the coordinator at \(endpoint) uses no keys; leave the key away, or start it with --keys"
        case .mechanismMismatch:
            "the coordinator at \(endpoint) asks for a key; name a key file by --key or SUANLI_KEY"
        case .endedEarly where hasKey:
            "the coordinator at \(endpoint) ends every connection: its key is not the one in the key file, or it uses none"
        case .endedEarly:
            "what is at \(endpoint) ends every connection: it asks for a key (--key or SUANLI_KEY), or is no coordinator"
        }
    }
}
