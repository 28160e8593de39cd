import Statistics
import Testing

@testable import Scheduling

/// Near the end of a run, work that is out for long goes to a second worker as well.
@Suite struct BackupTests {
    /// Worker a holds the only shard; worker b has nothing to do.
    private func bench() throws -> (bench: Bench, run: RunDescription, first: LeaseOffer) {
        var bench = Bench()
        let run = try makeRun(draws: 1)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1)
        let first = try #require(bench.offers().first)
        try bench.arrive("b", peer: 2)
        return (bench, run, first)
    }

    @Test func lateWorkGoesToASecondWorkerOnce() throws {
        var (bench, _, first) = try bench()
        bench.wait(1.75, alive: [1: [first.lease], 2: []])
        #expect(bench.offers().isEmpty)
        bench.wait(0.5, alive: [1: [first.lease], 2: []])
        let second = try #require(bench.offers(to: 2).first)
        #expect(second.task == first.task && second.attempt == 2 && bench.core.counters.backups == 1)
        #expect(bench.core.brokenInvariants() == [])
        try bench.arrive("c", peer: 3)
        bench.wait(20, alive: [1: [first.lease], 2: [second.lease], 3: []])
        #expect(bench.offers().isEmpty)
    }

    @Test func neverTheWorkerThatHasIt() throws {
        var bench = Bench()
        bench.handle(.runSubmitted(try makeRun(draws: 1)))
        try bench.arrive("a", peer: 1, slots: 4, credit: 8)
        let first = try #require(bench.offers().first)
        bench.wait(20, alive: [1: [first.lease]])
        #expect(bench.offers().isEmpty)
    }

    @Test func whicheverComesFirstIsMergedAndTheOtherCompared() throws {
        var (bench, run, first) = try bench()
        bench.wait(3, alive: [1: [first.lease], 2: []])
        let second = try #require(bench.offers(to: 2).first)
        bench.report(second, run.layout, from: 2)
        #expect(bench.messages.contains(.withdraw([first.lease])))
        #expect(try bench.snapshot(of: run).state == .done)
        #expect(bench.core.brokenInvariants() == [])
    }

    @Test func aBackupOutlivesTheFirstAndIsBackedUpItself() throws {
        var (bench, run, first) = try bench()
        bench.wait(3, alive: [1: [first.lease], 2: []])
        let second = try #require(bench.offers(to: 2).first)
        bench.handle(.peerLost(PeerID(1)))
        #expect(bench.offers().isEmpty && bench.core.brokenInvariants() == [])
        try bench.arrive("c", peer: 3)
        #expect(bench.offers().isEmpty)
        bench.wait(3, alive: [2: [second.lease], 3: []])
        let third = try #require(bench.offers(to: 3).first)
        bench.report(third, run.layout, from: 3)
        #expect(try bench.snapshot(of: run).state == .done)
    }

    @Test func workThatWaitsGoesFirst() throws {
        var bench = Bench()
        let run = try makeRun(draws: 4096 * 16 * 64)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, credit: 1)
        let first = try #require(bench.offers().first)
        try bench.arrive("b", peer: 2, credit: 0)
        bench.wait(4, alive: [1: [first.lease]], credit: 1)
        bench.receive(.heartbeat(holding: [], credit: 1), from: 2)
        let offer = try #require(bench.offers(to: 2).first)
        #expect(offer.task != first.task && bench.core.counters.backups == 0)
    }

    /// Work that usually takes a minute is not late after two seconds.
    @Test func lateIsTwiceAsLongAsUsual() throws {
        var bench = Bench()
        let run = try makeRun(draws: 2)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1)
        let offers = bench.offers()
        #expect(offers.count == 2)
        try bench.arrive("b", peer: 2)
        bench.report(offers[0], run.layout, from: 1, seconds: 10)
        bench.wait(19.5, alive: [1: [offers[1].lease], 2: []])
        #expect(bench.core.counters.backups == 0)
        bench.wait(1, alive: [1: [offers[1].lease], 2: []])
        #expect(bench.core.counters.backups == 1)
    }
}
