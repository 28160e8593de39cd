import Statistics
import Testing

@testable import Scheduling

/// Pausing a run and going on with it.
@Suite struct SteeringTests {
    @Test func aPausedRunGivesNothingOutAndStillTakesIn() throws {
        var bench = Bench()
        let run = try makeRun(draws: 4)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, credit: 1)
        let offer = try #require(bench.offers().first)
        bench.handle(.runPaused(run.id))
        #expect(bench.steerings == [.paused])
        guard case .runPaused(run.id, true) = bench.records.first else {
            Issue.record("\(bench.records)")
            return
        }
        bench.report(offer, run.layout, from: 1)
        #expect(bench.offers().isEmpty && bench.core.counters.merged == 1)
        #expect(try bench.snapshot(of: run).isPaused)
        bench.handle(.runResumed(run.id))
        #expect(bench.steerings == [.resumed] && bench.offers().count == 1)
        #expect(bench.core.brokenInvariants() == [])
    }

    @Test func bothMayBeSaidAgain() throws {
        var bench = Bench()
        let run = try makeRun(draws: 4)
        bench.handle(.runSubmitted(run))
        bench.handle(.runPaused(run.id))
        bench.handle(.runPaused(run.id))
        #expect(bench.steerings == [.paused] && bench.records.isEmpty)
        bench.handle(.runResumed(run.id))
        bench.handle(.runResumed(run.id))
        #expect(bench.steerings == [.resumed] && bench.records.isEmpty)
    }

    @Test func whatHasEndedOrIsUnknownIsSaidSo() throws {
        var bench = Bench()
        let run = try makeRun(draws: 4)
        bench.handle(.runSubmitted(run))
        bench.handle(.runCancelled(run.id))
        bench.handle(.runPaused(run.id))
        #expect(bench.steerings == [.endedBefore(.cancelled)] && bench.records.isEmpty)
        bench.handle(.runResumed(try makeRun("none", draws: 1).id))
        #expect(bench.steerings == [.unknown])
    }

    @Test func workThatComesBackWaitsForTheEndOfThePause() throws {
        var bench = Bench()
        let run = try makeRun(draws: 1)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1)
        bench.handle(.runPaused(run.id))
        bench.handle(.peerLost(PeerID(1)))
        try bench.arrive("b", peer: 2)
        #expect(bench.offers().isEmpty && bench.core.brokenInvariants() == [])
        bench.handle(.runResumed(run.id))
        #expect(bench.offers(to: 2).count == 1)
    }

    @Test func aPauseOutlivesTheCoordinator() throws {
        let run = try makeRun(draws: 4)
        var bench = Bench(
            epoch: 2,
            recovered: [
                RecoveredRun(
                    description: run, state: .running, reason: "", seconds: 0, nodes: [], isPaused: true)
            ])
        try bench.arrive("a", peer: 1)
        #expect(bench.offers().isEmpty)
        #expect(try bench.snapshot(of: run).isPaused)
    }

    @Test func aPausedRunMayBeCancelled() throws {
        var bench = Bench()
        let run = try makeRun(draws: 4)
        bench.handle(.runSubmitted(run))
        bench.handle(.runPaused(run.id))
        bench.handle(.runCancelled(run.id))
        let end = try bench.snapshot(of: run)
        #expect(end.state == .cancelled && !end.isPaused)
    }

    /// Nothing is given to a second worker that would not be given to a first.
    @Test func aPausedRunIsNotBackedUp() throws {
        var bench = Bench()
        let run = try makeRun(draws: 1)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1)
        let first = try #require(bench.offers().first)
        bench.handle(.runPaused(run.id))
        try bench.arrive("b", peer: 2)
        bench.wait(10, alive: [1: [first.lease], 2: []])
        #expect(bench.offers().isEmpty)
    }
}
