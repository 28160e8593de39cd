/// What libzmq asks about a peer that wants to connect: a request of the ZeroMQ Authentication Protocol 1.0
/// (https://rfc.zeromq.org/spec/27/).
public struct AuthenticationRequest: Hashable, Sendable {
    /// Where the authenticator of a context listens, on a socket of kind ``SocketKind/reply``; to be bound before any socket
    /// that asks it.
    public static var endpoint: Endpoint {
        get throws(InvalidEndpoint) { try Endpoint("inproc://zeromq.zap.01") }
    }

    /// Which socket the peer wants to connect to, as ``SocketSecurity/server(_:domain:)`` says.
    public let domain: String
    /// The peer's network address, without its port; empty over ipc.
    public let address: String
    /// The peer's public key, whose secret half it has proved to hold; `nil` where it uses no CURVE.
    public let key: CurveKey?
    private let number: [UInt8]

    /// Reads the frames of a request; `nil` when they are none.
    public init?(_ frames: [[UInt8]]) {
        guard frames.count >= 6, frames[0] == Array("1.0".utf8) else { return nil }
        number = frames[1]
        domain = String(decoding: frames[2], as: UTF8.self)
        address = String(decoding: frames[3].prefix(64), as: UTF8.self)
        key = frames[5] == Array("CURVE".utf8) && frames.count == 7 ? CurveKey(bytes: frames[6]) : nil
    }

    /// The frames that admit the peer. Its messages are then marked with its key: ``Frame/sender``.
    public var admission: [[UInt8]] { reply("200", "OK", user: key?.text ?? "") }

    /// The frames that refuse it, for good: a "300" would leave it waiting.
    public var refusal: [[UInt8]] { reply("400", "refused", user: "") }

    private func reply(_ status: String, _ text: String, user: String) -> [[UInt8]] {
        [Array("1.0".utf8), number, Array(status.utf8), Array(text.utf8), Array(user.utf8), []]
    }
}
