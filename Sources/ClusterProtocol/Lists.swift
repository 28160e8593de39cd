import BinaryCoding
import SwiftProtobuf

// A list as payload: the number of its members, then each with its length before it.

extension Envelope {
    /// A reply whose payload is a list; of too many members the last are kept.
    init<Member: Message>(_ type: MessageType, number: UInt64, list: [Member]) {
        var writer = ByteWriter()
        let kept = list.suffix(ClusterProtocol.maximumListed)
        writer.writeVarint(UInt64(kept.count))
        for member in kept { writer.write(member) }
        self.init(type, number: number, payload: writer.bytes)
    }

    func decodeList<Member, Wire: Message>(
        _ make: (Wire) throws(ProtocolFailure) -> Member
    ) throws(ProtocolFailure) -> [Member] {
        try checkEmpty()
        var reader = ByteReader(payload)
        let count = try reader.readListCount()
        var members: [Member] = []
        for _ in 0..<count { members.append(try make(try reader.readMessage())) }
        try reader.checkEnd()
        return members
    }
}

extension ByteWriter {
    mutating func write(_ message: some Message) {
        write(counted: message.bytes)
    }

    mutating func write(counted bytes: [UInt8]) {
        writeVarint(UInt64(bytes.count))
        writeRaw(bytes)
    }
}

/// Reading with the failures of the protocol.
extension ByteReader {
    mutating func readListCount() throws(ProtocolFailure) -> Int {
        let count = try decoding { reader throws(DecodingFailure) in try reader.readCount(bytesEach: 1) }
        guard count <= ClusterProtocol.maximumListed else { throw .malformed("a list of \(count)") }
        return count
    }

    mutating func readMessage<Wire: Message>() throws(ProtocolFailure) -> Wire {
        try Wire(checking: try readBytes())
    }

    mutating func readBytes() throws(ProtocolFailure) -> [UInt8] {
        try decoding { reader throws(DecodingFailure) in Array(try reader.readRaw(try reader.readCount(bytesEach: 1))) }
    }

    mutating func readNumber() throws(ProtocolFailure) -> UInt64 {
        try decoding { reader throws(DecodingFailure) in try reader.readVarint() }
    }

    func checkEnd() throws(ProtocolFailure) {
        guard remaining == 0 else { throw .malformed("\(remaining) bytes after the end") }
    }

    private mutating func decoding<Value>(
        _ read: (inout ByteReader) throws(DecodingFailure) -> Value
    ) throws(ProtocolFailure) -> Value {
        do {
            return try read(&self)
        } catch {
            throw .malformed("a payload that cannot be read: \(error)")
        }
    }
}
