import Statistics
import Testing

@testable import Scheduling

@Suite struct LeaseTests {
    @Test func twoHeartbeatsThatDoNotNameALeaseSendItToAnother() throws {
        var bench = Bench()
        bench.handle(.runSubmitted(try makeRun(draws: 1)))
        try bench.arrive("a", peer: 1)
        let first = try #require(bench.offers().first)
        try bench.arrive("b", peer: 2)
        bench.seconds = 1
        bench.receive(.heartbeat(holding: [], credit: 0), from: 1)
        #expect(bench.offers().isEmpty)
        bench.receive(.heartbeat(holding: [], credit: 0), from: 1)
        let second = try #require(bench.offers(to: 2).first)
        #expect(second.task == first.task && second.attempt == 2 && second.lease != first.lease)
        #expect(bench.core.counters.unnamedLeases == 1)
    }

    @Test func aSilentWorkerIsGivenUp() throws {
        var bench = Bench { $0.backupAge = .seconds(60) }
        bench.handle(.runSubmitted(try makeRun(draws: 1)))
        try bench.arrive("a", peer: 1)
        try bench.arrive("b", peer: 2)
        bench.wait(4.75, alive: [2: []])
        #expect(bench.core.workerSnapshots.count == 2)
        bench.wait(0.5, alive: [2: []])
        #expect(bench.core.workerSnapshots.map(\.id.text) == ["b"])
        #expect(bench.core.counters.expiredWorkers == 1)
        #expect(bench.offers(to: 2).count == 1)
    }

    @Test func nobodyIsBlamedForWhatACoordinatorThatWasAwayDidNotHear() throws {
        var bench = Bench()
        try bench.arrive("a", peer: 1)
        bench.wait(1)
        bench.seconds += 60
        bench.handle(.clockTicked)
        bench.wait(4.5)
        #expect(bench.core.workerSnapshots.count == 1)
        bench.wait(1)
        #expect(bench.core.workerSnapshots.isEmpty)
    }

    /// A worker that keeps talking but never names the lease loses it by its deadline at the latest.
    @Test func aLeaseThatNoHeartbeatNamesExpires() throws {
        var bench = Bench()
        bench.handle(.runSubmitted(try makeRun(draws: 1)))
        try bench.arrive("a", peer: 1)
        let offer = try #require(bench.offers().first)
        for _ in 0..<130 {
            bench.seconds += 0.25
            bench.receive(.runWanted(offer.run), from: 1)
            bench.handle(.clockTicked)
            if bench.core.counters.expiredLeases > 0 { break }
        }
        #expect(bench.seconds == 30)
        #expect(bench.messages.first == .withdraw([offer.lease]))
    }

    @Test func aLateResultIsMergedOnceAndTheOtherRefused() throws {
        var bench = Bench()
        let run = try makeRun(draws: 32)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, credit: 16)
        let first = try #require(bench.offers().first)
        bench.handle(.peerLost(PeerID(1)))
        try bench.arrive("b", peer: 2, credit: 16)
        let second = try #require(bench.offers().first { $0.task == first.task })
        try bench.arrive("a", peer: 3, incarnation: 2, credit: 0, holding: [first.lease])
        #expect(bench.messages.contains(.withdraw([first.lease])))
        bench.report(first, run.layout, from: 3)
        #expect(bench.core.counters.mergedLate == 1)
        #expect(bench.messages == [.withdraw([second.lease]), .acknowledge([first.lease])])
        bench.report(second, run.layout, from: 2)
        #expect(bench.records.isEmpty && bench.messages == [.acknowledge([second.lease])])
        #expect(bench.core.counters.duplicates == 1 && bench.core.counters.merged == 1)
    }

    @Test func returnedLeasesGoOutAgainAsTheyWere() throws {
        var bench = Bench()
        bench.handle(.runSubmitted(try makeRun(draws: 200_000_000)))
        try bench.arrive("a", peer: 1, credit: 4)
        let offers = bench.offers()
        try bench.arrive("b", peer: 2, credit: 0)
        bench.receive(.leasesHandedBack(offers.map(\.lease), credit: 0), from: 1)
        bench.receive(.heartbeat(holding: [], credit: 4), from: 2)
        #expect(bench.offers(to: 2).map(\.task) == offers.map(\.task))
        #expect(bench.offers(to: 2).allSatisfy { $0.attempt == 2 })
    }

    @Test func failuresUpToTheLimitFailTheRun() throws {
        var bench = Bench()
        let run = try makeRun(draws: 1)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1)
        for attempt in 1...3 {
            let offer = try #require(bench.offers().first)
            #expect(offer.attempt == attempt)
            bench.report(offer, run.layout, from: 1, fails: true)
        }
        let snapshot = try #require(bench.core.runSnapshot(of: run.id, at: Instant(nanoseconds: 0)))
        #expect(snapshot.state == .failed && snapshot.reason.contains("replicate 0"))
    }

    @Test func oneLeaseFailsOnce() throws {
        var bench = Bench()
        let run = try makeRun(draws: 1)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, credit: 1)
        let offer = try #require(bench.offers().first)
        for _ in 0..<5 { bench.report(offer, run.layout, from: 1, fails: true) }
        #expect(bench.core.counters.failures == 1)
    }

    @Test func aCancelledRunIsRevokedAndTakesNothingMore() throws {
        var bench = Bench()
        let run = try makeRun(draws: 1_000_000)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1)
        let offer = try #require(bench.offers().first)
        bench.handle(.runCancelled(run.id))
        #expect(bench.cancellations == [.cancelled] && bench.messages == [.revoke(run.id)])
        bench.report(offer, run.layout, from: 1)
        #expect(bench.records.isEmpty && bench.core.counters.stale == 1)
        bench.handle(.runCancelled(run.id))
        #expect(bench.cancellations == [.endedBefore(.cancelled)])
    }
}
