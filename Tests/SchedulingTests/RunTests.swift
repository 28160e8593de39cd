import Statistics
import Testing

@testable import Scheduling

@Suite struct RunTests {
    @Test func aRepeatedSubmissionIsTheSameRunAndAnotherIsNot() throws {
        var bench = Bench()
        bench.handle(.runSubmitted(try makeRun(draws: 10)))
        #expect(bench.answers == [.accepted] && bench.records.count == 1)
        bench.handle(.runSubmitted(try makeRun(draws: 10)))
        #expect(bench.answers == [.duplicate] && bench.records.isEmpty)
        bench.handle(.runSubmitted(try makeRun(draws: 10, seed: 2)))
        #expect(bench.answers == [.idTaken])
    }

    @Test(arguments: [RunState.queued, .running, .done, .cancelled, .failed])
    func aRecoveredRunIsStillKnownByItsSubmission(state: RunState) throws {
        let run = try makeRun(draws: 10)
        var bench = Bench(
            epoch: 2,
            recovered: [RecoveredRun(description: run, state: state, reason: "", seconds: 3, nodes: [])])
        bench.handle(.runSubmitted(run))
        #expect(bench.answers == [.duplicate])
        bench.handle(.runSubmitted(try makeRun(draws: 11)))
        #expect(bench.answers == [.idTaken])
    }

    /// An empty list would say that the run has no result.
    @Test func theNodesOfARecoveredFinishedRunAreTheLedgersToGive() throws {
        let run = try makeRun(draws: 10)
        let bench = Bench(
            epoch: 2,
            recovered: [RecoveredRun(description: run, state: .cancelled, reason: "", seconds: 3, nodes: [])])
        #expect(bench.core.nodes(of: run.id) == nil)
    }

    @Test func aRunOfOtherKernelsWaits() throws {
        var bench = Bench()
        bench.handle(.runSubmitted(try makeRun(draws: 10, kernels: "older")))
        try bench.arrive("a", peer: 1)
        #expect(bench.offers().isEmpty && bench.core.brokenInvariants() == [])
    }

    /// Any order of arrival, any crash between: the roots are those of one process.
    @Test(arguments: UInt64(1)...30)
    func anyOrderOfArrivalGivesTheSameRoots(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let run = try makeRun(draws: UInt64(1 + generator.below(3_000_000)))
        var store = Store()
        var bench = Bench()
        bench.handle(.runSubmitted(run))
        store.write(bench.records)
        var out: [LeaseOffer] = []
        try bench.arrive("a", peer: 1, credit: 30)
        out += bench.offers()
        var epoch: UInt64 = 1
        while store.state != .done {
            guard !out.isEmpty else {
                Issue.record("seed \(seed): nothing is out and the run is \(store.state)")
                return
            }
            if generator.below(50) == 0 {
                epoch += 1
                bench = Bench(epoch: epoch, recovered: [store.recovered(run)])
                try bench.arrive("a", peer: 1, credit: 30)
                out = bench.offers()
            } else {
                bench.report(out.remove(at: generator.below(out.count)), run.layout, from: 1)
                out += bench.offers()
            }
            store.write(bench.records)
            #expect(bench.core.brokenInvariants() == [], "seed \(seed)")
        }
        for replicate in 0..<DrawLayout.replicates {
            guard let root = run.layout.root(ofReplicate: replicate) else { continue }
            #expect(store.nodes[root] == Spelling.of(root, run.layout), "seed \(seed)")
        }
    }

    @Test(arguments: [1, 15, 16, 17, 4096 * 16 + 1] as [UInt64])
    func aRunOfFewDrawsEnds(draws: UInt64) throws {
        var bench = Bench()
        let run = try makeRun(draws: draws)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, credit: 100)
        let offers = bench.offers()
        #expect(offers.compactMap(\.range).reduce(0) { $0 + run.layout.draws(in: $1) } == draws)
        for offer in offers { bench.report(offer, run.layout, from: 1) }
        #expect(bench.core.runSnapshot(of: run.id, at: Instant(nanoseconds: 0))?.state == .done)
    }

    @Test func overlappingNodesInTheLedgerFailTheRunInsteadOfCountingTwice() throws {
        let run = try makeRun(draws: 4096 * 64)
        let whole = ShardRange(replicate: 0, level: 1, index: 0)
        let part = ShardRange(replicate: 0, level: 0, index: 0)
        let node = Spelling(text: "x")
        var bench = Bench(
            epoch: 2,
            recovered: [
                RecoveredRun(
                    description: run, state: .running, reason: "", seconds: 0, nodes: [(whole, node), (part, node)])
            ])
        bench.handle(.clockTicked)
        guard case .runMoved(_, to: .failed, _, _) = bench.records.last else {
            Issue.record("\(bench.records)")
            return
        }
    }

    /// Records as a ledger keeps them.
    private struct Store {
        var nodes: [ShardRange: Spelling] = [:]
        var state = RunState.queued

        mutating func write(_ records: [LedgerRecord<Spelling>]) {
            for record in records {
                switch record {
                case .runAccepted, .shardMerged, .goalMoved, .runPaused, .workQuarantined, .partMerged, .workerLost,
                    .lossForgotten, .checkBegun, .checkEnded:
                    break
                case .runMoved(_, let state, _, _): self.state = state
                case .nodeStored(_, let range, let node): nodes[range] = node
                case .nodeRemoved(_, let range): nodes[range] = nil
                }
            }
        }

        func recovered(_ run: RunDescription) -> RecoveredRun<Spelling> {
            RecoveredRun(
                description: run, state: state, reason: "", seconds: 0, nodes: nodes.map { ($0.key, $0.value) })
        }
    }
}
