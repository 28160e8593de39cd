import Statistics
import Testing

@testable import Scheduling

/// Shards take about a second of the worker that gets them, and a worker holds what it needs not to wait.
@Suite struct SizingTests {
    /// A worker that takes `seconds` for a leaf, after it has reported `count` shards.
    private func bench(secondsPerLeaf: Double, reports count: Int, draws: UInt64 = 4096 * 16 * 65_536, slots: Int = 1)
        throws -> (bench: Bench, run: RunDescription, out: [LeaseOffer])
    {
        var bench = Bench { $0.shardsPerSlot = 2 }
        let run = try makeRun(draws: draws)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, slots: slots, credit: 32 * slots)
        var out = bench.offers()
        for _ in 0..<count {
            try work(&bench, run, &out, peer: 1, secondsPerLeaf)
        }
        return (bench, run, out)
    }

    private func work(
        _ bench: inout Bench, _ run: RunDescription, _ out: inout [LeaseOffer], peer: UInt64, _ secondsPerLeaf: Double
    ) throws {
        let offer = out.removeFirst()
        let leaves = Double(try #require(offer.range).leafCount)
        bench.report(offer, run.layout, from: peer, seconds: secondsPerLeaf * leaves)
        out += bench.offers(to: peer)
        #expect(bench.core.brokenInvariants() == [])
    }

    @Test(arguments: [(0.001, 9), (0.02, 5), (0.4, 1), (3, 0)])
    func aShardTakesAboutASecond(secondsPerLeaf: Double, level: Int) throws {
        let (_, _, out) = try bench(secondsPerLeaf: secondsPerLeaf, reports: 400)
        #expect(out.last?.range?.level == level)
    }

    @Test func aSlowWorkerGetsSmallerOnes() throws {
        var (bench, run, _) = try bench(secondsPerLeaf: 0.004, reports: 400)
        try bench.arrive("slow", peer: 2, credit: 32)
        var out = bench.offers(to: 2)
        for _ in 0..<20 { try work(&bench, run, &out, peer: 2, 0.1) }
        #expect(out.last?.range?.level == 3)
    }

    @Test func beforeAnythingIsKnownASlotHasTwoLeaves() throws {
        let (_, _, out) = try bench(secondsPerLeaf: 1, reports: 0, slots: 3)
        #expect(out.count == 6 && out.allSatisfy { $0.range?.level == 0 })
    }

    /// The end of a run is cut small, so that all slots work to the end.
    @Test func theEndIsSharedOut() throws {
        let sizes = try sizesOfARun(secondsPerLeaf: 0.05)
        #expect(sizes.reduce(0, +) == 16 * 64)
        #expect((sizes.max() ?? 0) >= 16 && sizes.suffix(4).allSatisfy { $0 == 1 })
    }

    /// What takes a moment is cut neither for a first answer nor for the last slot: but for the leaves by which the pace was found
    /// out, a replicate is a shard.
    @Test func aShortRunIsCutIntoFewShards() throws {
        let sizes = try sizesOfARun(secondsPerLeaf: 1e-4)
        #expect(sizes.reduce(0, +) == 16 * 64)
        #expect(sizes.count { $0 == 64 } == 14 && sizes.count == 14 + 2 * 7)
    }

    /// What is expected of a run decides the first shards, and what was reported all others.
    @Test(arguments: [(1e-4, 6), (0.003, 3), (0.1, 0)])
    func firstShardsAreSizedByWhatIsExpected(secondsPerLeaf: Double, level: Int) throws {
        var bench = Bench { $0.shardsPerSlot = 2 }
        let run = try makeRun(draws: 4096 * 16 * 64)
        let costs = ExpectedCosts(secondsPerLeaf: secondsPerLeaf, secondsPerSummary: 1e-6)
        bench.handle(.runSubmitted(run, costs: costs))
        try bench.arrive("a", peer: 1, credit: 32)
        var out = bench.offers()
        #expect(out.map { $0.range?.level } == [level, level])
        for _ in 0..<4 { try work(&bench, run, &out, peer: 1, 0.01) }
        // 25 ms of a worker that takes 10 ms a leaf are two leaves: no more than as many as the replicate had before.
        #expect((out.last?.range?.level ?? 9) < 6)
    }

    /// Where summaries cost much, shards are larger once the pace is known, up to a tenth of a second.
    @Test(arguments: [(0.001, 4), (0.003, 5), (1, 6)])
    func shardsAreWorthTheirSummary(secondsPerSummary: Double, level: Int) throws {
        var bench = Bench { $0.shardsPerSlot = 2 }
        let run = try makeRun(draws: 4096 * 16 * 1024)
        let costs = ExpectedCosts(secondsPerLeaf: 0.0015, secondsPerSummary: secondsPerSummary)
        bench.handle(.runSubmitted(run, costs: costs))
        try bench.arrive("a", peer: 1, credit: 32)
        var out = bench.offers()
        #expect(out.allSatisfy { $0.range?.level == 4 })
        for _ in 0..<4 { try work(&bench, run, &out, peer: 1, 0.0015) }
        // The first of a replicate.
        #expect(out.last { $0.range?.firstLeaf == 0 }?.range?.level == level)
    }

    /// The first shard finds nothing ready: its time is forgotten, and no more than two are given out by it.
    @Test func theFirstReportDecidesLittle() throws {
        var (bench, run, out) = try bench(secondsPerLeaf: 0.001, reports: 0, draws: 4096 * 16 * 64)
        try work(&bench, run, &out, peer: 1, 0.1)
        #expect(out.count == 2)
        for _ in 0..<2 { try work(&bench, run, &out, peer: 1, 0.001) }
        #expect(out.last?.range?.level == 4)
    }

    /// Each slot gets some, however short.
    @Test func aShortRunIsSharedByAllSlots() throws {
        let sizes = try sizesOfARun(secondsPerLeaf: 1e-4, slots: 64)
        // Two leaves for each at first, before anything is known; then never more than a slot's part of what is left.
        var left = 16 * 64 - sizes.prefix(128).reduce(0, +)
        for size in sizes.dropFirst(128) {
            #expect(size <= max(1, left / 64))
            left -= size
        }
        #expect(left == 0)
    }

    private func sizesOfARun(secondsPerLeaf: Double, slots: Int = 1) throws -> [UInt64] {
        var (bench, run, out) = try bench(
            secondsPerLeaf: secondsPerLeaf, reports: 0, draws: 4096 * 16 * 64, slots: slots)
        var sizes: [UInt64] = []
        while let offer = out.first {
            sizes.append(try #require(offer.range).leafCount)
            try work(&bench, run, &out, peer: 1, secondsPerLeaf)
        }
        return sizes
    }

    @Test func shortShardsAreHeldInNumbersAndLongOnesInPairs() throws {
        var bench = Bench {
            $0.shardsPerSlot = 2
            $0.largestLevel = 0
        }
        let run = try makeRun(draws: 4096 * 16 * 64)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, slots: 2, credit: 64)
        var out = bench.offers()
        for _ in 0..<100 { try work(&bench, run, &out, peer: 1, 0.001) }
        #expect(out.count == 64)
        for _ in 0..<200 { try work(&bench, run, &out, peer: 1, 1) }
        #expect(out.count == 4)
        for _ in 0..<20 { try work(&bench, run, &out, peer: 1, 0.25) }
        #expect((4...8).contains(out.count))
    }

    @Test func noShardIsLargerThanTheSettingsSay() throws {
        var bench = Bench { $0.largestLevel = 0 }
        let run = try makeRun(draws: 4096 * 16 * 64)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, credit: 2)
        var out = bench.offers()
        for _ in 0..<200 { try work(&bench, run, &out, peer: 1, 1e-6) }
        #expect(out.allSatisfy { $0.range?.level == 0 })
    }

    /// What is said of times in slots need not be true.
    @Test(arguments: [0, -1, Double.nan, .infinity, 1e-300, 1e300])
    func timesThatAreNoneDoNoHarm(seconds: Double) throws {
        var (bench, run, out) = try bench(secondsPerLeaf: 0.01, reports: 3)
        for _ in 0..<50 where !out.isEmpty {
            bench.report(out.removeFirst(), run.layout, from: 1, seconds: seconds)
            out += bench.offers()
            #expect(bench.core.brokenInvariants() == [])
        }
        #expect(!out.isEmpty)
    }
}
