import BinaryCoding
import Scheduling
import Statistics
import SwiftProtobuf

// The payload of a result, every count and length a varint: the model with its length before it, plan and sensitivities
// likewise; the number of nodes, and for each replicate, level, index and its summary; the number of workers, and for each
// its name and its shards; the number of parts of the sensitivities, and for each its number and its bytes.

extension RunResultReply {
    init(_ envelope: Envelope) throws(ProtocolFailure) {
        let body = try envelope.decodeBody(as: WireResult.self)
        var reader = ByteReader(envelope.payload)
        let modelText = try reader.readBytes()
        let description = try RunDescription(body.run, modelText: modelText, plans: &reader)
        let snapshot = try RunSnapshot(body.status)
        guard snapshot.id == description.id, snapshot.draws == description.layout.draws else {
            throw .malformed("a result with the status of another run")
        }
        let nodes = try Self.nodes(&reader, layout: description.layout)
        var receipts: [(worker: WorkerID, shards: UInt64)] = []
        for _ in 0..<(try reader.readListCount()) {
            let name = String(decoding: try reader.readBytes(), as: UTF8.self)
            receipts.append((try WorkerID(field: name), try reader.readNumber()))
        }
        let parts = try Self.parts(&reader, count: description.sensitivity.parts)
        try reader.checkEnd()
        self.init(description: description, snapshot: snapshot, nodes: nodes, receipts: receipts, parts: parts)
    }

    private static func parts(
        _ reader: inout ByteReader, count: Int
    ) throws(ProtocolFailure) -> [(part: Int, bytes: [UInt8])] {
        var parts: [(part: Int, bytes: [UInt8])] = []
        for _ in 0..<(try reader.readListCount()) {
            let part = Int(clamping: try reader.readNumber())
            guard part < count, part > parts.last?.part ?? -1 else {
                throw .malformed("sensitivity parts that are not of the run, or out of order")
            }
            parts.append((part, try reader.readBytes()))
        }
        return parts
    }

    private static func nodes(
        _ reader: inout ByteReader, layout: DrawLayout
    ) throws(ProtocolFailure) -> [(range: ShardRange, bytes: [UInt8])] {
        let count = try reader.readListCount()
        var nodes: [(range: ShardRange, bytes: [UInt8])] = []
        for _ in 0..<count {
            let replicate = try reader.readNumber()
            let level = try reader.readNumber()
            let range = ShardRange(
                replicate: Int(clamping: replicate), level: Int(clamping: level), index: try reader.readNumber())
            guard layout.contains(range) else { throw .malformed("a node that is not of the run") }
            nodes.append((range, try reader.readBytes()))
        }
        guard areDisjoint(nodes.map(\.range)) else { throw .malformed("nodes that overlap") }
        return nodes
    }

    private static func areDisjoint(_ ranges: [ShardRange]) -> Bool {
        let ordered = ranges.sorted { ($0.replicate, $0.firstLeaf) < ($1.replicate, $1.firstLeaf) }
        return zip(ordered, ordered.dropFirst()).allSatisfy { before, after in
            before.replicate != after.replicate || before.firstLeaf + before.leafCount <= after.firstLeaf
        }
    }

    /// No fewer bytes than its payload frame has, found without making it.
    var byteBound: Int {
        let texts = description.modelText.count + description.plan.count + description.sensitivity.plan.count
        let answers = parts.reduce(0) { $0 + $1.bytes.count + 50 }
        return nodes.reduce(100 + texts + answers + receipts.count * 100) { $0 + $1.bytes.count + 50 }
    }

    func envelope(number: UInt64) -> Envelope {
        var writer = ByteWriter(capacity: byteBound)
        writer.write(counted: description.modelText)
        writer.writeRaw(description.plans)
        writer.writeVarint(UInt64(nodes.count))
        for (range, bytes) in nodes {
            writer.writeVarint(UInt64(range.replicate))
            writer.writeVarint(UInt64(range.level))
            writer.writeVarint(range.index)
            writer.write(counted: bytes)
        }
        writer.writeVarint(UInt64(receipts.count))
        for (worker, shards) in receipts {
            writer.write(counted: Array(worker.text.utf8))
            writer.writeVarint(shards)
        }
        writer.writeVarint(UInt64(parts.count))
        for (part, bytes) in parts {
            writer.writeVarint(UInt64(part))
            writer.write(counted: bytes)
        }
        let body = WireResult.with {
            $0.run = WireRun(description)
            $0.status = WireRunStatus(snapshot)
        }
        return Envelope(.result, number: number, body, payload: writer.bytes)
    }
}
