import Scheduling
import Statistics
import SwiftProtobuf

// Checks of single fields, so that nothing behind the messages meets a value that it could not stand.

extension RunID {
    init(field text: String) throws(ProtocolFailure) {
        guard let id = RunID(text) else { throw .malformed("a run id that is none") }
        self = id
    }
}

extension WorkerID {
    init(field text: String) throws(ProtocolFailure) {
        guard let id = WorkerID(text) else { throw .malformed("a worker's name that is none") }
        self = id
    }
}

extension String {
    /// The text itself, if it is not too long.
    func checked(_ name: String, limit: Int = ClusterProtocol.maximumTextBytes) throws(ProtocolFailure) -> String {
        let count = utf8.count
        guard count <= limit else { throw .malformed("a \(name) of \(count) bytes; \(limit) are allowed") }
        return self
    }

    /// The text cut to what the other side accepts; for texts that people read.
    func clipped(to limit: Int = ClusterProtocol.maximumTextBytes) -> String {
        guard utf8.count > limit else { return self }
        let mark = "…"
        var end = utf8.index(startIndex, offsetBy: limit - mark.utf8.count)
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return self[..<end] + mark
    }
}

extension Int {
    /// A count that is allowed to be as large as `limit`.
    init(count: UInt32, _ name: String, limit: Int) throws(ProtocolFailure) {
        guard count <= limit else { throw .malformed("\(count) \(name)") }
        self = Int(count)
    }
}

extension UInt64 {
    /// A number of bytes of memory.
    func checkedBytes(_ name: String) throws(ProtocolFailure) -> Int {
        guard self <= RunTerms.byteLimit else { throw .malformed("\(name) of \(self) bytes") }
        return Int(self)
    }
}

extension Double {
    /// A number of seconds that can be converted and added up without overflow: up to 30,000 years.
    func checkedSeconds(_ name: String, atLeast lowest: Double = 0) throws(ProtocolFailure) -> Double {
        guard self >= lowest, self <= 1e12 else { throw .malformed("\(name) of \(self) s") }
        return self
    }
}

extension Duration {
    /// A duration of 1 ms to 30 days.
    init(field nanoseconds: UInt64) throws(ProtocolFailure) {
        guard (1_000_000...2_592_000_000_000_000).contains(nanoseconds) else {
            throw .malformed("an interval of \(nanoseconds) ns")
        }
        self = .nanoseconds(Int64(nanoseconds))
    }

    var field: UInt64 { UInt64(clamping: nanoseconds) }
}

extension ShardRange {
    init(field shard: WireShard) throws(ProtocolFailure) {
        guard shard.replicate < UInt32(DrawLayout.replicates), shard.level <= UInt32(DrawLayout.maximumLevel),
            shard.index < 1 << UInt64(DrawLayout.maximumLevel - Int(shard.level))
        else { throw .malformed("a shard that no run has") }
        self.init(replicate: Int(shard.replicate), level: Int(shard.level), index: shard.index)
    }

    var field: WireShard {
        WireShard.with {
            $0.replicate = UInt32(clamping: replicate)
            $0.level = UInt32(clamping: level)
            $0.index = index
        }
    }
}

extension ShardTask {
    init(part: UInt32) throws(ProtocolFailure) {
        guard part < UInt32(Self.maximumParts) else { throw .malformed("a sensitivity part that no run has") }
        self = .sensitivity(part: Int(part))
    }

    init(_ field: WireReport.OneOf_Task?) throws(ProtocolFailure) {
        switch field {
        case .range(let range): self = .draws(try ShardRange(field: range))
        case .part(let part): self = try ShardTask(part: part)
        case nil: throw .malformed("a report on nothing")
        }
    }

    init(_ field: WireOffer.OneOf_Task?) throws(ProtocolFailure) {
        switch field {
        case .range(let range): self = .draws(try ShardRange(field: range))
        case .part(let part): self = try ShardTask(part: part)
        case nil: throw .malformed("an offer of nothing")
        }
    }
}

extension Precision? {
    /// 0 stands for none.
    init(field relative: Double) throws(ProtocolFailure) {
        guard relative != 0 else {
            self = nil
            return
        }
        guard let precision = Precision(relative: relative) else { throw .malformed("a precision of \(relative)") }
        self = precision
    }

    var field: Double { self?.relative ?? 0 }
}

extension [LeaseID] {
    init(field list: WireLeaseList) throws(ProtocolFailure) {
        guard list.epochs.count == list.numbers.count, list.epochs.count <= ClusterProtocol.maximumLeases else {
            throw .malformed("a list of \(list.epochs.count) epochs and \(list.numbers.count) numbers of leases")
        }
        self = zip(list.epochs, list.numbers).map { LeaseID(epoch: $0, number: $1) }
    }

    var field: WireLeaseList {
        WireLeaseList.with {
            $0.epochs = map(\.epoch)
            $0.numbers = map(\.number)
        }
    }
}
