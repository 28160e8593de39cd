import Foundation
import GRDB
import Scheduling
import Statistics
import Testing

@testable import Ledger

/// Receipts of runs that have ended.
@Suite struct ShareTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    @Test func receiptsOfAnEndedRunBecomeRangesAndSayTheSame() throws {
        let path = try folder.make()
        let ledger = try Ledger(directory: path)
        try ledger.write(Sample.batch(1) + Sample.batch(2))
        let id = try Sample.id(1)
        #expect(try ledger.runsToShorten().isEmpty && !ledger.shortenReceipts(of: id), "the run goes on")
        #expect(try ledger.receipts(of: id).count == 2)
        try ledger.write([.runMoved(id, to: .cancelled, reason: "", seconds: 1)])
        let before = try (ledger.shares(of: id), ledger.mergedShards(of: id))
        #expect(before.0.map(\.worker.text) == ["worker-1", "worker-2"])
        #expect(
            before.0.map(\.ranges) == [
                [LeafRange(replicate: 0, leaves: 0..<1)], [LeafRange(replicate: 1, leaves: 1..<2)],
            ])
        #expect(try ledger.runsToShorten() == [id])
        #expect(try ledger.shortenReceipts(of: id, limit: 1) && !ledger.shortenReceipts(of: id, limit: 5))
        #expect(try ledger.runsToShorten().isEmpty && ledger.receipts(of: id).isEmpty)
        #expect(try ledger.shares(of: id) == before.0)
        #expect(try ledger.mergedShards(of: id).elementsEqual(before.1, by: ==))
        #expect(try ledger.receipts(of: Sample.id(2)).count == 2)
        #expect(try Ledger.check(directory: path).damage == [])
        try tamper(with: path) { try $0.execute(sql: "UPDATE share SET worker = 'worker-9' WHERE slice = 0") }
        #expect(
            try Ledger.check(directory: path).damage.contains { $0.contains("table share") && $0.contains("digest") })
        #expect(try Ledger.prune(directory: path, submittedBefore: 2e9) == [id])
    }

    /// Any disjoint shards, taken in any number of steps, are the ranges that they cover.
    @Test func sharesAreTheUnionOfTheirShards() throws {
        var generator = SplitMix64(seed: 7)
        let layout = try #require(DrawLayout(draws: 16 * 4096 * 1000 + 5))
        let worker = try #require(WorkerID("w"))
        for _ in 0..<200 {
            var shards: [ShardRange] = []
            for replicate in 0..<16 where generator.next() % 3 > 0 {
                var leaf: UInt64 = 0
                while leaf < 1000 {
                    let level = Int(generator.next() % 5)
                    let size = UInt64(1) << UInt64(level)
                    leaf = (leaf + size - 1) / size * size
                    if generator.next() % 2 == 0, leaf < 1000 {
                        shards.append(ShardRange(replicate: replicate, level: level, index: leaf / size))
                    }
                    leaf += size
                }
            }
            if shards.isEmpty { continue }
            let leaves = shards.flatMap { shard in
                (shard.firstLeaf..<shard.firstLeaf + shard.leafCount).map { [UInt64(shard.replicate), $0] }
            }
            let whole = WorkerShare(worker, shards: shards)
            let cut = Int(generator.next() % UInt64(shards.count))
            let parts = [shards[..<cut], shards[cut...]].filter { !$0.isEmpty }.map {
                WorkerShare(worker, shards: Array($0))
            }
            #expect(parts.dropFirst().reduce(parts[0]) { $0.merged(with: $1) } == whole)
            #expect(
                whole.ranges.flatMap { range in range.leaves.map { [UInt64(range.replicate), $0] } }
                    == leaves.sorted { $0.lexicographicallyPrecedes($1) })
            #expect(
                whole.ranges.reduce(0) { $0 + $1.draws(in: layout) } == shards.reduce(0) { $0 + layout.draws(in: $1) })
            let again = WorkerShare(worker, shards: whole.shards, encodedRanges: whole.encodedRanges, in: layout)
            #expect(again == whole)
        }
    }

    @Test func damagedRangesAreNone() throws {
        var generator = SplitMix64(seed: 8)
        let layout = try #require(DrawLayout(draws: 16 * 4096 * 100))
        let worker = try #require(WorkerID("w"))
        let shards = (0..<40).map { ShardRange(replicate: $0 / 3, level: 1, index: UInt64($0 % 3 * 7)) }
        let bytes = WorkerShare(worker, shards: shards).encodedRanges
        for _ in 0..<5000 {
            var damaged = bytes
            for _ in 0...generator.next() % 3 {
                damaged[Int(generator.next() % UInt64(damaged.count))] = UInt8(truncatingIfNeeded: generator.next())
            }
            guard let share = WorkerShare(worker, shards: 40, encodedRanges: damaged, in: layout) else { continue }
            #expect(share.ranges.reduce(0) { $0 + $1.draws(in: layout) } <= layout.draws)
        }
    }
}
