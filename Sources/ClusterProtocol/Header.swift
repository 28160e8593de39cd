import BinaryCoding

/// The kinds of messages by their numbers on the wire. A worker says 1 to 31, a coordinator to it 32 to 63, a client 64 to
/// 95, a coordinator to that 96 to 127.
enum MessageType: UInt8, CaseIterable {
    case arrival = 1
    case heartbeat = 2
    case runWanted = 3
    case shardEvaluated = 4
    case shardFailed = 5
    case leasesHandedBack = 6
    case goodbye = 7

    case welcome = 32
    case refuse = 33
    case reregister = 34
    case beat = 35
    case run = 36
    case leases = 37
    case acknowledge = 38
    case withdraw = 39
    case revoke = 40
    case drain = 41

    case ping = 64
    case submit = 65
    case listRuns = 66
    case showRun = 67
    case showResult = 68
    case cancel = 69
    case listWorkers = 70
    case pause = 71
    case resume = 72
    case explain = 73
    case drainWorker = 74

    case failure = 96
    case pong = 97
    case accepted = 98
    case duplicate = 99
    case idTaken = 100
    case runs = 101
    case runStatus = 102
    case result = 103
    case cancelled = 104
    case workers = 105
    case steered = 106
    case explanation = 107
    case draining = 108

    /// Whether its layout never changes, so that it is read from sides of every version.
    var isFrozen: Bool { self == .arrival || self == .refuse || self == .failure }

    /// The most bytes of its payload; `nil` when it has none.
    var maximumPayloadBytes: Int? {
        switch self {
        case .shardEvaluated: ClusterProtocol.maximumMessageBytes
        case .run: ClusterProtocol.maximumMessageBytes
        case .submit: ClusterProtocol.maximumMessageBytes
        case .runs, .result, .workers: ClusterProtocol.maximumReplyBytes
        default: nil
        }
    }
}

/// The first frame of every message, 16 bytes in little-endian order whose meaning never changes:
///
/// | bytes | |
/// |---|---|
/// | 0..<4 | `SUAN` |
/// | 4..<6 | the version of the protocol |
/// | 6 | the type of the message |
/// | 7 | 0, not read |
/// | 8..<16 | the number that a client gave its request, in the request and in its reply; 0 elsewhere |
struct Header: Equatable {
    static let magic: [UInt8] = Array("SUAN".utf8)
    static let size = 16

    let version: UInt16
    let type: UInt8
    let number: UInt64

    init(_ type: MessageType, version: UInt16 = UInt16(ClusterProtocol.version), number: UInt64 = 0) {
        self.version = version
        self.type = type.rawValue
        self.number = number
    }

    /// Reads the header whatever its version and type are.
    init(decoding frame: [UInt8]?) throws(ProtocolFailure) {
        guard let frame, frame.count == Self.size, frame.starts(with: Self.magic) else { throw .notOurs }
        var reader = ByteReader(frame.dropFirst(Self.magic.count))
        do {
            version = try reader.read()
            type = try reader.read()
            _ = try reader.read(UInt8.self)
            number = try reader.read()
        } catch {
            throw .notOurs
        }
    }

    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.writeRaw(Self.magic)
        writer.write(version)
        writer.write(type)
        writer.write(UInt8(0))
        writer.write(number)
        return writer.bytes
    }
}
