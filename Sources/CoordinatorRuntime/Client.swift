import Access
import ClusterProtocol
import ZeroMQ

/// A connection of a client, and who is behind it.
struct Client: Sendable {
    /// ZeroMQ's name of the connection.
    let peer: [UInt8]
    /// Whom limits count it as.
    let identity: PeerIdentity
    /// The name of its key; `nil` where there are no keys.
    let name: String?

    /// The connection in the audit log.
    var connection: String { peer.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}

/// Whom limits count a message as: all connections with one key are one.
enum PeerIdentity: Hashable, Sendable {
    case key(CurveKey)
    case connection([UInt8])
    /// The HTTP interface, or whoever runs the coordinator in this process.
    case local
}

extension Asker {
    /// The connection that it is behind; `nil` of somebody in this process.
    var client: Client? {
        switch self {
        case .client(let client, _): client
        case .told(let client): client
        case .caller: nil
        }
    }

    /// Whom limits count it as.
    var identity: PeerIdentity {
        client?.identity ?? .local
    }
}

extension Asker {
    /// The name of its key; `nil` where there are no keys.
    var keyName: String? {
        client?.name
    }
}

extension ClientRequest {
    /// What one has to be allowed for it.
    var requiredRole: Role {
        switch self {
        case .ping, .runs, .run, .result, .explain, .workers: .read
        case .drain: .admin
        case .submit, .cancel, .pause, .resume: .submit
        }
    }
}
