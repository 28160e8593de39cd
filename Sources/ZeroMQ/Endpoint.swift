/// An address that sockets bind and connect to, in its canonical form.
public struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// How the bytes travel.
    public enum Transport: Hashable, Sendable {
        /// Over a network, or between processes of one machine. `port` is 0 where the system chooses one when binding.
        case tcp(host: String, port: UInt16)
        /// Between processes of one machine, through a socket file.
        case ipc(path: String)
        /// Between threads that share a context.
        case inproc(name: String)
    }

    /// How the bytes travel, and where to.
    public let transport: Transport

    /// Reads `tcp://HOST:PORT`, `ipc://PATH` or `inproc://NAME`.
    ///
    /// HOST is a name, an IPv4 address or an IPv6 address in brackets. `localhost` is 127.0.0.1. PORT is 1 to 65535, or
    /// `*` for one that the system chooses.
    /// - Throws: ``InvalidEndpoint``.
    public init(_ text: String) throws(InvalidEndpoint) {
        guard let separator = text.firstRange(of: "://") else {
            throw InvalidEndpoint(text, "it should begin with tcp://, ipc:// or inproc://")
        }
        let rest = text[separator.upperBound...]
        let result: Result<Transport, Reason> =
            switch text[..<separator.lowerBound] {
            case "tcp": Self.tcp(rest)
            case "ipc": Self.ipc(rest)
            case "inproc": Self.inproc(rest)
            default: .failure("it should begin with tcp://, ipc:// or inproc://")
            }
        switch result {
        case .success(let transport): self.transport = transport
        case .failure(let reason): throw InvalidEndpoint(text, reason.text)
        }
    }

    /// The address as libzmq reads it.
    public var text: String {
        switch transport {
        case .tcp(let host, 0): "tcp://\(host):*"
        case .tcp(let host, let port): "tcp://\(host):\(port)"
        case .ipc(let path): "ipc://\(path)"
        case .inproc(let name): "inproc://\(name)"
        }
    }

    /// The address.
    public var description: String { text }

    /// The port of a tcp address; 0 where the system is to choose.
    public var port: UInt16? {
        if case .tcp(_, let port) = transport { port } else { nil }
    }

    /// Whether only this machine can reach it. A host name other than `localhost` is not trusted to be loopback.
    public var isLocal: Bool {
        guard case .tcp(let host, _) = transport else { return true }
        return host == "[::1]" || (Self.isVersion4(host) && host.hasPrefix("127."))
    }

    var isVersion6: Bool {
        if case .tcp(let host, _) = transport { host.hasPrefix("[") } else { false }
    }
}

/// An address that cannot be used.
public struct InvalidEndpoint: Error, Hashable, Sendable, CustomStringConvertible {
    /// The address as it was given.
    public let text: String
    /// What is wrong with it, and what would be right.
    public let reason: String

    init(_ text: String, _ reason: String) {
        self.text = text
        self.reason = reason
    }

    /// One line, without a full stop.
    public var description: String { "the address \"\(text.prefix(200))\" is not usable: \(reason)" }
}

/// The second half of an ``InvalidEndpoint``.
private struct Reason: Error, ExpressibleByStringLiteral {
    let text: String

    init(stringLiteral text: String) {
        self.text = text
    }

    init(_ text: String) {
        self.text = text
    }
}

extension Endpoint {
    private static func tcp(_ rest: Substring) -> Result<Transport, Reason> {
        guard let colon = rest.lastIndex(of: ":") else {
            return .failure("a port is missing: tcp://HOST:PORT")
        }
        let host = rest[..<colon]
        let portText = rest[rest.index(after: colon)...]
        guard isHost(host) else {
            return .failure("the host should be a name, an IPv4 address or an IPv6 address in brackets")
        }
        guard let port = port(portText) else { return .failure("the port should be 1 to 65535") }
        return .success(.tcp(host: host == "localhost" ? "127.0.0.1" : String(host), port: port))
    }

    private static func port(_ text: Substring) -> UInt16? {
        if text == "*" { return 0 }
        guard text.utf8.allSatisfy({ isDigit($0) }), let port = UInt16(text), port > 0 else { return nil }
        return port
    }

    /// The longest path a socket file may have on Linux: `sun_path` less its final zero.
    private static let longestPath = 107

    private static func ipc(_ rest: Substring) -> Result<Transport, Reason> {
        if rest.isEmpty || rest.utf8.contains(0) { return .failure("a path is missing: ipc://PATH") }
        if rest == "*" { return .failure("the path should be stated") }
        let length = rest.utf8.count
        guard length <= longestPath else {
            return .failure(
                Reason("its path has \(length) bytes and Linux allows \(longestPath); choose a shorter directory"))
        }
        return .success(.ipc(path: String(rest)))
    }

    private static func inproc(_ rest: Substring) -> Result<Transport, Reason> {
        guard !rest.isEmpty, rest.utf8.count <= 200, !rest.utf8.contains(0) else {
            return .failure("the name should have 1 to 200 bytes")
        }
        return .success(.inproc(name: String(rest)))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private static func isHost(_ host: Substring) -> Bool {
        if host == "*" { return true }
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = host.dropFirst().dropLast().utf8
            return address.contains(58)
                && address.allSatisfy { isDigit($0) || (97...102).contains($0 | 32) || $0 == 58 || $0 == 46 }
        }
        // Letters, digits, full stop, hyphen, underscore.
        return (1...253).contains(host.utf8.count)
            && host.utf8.allSatisfy { isDigit($0) || (97...122).contains($0 | 32) || [45, 46, 95].contains($0) }
    }

    private static func isVersion4(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil && $0.utf8.allSatisfy(isDigit) }
    }
}
