import Statistics
import Testing

@testable import Scheduling

/// Why a run is not moving.
@Suite struct ExplanationTests {
    private func codes(_ bench: Bench, _ run: RunDescription) -> [String] {
        let now = Instant(nanoseconds: Int64(bench.seconds * 1e9))
        return bench.core.explanation(of: run.id, at: now)?.causes.map { $0.code + ($0.isBlocking ? "!" : "") } ?? []
    }

    private func text(_ bench: Bench, _ run: RunDescription, _ code: String) -> String {
        let now = Instant(nanoseconds: Int64(bench.seconds * 1e9))
        return bench.core.explanation(of: run.id, at: now)?.causes.first { $0.code == code }?.text ?? ""
    }

    @Test func withoutWorkersNothingMoves() throws {
        var bench = Bench()
        let run = try makeRun(draws: 1)
        bench.handle(.runSubmitted(run))
        #expect(codes(bench, run).first == "no_workers!")
        try bench.arrive("a", peer: 1, kernels: "older")
        #expect(text(bench, run, "no_workers").contains("1 worker of other kernels"))
        try bench.arrive("b", peer: 2, credit: 0)
        #expect(codes(bench, run) == ["no_credit!"])
    }

    @Test func aPauseAndOtherKernelsAreSaid() throws {
        var bench = Bench()
        let run = try makeRun(draws: 1, kernels: "older")
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1)
        bench.handle(.runPaused(run.id))
        #expect(codes(bench, run) == ["paused!", "kernel_version!"])
    }

    @Test func whatGoesFirstIsNamed() throws {
        var bench = Bench()
        let high = try makeRun("high", draws: 64, terms: RunTerms(priority: 5))
        let run = try makeRun("low", draws: 64)
        bench.handle(.runSubmitted(high))
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1)
        #expect(codes(bench, run) == ["priority!"] && text(bench, run, "priority").contains("high with 5"))
        #expect(codes(bench, high) == ["moving"])
        let younger = try makeRun("young", draws: 64)
        bench.handle(.runCancelled(high.id))
        bench.handle(.runSubmitted(younger))
        #expect(codes(bench, younger) == ["order!"])
    }

    @Test func theOldestLeaseOfTheRestIsNamed() throws {
        var bench = Bench { $0.backupAge = .seconds(60) }
        let run = try makeRun(draws: 2)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1)
        let leases = bench.offers().map(\.lease)
        bench.wait(7, alive: [1: leases])
        #expect(text(bench, run, "all_out") == "all that is left is out: 2 leases, the oldest for 7 s with worker a")
    }

    @Test func checksWithoutASecondWorkerAreSaid() throws {
        var bench = Bench()
        let run = try makeRun(draws: 1, terms: RunTerms(spotCheck: 1))
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1)
        bench.report(try #require(bench.offers().first), run.layout, from: 1)
        #expect(codes(bench, run) == ["spot_check"])
    }

    @Test func ofAnEndedRunTheReasonIsSaidAndOfAnUnknownOneNothing() throws {
        var bench = Bench()
        let run = try makeRun(draws: 1)
        bench.handle(.runSubmitted(run))
        bench.handle(.runCancelled(run.id))
        #expect(text(bench, run, "ended") == "it has ended, cancelled")
        #expect(codes(bench, try makeRun("none", draws: 1)).isEmpty)
    }

    @Test func aFreshRunHasACauseToo() throws {
        var bench = Bench()
        try bench.arrive("a", peer: 1, credit: 1)
        let run = try makeRun(draws: 64, terms: RunTerms(slots: 1))
        bench.handle(.runSubmitted(run))
        #expect(codes(bench, run) == ["slot_limit", "moving"])
    }
}
