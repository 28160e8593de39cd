import Statistics
import Testing

@testable import Scheduling

/// Workers' messages wait for company only while nobody waits for them.
@Suite struct RestTests {
    private func bench(slots: Int = 1) throws -> (bench: Bench, run: RunDescription) {
        var bench = Bench { $0.shardsPerSlot = 2 }
        let run = try makeRun(draws: 4096 * 16 * 4096)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, slots: slots, credit: 32 * slots)
        return (bench, run)
    }

    /// Reports of the oldest leases, each of which took as long as is said, until `count` are in.
    private func work(_ bench: inout Bench, _ run: RunDescription, secondsPerLeaf: Double, reports count: Int) throws {
        var out = bench.offers()
        for _ in 0..<count {
            let offer = out.removeFirst()
            let leaves = Double(try #require(offer.range).leafCount)
            bench.report(offer, run.layout, from: 1, seconds: secondsPerLeaf * leaves)
            out += bench.offers(to: 1)
        }
    }

    @Test func aFirstAnswerIsWaitedFor() throws {
        let (bench, _) = try bench()
        #expect(bench.core.rest == .zero)
    }

    /// With shards of a second in pairs, a third of the one that waits, and no more than 0.3 seconds.
    @Test func whoHasWorkForASecondIsInNoHurry() throws {
        var (bench, run) = try bench()
        try work(&bench, run, secondsPerLeaf: 0.01, reports: 100)
        let rest = bench.core.rest / .seconds(1)
        #expect(rest > 0.1 && rest <= 0.3)
    }

    @Test func whoHasNothingIsWaitedFor() throws {
        var (bench, run) = try bench()
        try work(&bench, run, secondsPerLeaf: 0.01, reports: 100)
        try bench.arrive("b", peer: 2, slots: 8, credit: 8)
        #expect(bench.core.rest == .zero)
    }

    @Test func anEndIsWaitedFor() throws {
        var (bench, run) = try bench()
        try work(&bench, run, secondsPerLeaf: 0.01, reports: 100)
        bench.handle(.runPaused(run.id))
        #expect(bench.core.rest == .zero)
    }

    @Test func withoutARunThereIsLittleHurry() throws {
        let bench = Bench { $0.shardsPerSlot = 2 }
        #expect(bench.core.rest > .zero && bench.core.rest <= .milliseconds(100))
    }
}
