import CZeroMQ

/// What a socket does with its messages.
public enum SocketKind: Sendable, CustomStringConvertible {
    /// Talks to many peers; the first frame of every message names the peer. A message to a peer that is gone is
    /// ``SendOutcome/unreachable``, never dropped unsaid.
    case router
    /// Talks to the router it is connected to, in both directions at any time.
    case dealer
    /// Answers one request after the other: after each message received one is sent, to whoever it came from.
    case reply
    /// One end of a pair of threads.
    case pair

    var rawValue: Int32 {
        switch self {
        case .router: ZMQ_ROUTER
        case .dealer: ZMQ_DEALER
        case .reply: ZMQ_REP
        case .pair: ZMQ_PAIR
        }
    }

    /// The kind as libzmq's manual spells it.
    public var description: String {
        switch self {
        case .router: "ROUTER"
        case .dealer: "DEALER"
        case .reply: "REP"
        case .pair: "PAIR"
        }
    }
}
