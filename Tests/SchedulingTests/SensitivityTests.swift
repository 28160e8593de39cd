import Statistics
import Testing

@testable import Scheduling

@Suite struct SensitivityTests {
    @Test func partsFollowTheDrawsAndTheRunEndsWithBoth() throws {
        let run = try makeRun(draws: 16, parts: 3)
        var bench = Bench()
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, credit: 100)
        let offers = bench.offers()
        #expect(offers.prefix(16).allSatisfy { $0.range != nil })
        #expect(offers.dropFirst(16).map(\.part) == [0, 1, 2])
        for offer in offers.dropLast() { bench.report(offer, run.layout, from: 1) }
        var snapshot = try bench.snapshot(of: run)
        #expect(snapshot.state == .running && snapshot.merged == 1 && snapshot.mergedParts == 2)
        guard let last = offers.last else { return }
        bench.report(last, run.layout, from: 1)
        snapshot = try bench.snapshot(of: run)
        #expect(snapshot.state == .done && snapshot.mergedParts == 3)
        guard case .partMerged(run.id, let receipt, let bytes) = bench.records.first else {
            Issue.record("\(bench.records)")
            return
        }
        #expect(receipt.task == .sensitivity(part: 2) && receipt.attempt == 1 && bytes == [2])
    }

    @Test func aLostPartIsLeasedAgainAndCountedOnce() throws {
        let run = try makeRun(draws: 1, parts: 1)
        var bench = Bench()
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1)
        let offers = bench.offers()
        bench.handle(.peerLost(PeerID(1)))
        try bench.arrive("b", peer: 2)
        let again = try #require(bench.offers().first { $0.part == 0 })
        #expect(again.attempt == 2)
        // The first worker comes back and answers late.
        try bench.arrive("a", peer: 3, incarnation: 2, credit: 0)
        let first = try #require(offers.first { $0.part == 0 })
        bench.report(first, run.layout, from: 3)
        #expect(bench.core.counters.mergedLate == 1 && bench.records.count == 2)
        bench.report(again, run.layout, from: 2)
        #expect(bench.core.counters.duplicates == 1 && bench.records.isEmpty)
        #expect(bench.core.brokenInvariants() == [])
    }

    @Test func aPartThatFailsThriceFailsTheRun() throws {
        let run = try makeRun(draws: 1, parts: 2)
        var bench = Bench()
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, credit: 9)
        var offers = bench.offers().filter { $0.part == 1 }
        for _ in 0..<3 {
            guard let offer = offers.popLast() else { break }
            bench.report(offer, run.layout, from: 1, fails: true)
            offers += bench.offers()
        }
        let end = try bench.snapshot(of: run)
        #expect(end.state == .failed && end.reason == "sensitivity part 1: no (3 attempts)")
    }

    @Test func anAnswerOfTheOtherKindIsAFailedEvaluation() throws {
        let run = try makeRun(draws: 1, parts: 1)
        var bench = Bench()
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, credit: 9)
        for offer in bench.offers() {
            let output: ShardOutput<Spelling> = offer.part == nil ? .sensitivity([0]) : .summary(Spelling(text: "0"))
            bench.receive(
                .shardReported(
                    ShardReport(
                        lease: offer.lease, run: run.id, task: offer.task, outcome: .evaluated(output), seconds: 0)),
                from: 1)
        }
        #expect(bench.core.counters.failures == 2 && bench.core.counters.merged == 0)
        #expect(bench.core.brokenInvariants() == [])
    }

    @Test func aRestartLeasesTheMissingPartsOnly() throws {
        let run = try makeRun(draws: 1, parts: 4)
        let node = (range: ShardRange(replicate: 0, level: 0, index: 0), node: Spelling(text: "0"))
        var bench = Bench(
            epoch: 2,
            recovered: [
                RecoveredRun(
                    description: run, state: .running, reason: "", seconds: 0, nodes: [node], parts: [0, 2])
            ])
        try bench.arrive("a", peer: 1, credit: 9)
        #expect(bench.offers().map(\.part) == [1, 3])
        for offer in bench.offers() { bench.report(offer, run.layout, from: 1) }
        #expect(try bench.snapshot(of: run).state == .done)
    }
}
