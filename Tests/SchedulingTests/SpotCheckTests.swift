import BinaryCoding
import Statistics
import Testing

@testable import Scheduling

/// Some shards are computed twice, by different workers, and must come out the same.
@Suite struct SpotCheckTests {
    private func bench(draws: UInt64 = 1, share: Double = 1) throws -> (bench: Bench, run: RunDescription) {
        var bench = Bench()
        let run = try makeRun(draws: draws, terms: RunTerms(spotCheck: share))
        bench.handle(.runSubmitted(run))
        return (bench, run)
    }

    @Test func anotherWorkerComputesItAgainBeforeTheRunEnds() throws {
        var (bench, run) = try bench()
        try bench.arrive("a", peer: 1)
        let first = try #require(bench.offers().first)
        bench.report(first, run.layout, from: 1)
        #expect(bench.offers().isEmpty && bench.core.brokenInvariants() == [])
        #expect(try bench.snapshot(of: run).state == .running)
        try bench.arrive("b", peer: 2)
        let second = try #require(bench.offers(to: 2).first)
        #expect(second.task == first.task && second.attempt == 2 && bench.core.brokenInvariants() == [])
        bench.report(second, run.layout, from: 2)
        #expect(try bench.snapshot(of: run).state == .done)
        #expect(bench.core.counters.agreed == 1 && bench.core.counters.merged == 1)
    }

    @Test func aDifferenceStopsTheRun() throws {
        var (bench, run) = try bench()
        try bench.arrive("a", peer: 1)
        bench.report(try #require(bench.offers().first), run.layout, from: 1)
        try bench.arrive("b", peer: 2)
        bench.report(try #require(bench.offers().first), run.layout, from: 2, version: 1)
        let end = try bench.snapshot(of: run)
        #expect(end.state == .failed && end.reason.contains("worker a") && end.reason.contains("worker b"))
        #expect(bench.core.leases.isEmpty && bench.core.checkable.isEmpty && bench.core.brokenInvariants() == [])
    }

    @Test func theShareThatIsAskedForIsChecked() throws {
        let run = try makeRun(draws: DrawLayout.maximumDraws, terms: RunTerms(spotCheck: 0.05))
        let tasks = (0..<20_000).map {
            ShardTask.draws(ShardRange(replicate: $0 % 16, level: 0, index: UInt64($0 / 16)))
        }
        let checked = tasks.count { run.isSpotChecked($0) }
        // 1000 are expected, sd 31; five of these are passed by chance once in two million changes of the hash.
        #expect((845...1155).contains(checked))
        #expect(tasks.count { try! makeRun(draws: 1).isSpotChecked($0) } == 0)
    }

    @Test func aLostCopyGoesToAnother() throws {
        var (bench, run) = try bench()
        try bench.arrive("a", peer: 1)
        bench.report(try #require(bench.offers().first), run.layout, from: 1)
        try bench.arrive("b", peer: 2)
        #expect(bench.offers(to: 2).count == 1)
        bench.handle(.peerLost(PeerID(2)))
        #expect(bench.offers().isEmpty && bench.core.brokenInvariants() == [])
        try bench.arrive("c", peer: 3)
        bench.report(try #require(bench.offers(to: 3).first), run.layout, from: 3)
        #expect(try bench.snapshot(of: run).state == .done)
    }

    /// Whatever goes wrong with copies, a run whose draws are all merged ends.
    @Test func ofACopyThatIsLostAgainAndAgainNothingMoreIsAsked() throws {
        var (bench, run) = try bench()
        try bench.arrive("a", peer: 1)
        bench.report(try #require(bench.offers().first), run.layout, from: 1)
        for number in UInt64(2)...5 {
            #expect(try bench.snapshot(of: run).state == .running)
            try bench.arrive("b\(number)", peer: number)
            #expect(bench.offers().count == 1)
            bench.handle(.peerLost(PeerID(number)))
            #expect(bench.core.brokenInvariants() == [])
        }
        #expect(try bench.snapshot(of: run).state == .done)
        #expect(bench.core.counters.checksAbandoned == 1)
    }

    @Test func aCopyThatFailsThreeTimesFailsTheRun() throws {
        var (bench, run) = try bench()
        try bench.arrive("a", peer: 1)
        bench.report(try #require(bench.offers().first), run.layout, from: 1)
        try bench.arrive("b", peer: 2)
        for _ in 0..<3 { bench.report(try #require(bench.offers(to: 2).first), run.layout, from: 2, fails: true) }
        let end = try bench.snapshot(of: run)
        #expect(end.state == .failed && end.reason.hasPrefix("spot check of replicate 0"))
    }

    @Test func checksGoBeforeFreshWork() throws {
        var (bench, run) = try bench(draws: 4096 * 16 * 8)
        try bench.arrive("a", peer: 1, credit: 1)
        let first = try #require(bench.offers().first)
        try bench.arrive("b", peer: 2, credit: 2)
        let others = bench.offers(to: 2)
        bench.report(first, run.layout, from: 1)
        bench.report(others[0], run.layout, from: 2)
        #expect(bench.offers(to: 2).map(\.task) == [first.task])
        #expect(bench.core.brokenInvariants() == [])
    }

    /// With one worker there is nobody to check; what waits takes no memory without a bound.
    @Test func freshWorkWaitsForChecksThatPileUp() throws {
        var (bench, run) = try bench(draws: 4096 * 16 * 256)
        try bench.arrive("a", peer: 1, credit: 4)
        var out = bench.offers()
        while let offer = out.popLast() {
            bench.report(offer, run.layout, from: 1, seconds: 100)
            out += bench.offers()
        }
        #expect((1000...1004).contains(bench.core.counters.merged) && bench.core.brokenInvariants() == [])
        try bench.arrive("b", peer: 2, credit: 4)
        var copies = bench.offers(to: 2)
        #expect(copies.count == 4 && !bench.offers(to: 1).isEmpty && bench.core.brokenInvariants() == [])
        while let copy = copies.popLast() {
            bench.report(copy, run.layout, from: 2, seconds: 100)
            copies += bench.offers(to: 2).filter { $0.task == copy.task }
        }
        #expect(bench.core.counters.agreed >= 4)
    }

    @Test func checksAreRecordedWhenTheyBeginAndEnd() throws {
        var (bench, run) = try bench()
        try bench.arrive("a", peer: 1)
        let first = try #require(bench.offers().first)
        bench.report(first, run.layout, from: 1)
        let begun = bench.records.contains { if case .checkBegun(run.id, first.task) = $0 { true } else { false } }
        #expect(begun && bench.core.unchecked.count == 1)
        try bench.arrive("b", peer: 2)
        bench.report(try #require(bench.offers(to: 2).first), run.layout, from: 2)
        let ended = bench.records.contains { if case .checkEnded(run.id, first.task) = $0 { true } else { false } }
        #expect(ended && bench.core.unchecked.isEmpty)
    }

    @Test func whatIsNotCheckedIsNoRecord() throws {
        var (bench, run) = try bench(share: 0)
        try bench.arrive("a", peer: 1)
        bench.report(try #require(bench.offers().first), run.layout, from: 1)
        // The receipt, the summary, and where the run stands twice.
        #expect(bench.records.count == 4)
        #expect(try bench.snapshot(of: run).state == .done)
    }

    @Test(arguments: [0, 1] as [UInt8])
    func checksThatWereUnderWayAreTakenUpAgain(version: UInt8) throws {
        let run = try makeRun(draws: 1, parts: 1, terms: RunTerms(spotCheck: 1))
        let worker = try #require(WorkerID("a"))
        let range = ShardRange(replicate: 0, level: 0, index: 0)
        let tasks: [ShardTask] = [.draws(range), .sensitivity(part: 0)]
        let receipts = tasks.enumerated().map { number, task in
            ShardReceipt(
                task: task, worker: worker, lease: LeaseID(epoch: 1, number: UInt64(number)), attempt: 1, seconds: 1,
                digest: ContentDigest(of: [0]))
        }
        var bench = Bench(
            epoch: 2,
            recovered: [
                RecoveredRun(
                    description: run, state: .running, reason: "", seconds: 1,
                    nodes: [(range: range, node: Spelling(text: "0"))], parts: [0], unchecked: receipts)
            ])
        #expect(bench.core.brokenInvariants() == [])
        try bench.arrive("a", peer: 1)
        #expect(bench.offers().isEmpty)
        #expect(try bench.snapshot(of: run).state == .running)
        try bench.arrive("b", peer: 2)
        let copies = bench.offers(to: 2)
        #expect(copies.map(\.task) == tasks && copies.map(\.attempt) == [2, 2])
        bench.report(copies[0], run.layout, from: 2)
        #expect(try bench.snapshot(of: run).state == .running)
        bench.report(copies[1], run.layout, from: 2, version: version)
        #expect(try bench.snapshot(of: run).state == (version == 0 ? .done : .failed))
        #expect(bench.core.brokenInvariants() == [])
    }

    @Test func partsAreCheckedToo() throws {
        var bench = Bench()
        let run = try makeRun(draws: 1, parts: 1, terms: RunTerms(spotCheck: 1))
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1)
        for offer in bench.offers() { bench.report(offer, run.layout, from: 1) }
        try bench.arrive("b", peer: 2)
        let copies = bench.offers(to: 2)
        #expect(copies.count == 2)
        for offer in copies { bench.report(offer, run.layout, from: 2) }
        #expect(try bench.snapshot(of: run).state == .done)
    }
}
