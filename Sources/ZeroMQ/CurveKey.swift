import CZeroMQ

/// One half of a CURVE key pair (Curve25519, https://rfc.zeromq.org/spec/26/).
public struct CurveKey: Hashable, Sendable, CustomStringConvertible {
    /// As people exchange it: 40 characters of Z85 (https://rfc.zeromq.org/spec/32/), none of them a space, a quote or a
    /// backslash.
    public let text: String

    private static let byteCount = 32
    static let characterCount = 40

    /// A key from its 40 characters; `nil` for anything else.
    public init?(_ text: String) {
        guard text.utf8.count == Self.characterCount, text.utf8.allSatisfy({ (33...126).contains($0) }) else {
            return nil
        }
        let isKey = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.byteCount) { bytes in
            zmq_z85_decode(bytes.baseAddress, text) != nil
        }
        guard isKey else { return nil }
        self.text = text
    }

    /// A key from its 32 bytes; `nil` for any other number of them.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Self.characterCount + 1) { buffer in
            zmq_z85_encode(buffer.baseAddress, bytes, bytes.count).map { String(cString: $0) } ?? ""
        }
    }

    /// The 40 characters.
    public var description: String { text }
}

/// A CURVE key pair: who holds the secret half is who the public half names.
public struct CurveKeyPair: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// What others know it by.
    public let publicKey: CurveKey
    /// What nobody else may know.
    public let secretKey: CurveKey

    /// Whether this libzmq was built with CURVE.
    public static var isAvailable: Bool { zmq_has("curve") == 1 }

    /// A new pair, from libzmq's own source of randomness.
    /// - Throws: ``ZeroMQError`` where libzmq was built without CURVE.
    public init() throws(ZeroMQError) {
        let made = Self.withTwoTexts { zmq_curve_keypair($0, $1) }
        guard let made, let publicKey = CurveKey(made.0), let secretKey = CurveKey(made.1) else {
            throw .last("make a CURVE key pair")
        }
        self.publicKey = publicKey
        self.secretKey = secretKey
    }

    /// The pair of a secret half.
    /// - Throws: ``ZeroMQError`` where libzmq was built without CURVE.
    public init(secretKey: CurveKey) throws(ZeroMQError) {
        let made = Self.withTwoTexts { publicText, _ in zmq_curve_public(publicText, secretKey.text) }
        guard let made, let publicKey = CurveKey(made.0) else { throw .last("derive a public CURVE key") }
        self.publicKey = publicKey
        self.secretKey = secretKey
    }

    /// The public half, so that no log ever shows the other.
    public var description: String { "key pair \(publicKey)" }

    /// The same.
    public var debugDescription: String { description }

    private static func withTwoTexts(
        _ make: (UnsafeMutablePointer<CChar>, UnsafeMutablePointer<CChar>) -> Int32
    ) -> (String, String)? {
        let size = CurveKey.characterCount + 1
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 2 * size) { buffer in
            buffer.initialize(repeating: 0)
            guard let first = buffer.baseAddress, make(first, first + size) == 0 else { return nil }
            return (String(cString: first), String(cString: first + size))
        }
    }
}

/// How a socket and its peers know who the other is.
public enum SocketSecurity: Sendable {
    /// They do not; for addresses that only this machine can reach.
    case none
    /// It admits peers whom the context's authenticator admits to `domain`, and proves to be `keys`. Without an authenticator
    /// it admits nobody.
    case server(CurveKeyPair, domain: String)
    /// It proves to be `keys`, and speaks with nobody but the holder of `server`.
    case client(CurveKeyPair, server: CurveKey)

    func apply(to socket: UnsafeMutableRawPointer) throws(ZeroMQError) {
        switch self {
        case .none: return
        case .server(let keys, let domain):
            try setOption(ZMQ_CURVE_SERVER, to: Int32(1), of: socket, "ask peers for keys")
            try setKey(ZMQ_CURVE_SECRETKEY, keys.secretKey, of: socket, "set the secret key")
            try setText(ZMQ_ZAP_DOMAIN, domain, of: socket, "set the ZAP domain")
            // Refuses everybody where no authenticator is there. A libzmq that does not know it admits them, whereupon their
            // messages come without a sender's key.
            try? setOption(ZMQ_ZAP_ENFORCE_DOMAIN, to: Int32(1), of: socket, "enforce the ZAP domain")
        case .client(let keys, let server):
            try setKey(ZMQ_CURVE_SERVERKEY, server, of: socket, "set the server's key")
            try setKey(ZMQ_CURVE_PUBLICKEY, keys.publicKey, of: socket, "set the public key")
            try setKey(ZMQ_CURVE_SECRETKEY, keys.secretKey, of: socket, "set the secret key")
        }
    }

    private func setKey(
        _ option: Int32, _ key: CurveKey, of socket: UnsafeMutableRawPointer, _ operation: String
    ) throws(ZeroMQError) {
        // Z85 with its final zero, as libzmq has it.
        let text = Array(key.text.utf8) + [0]
        guard zmq_setsockopt(socket, option, text, text.count) == 0 else { throw .last(operation) }
    }

    private func setText(
        _ option: Int32, _ text: String, of socket: UnsafeMutableRawPointer, _ operation: String
    ) throws(ZeroMQError) {
        guard zmq_setsockopt(socket, option, text, text.utf8.count) == 0 else { throw .last(operation) }
    }
}
