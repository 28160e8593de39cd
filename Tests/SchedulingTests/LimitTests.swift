import Statistics
import Testing

@testable import Scheduling

/// Limits of a run: time, slots and memory.
@Suite struct LimitTests {
    @Test func aRunEndsWhenItsTimeIsUp() throws {
        var bench = Bench()
        let run = try makeRun(draws: 32, terms: RunTerms(seconds: 10))
        bench.handle(.runSubmitted(run))
        bench.wait(20)
        try bench.arrive("a", peer: 1, credit: 1)
        let first = try #require(bench.offers().first)
        bench.report(first, run.layout, from: 1)
        let second = try #require(bench.offers().first)
        bench.wait(9.75, alive: [1: [second.lease]], credit: 1)
        #expect(try bench.snapshot(of: run).state == .running)
        bench.wait(0.5, alive: [1: [second.lease]], credit: 1)
        let end = try bench.snapshot(of: run)
        #expect(end.state == .failed && end.mergedDraws == 2 && end.reason.hasPrefix("the 10.0 s"))
        #expect(bench.messages.contains(.revoke(run.id)) && bench.core.limited.isEmpty)
    }

    @Test func timeInAPauseDoesNotCount() throws {
        var bench = Bench()
        let run = try makeRun(draws: 32, terms: RunTerms(seconds: 10))
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, credit: 1)
        let first = try #require(bench.offers().first)
        bench.wait(5, alive: [1: [first.lease]], credit: 1)
        bench.handle(.runPaused(run.id))
        bench.report(first, run.layout, from: 1)
        bench.wait(60, alive: [1: []], credit: 1)
        bench.handle(.runResumed(run.id))
        let second = try #require(bench.offers().first)
        bench.wait(4.75, alive: [1: [second.lease]], credit: 1)
        #expect(try bench.snapshot(of: run).state == .running)
        bench.wait(0.5, alive: [1: [second.lease]], credit: 1)
        #expect(try bench.snapshot(of: run).state == .failed)
    }

    @Test func aRunEndsWhenItTakesTooMuchMemory() throws {
        var bench = Bench()
        // A byte of model, and one of each leaf.
        let run = try makeRun(draws: 32, terms: RunTerms(bytes: 6))
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, credit: 32)
        let offers = bench.offers()
        for offer in offers.prefix(5) { bench.report(offer, run.layout, from: 1) }
        #expect(try bench.snapshot(of: run).state == .running)
        #expect(try bench.snapshot(of: run).heldBytes == 6 && bench.core.brokenInvariants() == [])
        bench.report(offers[5], run.layout, from: 1)
        let end = try bench.snapshot(of: run)
        #expect(end.state == .failed && end.mergedDraws == 12 && end.reason.hasPrefix("the 6 bytes"))
        #expect(bench.messages.contains(.revoke(run.id)) && bench.records.count == 3)
        // The ledger has them.
        #expect(end.heldBytes == 0 && bench.core.nodes(of: run.id) == nil)
    }

    @Test func summariesThatJoinTakeTheMemoryOfOne() throws {
        var bench = Bench { $0.largestLevel = 0 }
        // Two leaves of each replicate; joined they are spelled with five letters.
        let run = try makeRun(draws: 4096 * 16 * 2, terms: RunTerms(bytes: 1 + 16 * 5))
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, credit: 32)
        for offer in bench.offers() {
            bench.report(offer, run.layout, from: 1)
            #expect(bench.core.brokenInvariants() == [])
        }
        #expect(try bench.snapshot(of: run).state == .done)
    }

    @Test func aRunThatHasTooMuchInTheLedgerEndsAtTheStart() throws {
        let run = try makeRun(draws: 32, terms: RunTerms(bytes: 2))
        let nodes = (0..<2).map { (ShardRange(replicate: $0, level: 0, index: 0), Spelling(text: "0")) }
        var bench = Bench(
            recovered: [RecoveredRun(description: run, state: .running, reason: "", seconds: 1, nodes: nodes)])
        bench.handle(.clockTicked)
        #expect(try bench.snapshot(of: run).state == .failed && bench.records.count == 1)
    }

    @Test func noMoreThanItsSlotsAreOut() throws {
        var bench = Bench()
        let run = try makeRun(draws: 32, terms: RunTerms(slots: 3))
        let other = try makeRun("o", draws: 32)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, credit: 8)
        var out = bench.offers()
        #expect(out.count == 3)
        bench.handle(.runSubmitted(other))
        #expect(bench.offers().count == 5 && bench.offers().allSatisfy { $0.run == other.id })
        for _ in 0..<6 {
            bench.report(out.removeFirst(), run.layout, from: 1)
            #expect(bench.offers().map(\.run) == [run.id] && bench.core.brokenInvariants() == [])
            out += bench.offers()
        }
    }

    @Test func aLimitOfOneStillEnds() throws {
        var bench = Bench()
        let run = try makeRun(draws: 5, parts: 2, terms: RunTerms(spotCheck: 1, slots: 1))
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, credit: 8)
        try bench.arrive("b", peer: 2, credit: 8)
        var out: [(LeaseOffer, UInt64)] = []
        bench.handle(.clockTicked)
        for lease in bench.core.leases.keys { _ = lease }
        out = bench.core.leases.map { key, lease in
            (LeaseOffer(lease: key, run: lease.run, task: lease.task, attempt: 1), lease.worker.text == "a" ? 1 : 2)
        }
        var steps = 0
        while let (offer, peer) = out.popLast(), steps < 100 {
            steps += 1
            bench.report(offer, run.layout, from: peer)
            #expect(bench.core.brokenInvariants() == [])
            out += bench.offers(to: 1).map { ($0, 1) } + bench.offers(to: 2).map { ($0, 2) }
        }
        #expect(try bench.snapshot(of: run).state == .done && steps == 14)
    }
}
