import BinaryCoding
import Scheduling
import Statistics
import SwiftProtobuf

// The payload of a result, every count and length a varint: the model with its length before it, the plan likewise; the
// number of nodes, and for each replicate, level, index and its summary; the number of workers, and for each its name and
// its shards.

extension RunResultReply {
    init(_ envelope: Envelope) throws(ProtocolFailure) {
        let body = try envelope.decodeBody(as: WireResult.self)
        var reader = ByteReader(envelope.payload)
        let modelText = try reader.readBytes()
        let description = try RunDescription(body.run, modelText: modelText, plan: try reader.readBytes())
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
        try reader.checkEnd()
        self.init(description: description, snapshot: snapshot, nodes: nodes, receipts: receipts)
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
        let texts = description.modelText.count + description.plan.count
        return nodes.reduce(100 + texts + receipts.count * 100) { $0 + $1.bytes.count + 50 }
    }

    func envelope(number: UInt64) -> Envelope {
        var writer = ByteWriter()
        writer.write(counted: description.modelText)
        writer.write(counted: description.plan)
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
        let body = WireResult.with {
            $0.run = WireRun(description)
            $0.status = WireRunStatus(snapshot)
        }
        return Envelope(.result, number: number, body, payload: writer.bytes)
    }
}
