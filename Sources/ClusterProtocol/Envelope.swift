import BinaryCoding
import SwiftProtobuf

/// The frames of a message: header, body and, for some types, a payload behind its digest.
struct Envelope {
    let header: Header
    let type: MessageType
    let body: [UInt8]
    /// Without its digest; empty for types that have none. Of a message that arrived, part of its frame, which may be large.
    let payload: ArraySlice<UInt8>
    /// Of the payload, checked; `nil` of a message to be sent, and for types that have none.
    let digest: ContentDigest?

    /// A message to be sent, without a body.
    init(_ type: MessageType, number: UInt64 = 0, payload: [UInt8] = []) {
        header = Header(type, number: number)
        self.type = type
        body = []
        self.payload = payload[...]
        digest = nil
    }

    /// A message to be sent, with a body and, if its type has one, a payload.
    init(
        _ type: MessageType, version: UInt16 = UInt16(ClusterProtocol.version), number: UInt64 = 0,
        _ message: some Message, payload: [UInt8] = []
    ) {
        header = Header(type, version: version, number: number)
        self.type = type
        body = message.bytes
        self.payload = payload[...]
        digest = nil
    }

    /// Checks all of a message but the meaning of its body and payload.
    init(decoding frames: [[UInt8]]) throws(ProtocolFailure) {
        header = try Header(decoding: frames.first)
        let isOurVersion = Int(header.version) == ClusterProtocol.version
        let known = MessageType(rawValue: header.type)
        guard isOurVersion || known?.isFrozen == true else {
            throw .otherVersion(theirs: Int(header.version), ours: ClusterProtocol.version)
        }
        guard let type = known else { throw .unknownType(header.type) }
        self.type = type
        guard frames.count == (type.maximumPayloadBytes == nil ? 2 : 3) else {
            throw .malformed("\(frames.count) frames, which is not what its type has")
        }
        body = frames[1]
        guard body.count <= ClusterProtocol.maximumBodyBytes else { throw .malformed("a body of \(body.count) bytes") }
        if let limit = type.maximumPayloadBytes {
            (payload, digest) = try Self.checkedPayload(frames[2], limit: limit)
        } else {
            (payload, digest) = ([], nil)
        }
    }

    private static func checkedPayload(_ frame: [UInt8], limit: Int) throws(ProtocolFailure)
        -> (content: ArraySlice<UInt8>, digest: ContentDigest)
    {
        guard frame.count <= limit else { throw .malformed("a payload of \(frame.count) bytes") }
        guard let digest = ContentDigest(bytes: frame.prefix(ContentDigest.size)) else {
            throw .malformed("a payload that ends too early")
        }
        let content = frame.dropFirst(ContentDigest.size)
        guard digest == ContentDigest(of: content) else {
            throw .malformed("a payload that was damaged on its way")
        }
        return (content, digest)
    }

    /// The message as frames to be sent.
    var frames: [[UInt8]] {
        guard type.maximumPayloadBytes != nil else { return [header.encoded, body] }
        return [header.encoded, body, ContentDigest(of: payload).bytes + payload]
    }

    /// The body as what its type says it is.
    func decodeBody<Body: Message>(as type: Body.Type = Body.self) throws(ProtocolFailure) -> Body {
        try Body(checking: body)
    }

    /// Checks that there is no body.
    func checkEmpty() throws(ProtocolFailure) {
        guard body.isEmpty else { throw .malformed("a body where none belongs") }
    }
}

extension Message {
    init(checking bytes: [UInt8]) throws(ProtocolFailure) {
        // The messages nest three deep at most.
        var options = BinaryDecodingOptions()
        options.messageDepthLimit = 4
        options.discardUnknownFields = true
        do {
            self = try Self(serializedBytes: bytes, options: options)
        } catch {
            throw .malformed("a body that cannot be read")
        }
    }

    var bytes: [UInt8] {
        do {
            return try serializedBytes()
        } catch {
            preconditionFailure("\(Self.self) is beyond what protocol buffers can hold: \(error)")
        }
    }
}

extension ContentDigest {
    /// Bytes of a digest.
    static let size = 32
}
