import Statistics
import Testing

@testable import Scheduling

@Suite struct PrecisionRunTests {
    private static let first: UInt64 = 65_536

    /// Leases and reports whatever is on offer until nothing is.
    private func compute(_ bench: inout Bench, _ run: RunDescription) throws {
        try bench.arrive("a", peer: 1, credit: 1000)
        var out = bench.offers()
        while let offer = out.popLast() {
            bench.report(offer, run.layout, from: 1)
            out += bench.offers()
            #expect(bench.core.brokenInvariants() == [])
        }
    }

    @Test(arguments: [1, 65_535, 65_536, 65_537, 131_072, 200_000, 1_048_576, 10_000_000] as [UInt64])
    func goalsDoubleUntilTheCeiling(draws: UInt64) throws {
        let layout = try #require(DrawLayout(draws: draws))
        var goals = [layout.firstGoal]
        while let goal = goals.last, let next = layout.goal(after: goal) { goals.append(next) }
        #expect(goals.last == layout && goals.allSatisfy(layout.hasGoal))
        #expect(goals.dropLast().enumerated().allSatisfy { $0.element.draws == Self.first << UInt64($0.offset) })
        #expect(
            [1, 65_537, 98_304, draws + 1].compactMap { DrawLayout(draws: $0) }
                .allSatisfy { layout.hasGoal($0) == goals.contains($0) })
        // Each is whole nodes of the whole run's trees, so that nothing is cut anew.
        for goal in goals.dropLast() {
            for root in (0..<DrawLayout.replicates).compactMap({ goal.root(ofReplicate: $0) }) {
                #expect(layout.draws(in: root) == goal.draws(in: root))
            }
        }
    }

    /// To the last bit the roots of a plain run of as many draws.
    @Test(arguments: [0, 1, 2])
    func aRunEndsAtTheGoalThatIsPreciseEnough(doublings: UInt64) throws {
        let run = try makeRun(draws: 3_000_001, precision: 0.01)
        var bench = Bench()
        bench.handle(.runSubmitted(run))
        try compute(&bench, run)
        for step in 0...doublings {
            let draws = Self.first << step
            let nodes = try #require(bench.core.nodes(of: run.id))
            let goal = try #require(DrawLayout(draws: draws))
            #expect(nodes.map(\.range) == (0..<DrawLayout.replicates).compactMap { goal.root(ofReplicate: $0) })
            #expect(nodes.allSatisfy { $0.node == Spelling.of($0.range, goal) })
            #expect(try bench.snapshot(of: run).draws == draws)
            bench.judge(run.id, draws, isMet: step == doublings)
            guard step < doublings else { break }
            #expect(try bench.snapshot(of: run).precision?.shortfall != nil)
            var out = bench.offers()
            while let offer = out.popLast() {
                bench.report(offer, run.layout, from: 1)
                out += bench.offers()
            }
            #expect(bench.judgements.map(\.draws) == [draws * 2])
        }
        let end = try bench.snapshot(of: run)
        #expect(end.state == .done && end.draws == Self.first << doublings && end.mergedDraws == end.draws)
        #expect(end.precision?.ceiling == 3_000_001 && end.precision?.shortfall == nil)
    }

    @Test func aRunThatMeetsItsCeilingIsDoneAndSaysWhatFellShort() throws {
        let run = try makeRun(draws: 70_000, precision: 0.01)
        var bench = Bench()
        bench.handle(.runSubmitted(run))
        try compute(&bench, run)
        bench.judge(run.id, Self.first, isMet: false)
        guard case .goalMoved(_, let goal) = bench.records.first else {
            Issue.record("\(bench.records)")
            return
        }
        #expect(goal.draws == 70_000)
        for offer in bench.offers() { bench.report(offer, run.layout, from: 1) }
        #expect(bench.judgements.map(\.draws) == [70_000])
        bench.judge(run.id, 70_000, isMet: false)
        let end = try bench.snapshot(of: run)
        #expect(end.state == .done && end.draws == 70_000 && end.precision?.shortfall?.relativeHalfWidth == 0.5)
    }

    @Test func judgementsOfOtherDrawsOrTooEarlyOnesAreIgnored() throws {
        let run = try makeRun(draws: 1_000_000, precision: 0.01)
        var bench = Bench()
        bench.handle(.runSubmitted(run))
        bench.judge(run.id, Self.first, isMet: true)
        #expect(try bench.snapshot(of: run).state == .queued)
        try compute(&bench, run)
        bench.judge(run.id, Self.first * 2, isMet: true)
        #expect(bench.records.isEmpty)
        bench.judge(run.id, Self.first, isMet: false)
        bench.judge(run.id, Self.first, isMet: true)
        #expect(try bench.snapshot(of: run).state == .running && bench.records.isEmpty)
        bench.handle(.runCancelled(run.id))
        bench.judge(run.id, Self.first * 2, isMet: true)
        #expect(try bench.snapshot(of: run).state == .cancelled && bench.records.isEmpty)
    }

    @Test func aRestartGoesOnAtTheRecordedGoalOrAsksAgain() throws {
        let run = try makeRun(draws: 1_000_000, precision: 0.01)
        let goal = try #require(DrawLayout(draws: Self.first * 2))
        let before = try #require(DrawLayout(draws: Self.first))
        let nodes = (0..<DrawLayout.replicates).compactMap { before.root(ofReplicate: $0) }
            .map { (range: $0, node: Spelling(text: "0")) }
        func restart(_ goal: DrawLayout) throws -> Bench {
            var bench = Bench(
                epoch: 2,
                recovered: [
                    RecoveredRun(
                        description: run, state: .running, reason: "", seconds: 1, goal: goal, nodes: nodes)
                ])
            bench.handle(.clockTicked)
            #expect(bench.core.brokenInvariants() == [])
            return bench
        }
        #expect(try restart(before).judgements.map(\.draws) == [Self.first])
        var bench = try restart(goal)
        #expect(bench.judgements.isEmpty)
        try bench.arrive("a", peer: 1, credit: 100)
        #expect(bench.offers().compactMap(\.range).allSatisfy { $0.firstLeaf == 1 } && bench.offers().count == 16)
    }

    /// A goal that was lost would otherwise never be reached.
    @Test func nodesBeyondTheGoalFailTheRun() throws {
        let run = try makeRun(draws: 1_000_000, precision: 0.01)
        var bench = Bench(
            epoch: 2,
            recovered: [
                RecoveredRun(
                    description: run, state: .running, reason: "", seconds: 1,
                    nodes: [(ShardRange(replicate: 0, level: 1, index: 0), Spelling(text: "(0 1)"))])
            ])
        bench.handle(.clockTicked)
        #expect(try bench.snapshot(of: run).state == .failed)
    }
}
