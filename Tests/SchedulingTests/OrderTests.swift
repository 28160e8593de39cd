import Statistics
import Testing

@testable import Scheduling

/// Which run is served: by priority, then by fair share, then by age.
@Suite struct OrderTests {
    /// The runs of the leases that the workers get one after the other, each reported at once after `seconds`.
    private func served(_ count: Int, _ bench: inout Bench, _ runs: [RunDescription], seconds: [String: Double] = [:])
        throws -> [String]
    {
        var names: [String] = []
        var offers = bench.offers()
        while names.count < count, let offer = offers.first {
            offers.removeFirst()
            names.append(offer.run.text)
            let run = try #require(runs.first { $0.id == offer.run })
            bench.report(offer, run.layout, from: 1, seconds: seconds[offer.run.text] ?? 1)
            offers += bench.offers()
        }
        return names
    }

    @Test func aHigherPriorityGoesFirst() throws {
        var bench = Bench()
        let runs = [
            try makeRun("low", draws: 3, terms: RunTerms(priority: -5)), try makeRun("usual", draws: 3),
            try makeRun("high", draws: 3, terms: RunTerms(priority: 9)),
        ]
        for run in runs { bench.handle(.runSubmitted(run)) }
        try bench.arrive("a", peer: 1, credit: 1)
        let order = try served(9, &bench, runs)
        #expect(order == ["high", "high", "high", "usual", "usual", "usual", "low", "low", "low"])
    }

    @Test func submittersShareFairlyWhateverTheirRunsAre() throws {
        var bench = Bench()
        // One submitter with three long runs, one with one.
        let runs =
            try (0..<3).map { try makeRun("a\($0)", draws: 4096 * 16 * 32, terms: RunTerms(submitter: "ann")) }
            + [try makeRun("b", draws: 4096 * 16 * 32, terms: RunTerms(submitter: "bob"))]
        for run in runs { bench.handle(.runSubmitted(run)) }
        try bench.arrive("w", peer: 1, credit: 1)
        let order = try served(200, &bench, runs)
        let ofBob = order.count { $0 == "b" }
        #expect((95...105).contains(ofBob))
        #expect(!order.contains("a1"), "of one submitter the oldest run goes first")
    }

    /// Time in slots is shared, not shards.
    @Test func longShardsCountForMore() throws {
        var bench = Bench()
        let runs = [
            try makeRun("a", draws: 4096 * 16 * 32, terms: RunTerms(submitter: "ann")),
            try makeRun("b", draws: 4096 * 16 * 32, terms: RunTerms(submitter: "bob")),
        ]
        for run in runs { bench.handle(.runSubmitted(run)) }
        try bench.arrive("w", peer: 1, credit: 1)
        let order = try served(200, &bench, runs, seconds: ["a": 3, "b": 1])
        #expect((140...160).contains(order.count { $0 == "b" }))
    }

    @Test func whoComesLaterIsNotOwedThePast() throws {
        var bench = Bench()
        let first = try makeRun("a", draws: 4096 * 16 * 32, terms: RunTerms(submitter: "ann"))
        bench.handle(.runSubmitted(first))
        try bench.arrive("w", peer: 1, credit: 1)
        _ = try served(100, &bench, [first])
        let second = try makeRun("b", draws: 4096 * 16 * 32, terms: RunTerms(submitter: "bob"))
        let held = bench.offers()
        bench.handle(.runSubmitted(second))
        for offer in held { bench.report(offer, first.layout, from: 1) }
        let order = try served(40, &bench, [first, second])
        #expect((18...22).contains(order.count { $0 == "b" }))
    }

    /// Against an array that does the same naively.
    @Test(arguments: UInt64(1)...10)
    func theOrderIsThatOfASortedList(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let usage = ["x": 3.0, "y": 2.0, "z": 2.5]
        var order = RunOrder()
        var model: [RunOrder.Standing] = []
        for _ in 0..<500 {
            let sequence = generator.below(30)
            let standing = RunOrder.Standing(
                run: try makeRun("r\(sequence)", draws: 1).id, priority: sequence % 3 - 1,
                submitter: ["x", "y", "z"][sequence % 7 % 3], sequence: sequence)
            if generator.below(2) == 0 {
                order.insert(standing)
                if !model.contains(standing) { model.append(standing) }
            } else {
                order.remove(standing)
                model.removeAll { $0 == standing }
            }
            let expected = model.min {
                (-$0.priority, usage[$0.submitter] ?? 0, $0.sequence)
                    < (-$1.priority, usage[$1.submitter] ?? 0, $1.sequence)
            }
            #expect(order.first { usage[$0] ?? 0 } == expected && order.count == model.count, "seed \(seed)")
            #expect(order.contains(standing) == model.contains(standing), "seed \(seed)")
        }
    }
}
