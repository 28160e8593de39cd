import BinaryCoding
import Statistics
import Testing

@testable import Scheduling

/// Two results of one shard that differ stop the run and name both workers.
@Suite struct ConflictTests {
    /// A run whose first shard worker a held, lost, and worker b merged; and the leases that both had.
    private func race() throws -> (bench: Bench, run: RunDescription, late: LeaseOffer, receipt: ShardReceipt) {
        var bench = Bench()
        let run = try makeRun(draws: 32)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, credit: 1)
        let late = try #require(bench.offers().first)
        try bench.arrive("b", peer: 2, credit: 16)
        bench.handle(.peerLost(PeerID(1)))
        let second = try #require(bench.offers(to: 2).first { $0.task == late.task })
        bench.report(second, run.layout, from: 2)
        let receipt = try #require(
            bench.records.lazy.compactMap { if case .shardMerged(_, let receipt) = $0 { receipt } else { nil } }.first)
        try bench.arrive("a", peer: 3, incarnation: 2, credit: 0, holding: [late.lease])
        return (bench, run, late, receipt)
    }

    @Test func aSecondResultIsComparedWithTheFirst() throws {
        var (bench, run, late, receipt) = try race()
        bench.report(late, run.layout, from: 3)
        let rival = try #require(bench.rivals.first)
        #expect(rival.task == late.task && rival.worker.text == "a" && rival.lease == late.lease)
        bench.handle(.receiptFound(run.id, receipt, for: rival))
        #expect(bench.records.isEmpty && bench.core.counters.agreed == 1)
        #expect(try bench.snapshot(of: run).state == .running)
    }

    @Test func oneThatDiffersStopsTheRunAndNamesBoth() throws {
        var (bench, run, late, receipt) = try race()
        bench.report(late, run.layout, from: 3, version: 1)
        let rival = try #require(bench.rivals.first)
        bench.handle(.receiptFound(run.id, receipt, for: rival))
        let snapshot = try bench.snapshot(of: run)
        #expect(snapshot.state == .failed && bench.core.counters.conflicts == 1)
        #expect(snapshot.reason.contains("worker b on lease \(receipt.lease)"))
        #expect(snapshot.reason.contains("worker a on lease \(late.lease)"))
        guard case .runMoved(run.id, .failed, snapshot.reason, _) = bench.records.last else {
            Issue.record("\(bench.records)")
            return
        }
    }

    @Test func aSecondErrorIsNotCompared() throws {
        var (bench, run, late, _) = try race()
        bench.report(late, run.layout, from: 3, fails: true)
        #expect(bench.rivals.isEmpty && bench.core.counters.duplicates == 1)
    }

    @Test func whatComesAfterTheEndChangesNothing() throws {
        var (bench, run, late, receipt) = try race()
        bench.handle(.runCancelled(run.id))
        let rival = RivalResult(
            task: late.task, worker: receipt.worker, lease: late.lease, digest: ContentDigest(of: [9]))
        bench.handle(.receiptFound(run.id, receipt, for: rival))
        #expect(bench.records.isEmpty)
        #expect(try bench.snapshot(of: run).state == .cancelled)
    }

    /// Receipts of before digests were kept say nothing.
    @Test func aReceiptWithoutADigestIsNoConflict() throws {
        var (bench, run, late, receipt) = try race()
        bench.report(late, run.layout, from: 3, version: 1)
        let rival = try #require(bench.rivals.first)
        let bare = ShardReceipt(
            task: receipt.task, worker: receipt.worker, lease: receipt.lease, attempt: 1, seconds: 0, digest: nil)
        bench.handle(.receiptFound(run.id, bare, for: rival))
        #expect(try bench.snapshot(of: run).state == .running)
    }
}
