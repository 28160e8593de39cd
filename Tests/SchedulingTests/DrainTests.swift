import Statistics
import Testing

@testable import Scheduling

/// Workers that are to leave.
@Suite struct DrainTests {
    @Test func aDrainedWorkerIsToldAndGetsNothingMore() throws {
        var bench = Bench()
        let run = try makeRun(draws: 64)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1)
        let id = try #require(WorkerID("a"))
        let offers = bench.offers()
        bench.handle(.drainRequested(id))
        #expect(bench.messages == [.drain] && bench.core.workerSnapshots.first?.isDraining == true)
        bench.report(offers[0], run.layout, from: 1)
        #expect(bench.offers().isEmpty && bench.core.brokenInvariants() == [])
        // The call was lost: it is said again as long as the worker would take work.
        bench.receive(.heartbeat(holding: [offers[1].lease], credit: 2), from: 1)
        #expect(bench.messages == [.beat, .drain])
        bench.receive(.heartbeat(holding: [offers[1].lease], credit: 0), from: 1)
        #expect(bench.messages == [.beat])
        bench.receive(.goodbye, from: 1)
        #expect(bench.core.workerSnapshots.isEmpty)
    }

    @Test func aNewIncarnationOfItIsStillLeaving() throws {
        var bench = Bench()
        bench.handle(.runSubmitted(try makeRun(draws: 64)))
        try bench.arrive("a", peer: 1)
        bench.handle(.drainRequested(try #require(WorkerID("a"))))
        try bench.arrive("a", peer: 2, incarnation: 2)
        #expect(bench.offers().isEmpty && bench.core.brokenInvariants() == [])
    }

    @Test func whoIsUnknownIsNotDrained() throws {
        var bench = Bench()
        bench.handle(.drainRequested(try #require(WorkerID("a"))))
        #expect(bench.sent.isEmpty)
    }
}
