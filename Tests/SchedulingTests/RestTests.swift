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

    /// Reports of the oldest leases, each of which took as long as is said, until `count` are in; what is out then.
    @discardableResult
    private func work(
        _ bench: inout Bench, _ run: RunDescription, secondsPerLeaf: Double, reports count: Int
    ) throws -> [LeaseOffer] {
        var out = bench.offers()
        for _ in 0..<count {
            let offer = out.removeFirst()
            let leaves = Double(try #require(offer.range).leafCount)
            bench.report(offer, run.layout, from: 1, seconds: secondsPerLeaf * leaves)
            out += bench.offers(to: 1)
        }
        return out
    }

    @Test func aFirstAnswerIsWaitedFor() throws {
        let (bench, _) = try bench()
        #expect(bench.core.rest() == .zero)
    }

    /// With shards of a second in pairs, four tenths of the one that waits, and no more than that of a heartbeat interval.
    @Test func whoHasWorkForASecondIsInNoHurry() throws {
        var (bench, run) = try bench()
        try work(&bench, run, secondsPerLeaf: 0.01, reports: 100)
        let rest = bench.core.rest() / .seconds(1)
        #expect(rest > 0.1 && rest <= 0.4)
    }

    @Test func whoHasNothingIsWaitedFor() throws {
        var (bench, run) = try bench()
        try work(&bench, run, secondsPerLeaf: 0.01, reports: 100)
        try bench.arrive("b", peer: 2, slots: 8, credit: 8)
        #expect(bench.core.rest() == .zero)
    }

    @Test func anEndIsWaitedFor() throws {
        var (bench, run) = try bench()
        try work(&bench, run, secondsPerLeaf: 0.01, reports: 100)
        bench.handle(.runPaused(run.id))
        #expect(bench.core.rest() == .zero)
    }

    /// Whatever another run has left, and though its pace is known.
    @Test func theEndOfOneOfTwoRunsIsWaitedFor() throws {
        var (bench, run) = try bench(slots: 4)
        var out = try work(&bench, run, secondsPerLeaf: 0.01, reports: 100)
        var terms = RunTerms.usual
        terms.priority = 1
        let short = try makeRun("short", draws: 4096 * 16, terms: terms)
        bench.handle(.runSubmitted(short))
        var (given, reported) = (0, 0)
        while reported < 16 {
            let more = bench.offers(to: 1)
            given += more.count { $0.run == short.id }
            out += more
            if given == 16, reported > 0 { #expect(bench.core.rest() == .zero) }
            let offer = out.removeFirst()
            let leaves = Double(try #require(offer.range).leafCount)
            let isShort = offer.run == short.id
            bench.report(offer, isShort ? short.layout : run.layout, from: 1, seconds: 0.01 * leaves)
            reported += isShort ? 1 : 0
        }
        #expect(given == 16 && bench.core.rest() > .zero)
    }

    /// The first report of a run tells its pace; what was given out before that is held for a guess.
    @Test func aGuessIsNotReliedOn() throws {
        var (bench, run) = try bench()
        try work(&bench, run, secondsPerLeaf: 0.0001, reports: 1)
        #expect(bench.core.rest() == .zero)
    }

    /// Work that workers may die of goes to the next that has nothing else.
    @Test func suspiciousWorkIsInAHurry() throws {
        var (bench, run) = try bench()
        try work(&bench, run, secondsPerLeaf: 0.01, reports: 100)
        for number in UInt64(2)...4 {
            try bench.arrive("k\(number)", peer: number, credit: 1)
            bench.handle(.peerLost(PeerID(number)))
        }
        #expect(bench.core.suspects.count == 1 && bench.core.rest() == .zero)
    }

    /// One that is to leave gets nothing more anyway, and one that wants nothing neither.
    @Test(arguments: [true, false])
    func whoWantsNothingIsNotWaitedFor(isDraining: Bool) throws {
        var (bench, run) = try bench()
        try work(&bench, run, secondsPerLeaf: 0.01, reports: 100)
        try bench.arrive("b", peer: 2, credit: isDraining ? 1 : 0)
        if isDraining { bench.handle(.drainRequested(try #require(WorkerID("b")))) }
        let held = bench.core.workerSnapshots.first { $0.id.text == "b" }?.leases
        #expect(held == (isDraining ? 1 : 0) && bench.core.rest() > .zero)
    }

    @Test func aRestBeginsWithTheFirstMessageAndIsNotPutOff() {
        let second = Instant(nanoseconds: 1_000_000_000)
        var rest = Rest()
        #expect(rest.end < Instant(nanoseconds: 0))
        rest.renew(after: .nothing, asLongAs: .seconds(1), at: second)
        #expect(rest.end < second)
        rest.renew(after: .all, asLongAs: .seconds(1), at: second)
        #expect(rest.end == second.advanced(by: .seconds(1)))
        // A turn for a client, in which no worker had said anything.
        rest.renew(after: .nothing, asLongAs: .seconds(1), at: second.advanced(by: .milliseconds(500)))
        #expect(rest.end == second.advanced(by: .seconds(1)))
        rest.renew(after: .more, asLongAs: .zero, at: second.advanced(by: .milliseconds(600)))
        #expect(rest.end == second.advanced(by: .milliseconds(600)))
    }

    @Test func withoutARunThereIsLittleHurry() throws {
        let bench = Bench { $0.shardsPerSlot = 2 }
        #expect(bench.core.rest() > .zero && bench.core.rest() <= .milliseconds(100))
    }
}
