import BinaryCoding
public import Scheduling
import Statistics

/// Leaves of one replicate that stand side by side.
public struct LeafRange: Hashable, Sendable {
    /// Whose leaves.
    public let replicate: Int
    /// The first and, behind the last, the next; not empty.
    public let leaves: Range<UInt64>

    /// How many draws of a run with this layout are in them.
    func draws(in layout: DrawLayout) -> UInt64 {
        let all = layout.draws(ofReplicate: replicate)
        func before(_ leaf: UInt64) -> UInt64 { min(leaf &* DrawLayout.drawsPerLeaf, all) }
        return before(leaves.upperBound) - before(leaves.lowerBound)
    }
}

/// What a worker computed of a run, in short: what is kept of receipts once the run has ended.
public struct WorkerShare: Hashable, Sendable {
    /// Who.
    public let worker: WorkerID
    /// In how many shards.
    public let shards: UInt64
    /// Which draws, in order of replicate and leaf; no two of them adjacent.
    public let ranges: [LeafRange]

    /// The share of `worker` in these shards, which are disjoint.
    init(_ worker: WorkerID, shards: [ShardRange]) {
        self.worker = worker
        self.shards = UInt64(shards.count)
        ranges = Self.joined(
            shards.map { LeafRange(replicate: $0.replicate, leaves: $0.firstLeaf..<$0.firstLeaf + $0.leafCount) })
    }

    private init(_ worker: WorkerID, shards: UInt64, ranges: [LeafRange]) {
        self.worker = worker
        self.shards = shards
        self.ranges = ranges
    }

    /// Both shares of one worker.
    func merged(with other: WorkerShare) -> WorkerShare {
        WorkerShare(worker, shards: shards + other.shards, ranges: Self.joined(ranges + other.ranges))
    }

    private static func joined(_ ranges: [LeafRange]) -> [LeafRange] {
        var joined: [LeafRange] = []
        for range in ranges.sorted(by: { ($0.replicate, $0.leaves.lowerBound) < ($1.replicate, $1.leaves.lowerBound) })
        {
            if let last = joined.last, last.replicate == range.replicate,
                last.leaves.upperBound == range.leaves.lowerBound
            {
                joined[joined.count - 1] = LeafRange(
                    replicate: range.replicate, leaves: last.leaves.lowerBound..<range.leaves.upperBound)
            } else {
                joined.append(range)
            }
        }
        return joined
    }

    /// The ranges in a few bytes each: how many, then of each its replicate, the gap since the one before (since 0 in a new
    /// replicate), and how many leaves.
    var encodedRanges: [UInt8] {
        var writer = ByteWriter()
        writer.writeVarint(UInt64(ranges.count))
        var last: LeafRange?
        for range in ranges {
            let end = last.flatMap { $0.replicate == range.replicate ? $0.leaves.upperBound : nil } ?? 0
            writer.writeVarint(UInt64(range.replicate))
            writer.writeVarint(range.leaves.lowerBound - end)
            writer.writeVarint(range.leaves.upperBound - range.leaves.lowerBound)
            last = range
        }
        return writer.bytes
    }

    /// Reads what ``encodedRanges`` wrote; `nil` for what is no share of a run with this layout.
    init?(_ worker: WorkerID, shards: UInt64, encodedRanges bytes: [UInt8], in layout: DrawLayout) {
        var reader = ByteReader(bytes)
        var ranges: [LeafRange] = []
        do throws(DecodingFailure) {
            for _ in 0..<(try reader.readCount(bytesEach: 3)) {
                let replicate = try reader.readVarint()
                let gap = try reader.readVarint()
                let count = try reader.readVarint()
                guard replicate < UInt64(DrawLayout.replicates), replicate >= UInt64(ranges.last?.replicate ?? 0) else {
                    return nil
                }
                let end = ranges.last.flatMap { $0.replicate == Int(replicate) ? $0.leaves.upperBound : nil } ?? 0
                let bound = UInt64(1) << UInt64(DrawLayout.maximumLevel)
                guard gap <= bound, (1...bound).contains(count), end + gap < layout.leaves(ofReplicate: Int(replicate))
                else { return nil }
                ranges.append(LeafRange(replicate: Int(replicate), leaves: end + gap..<end + gap + count))
            }
            try reader.finish()
        } catch {
            return nil
        }
        guard shards >= 1, shards >= UInt64(ranges.count) else { return nil }
        self.init(worker, shards: shards, ranges: ranges)
    }
}
