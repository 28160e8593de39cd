import Statistics
import Testing

@testable import Scheduling

/// Work that workers die of is tried once more by itself, and set aside if it kills again.
@Suite struct SuspicionTests {
    /// A coordinator that starts on what an earlier one had of a run: these losses of one unit of work.
    private func bench(
        _ run: RunDescription, _ task: ShardTask, lost: ClosedRange<UInt64>, quarantined: [ShardTask] = []
    ) -> Bench {
        let losses = lost.map { (task: task, lease: LeaseID(epoch: 1, number: $0)) }
        let recovered = RecoveredRun<Spelling>(
            description: run, state: .queued, reason: "", seconds: 0, nodes: [], quarantined: quarantined,
            losses: losses)
        return Bench(epoch: 2, recovered: [recovered])
    }

    private static let first = ShardTask.draws(ShardRange(replicate: 0, level: 0, index: 0))

    /// Lets workers die one after the other with the oldest of their work, `count` of them; which work that was.
    private func kill(_ count: Int, _ bench: inout Bench, firstPeer: UInt64 = 1) throws -> ShardTask {
        var task: ShardTask?
        for number in 0..<UInt64(count) {
            try bench.arrive("k\(firstPeer + number)", peer: firstPeer + number, credit: 1)
            let offer = try #require(bench.offers(to: firstPeer + number).first)
            #expect(task == nil || offer.task == task)
            task = offer.task
            bench.handle(.peerLost(PeerID(firstPeer + number)))
            #expect(bench.core.brokenInvariants() == [])
        }
        return try #require(task)
    }

    @Test func afterThreeDeathsWorkRunsByItself() throws {
        var bench = Bench()
        let run = try makeRun(draws: 32)
        bench.handle(.runSubmitted(run))
        let task = try kill(3, &bench)
        // The next worker to come is empty, and gets that and nothing else.
        try bench.arrive("a", peer: 10, slots: 4, credit: 8)
        #expect(bench.offers(to: 10).map(\.task) == [task])
        #expect(bench.core.counters.probations == 1 && bench.core.brokenInvariants() == [])
        let alone = try #require(bench.offers().first)
        bench.report(alone, run.layout, from: 10)
        #expect(bench.offers(to: 10).count == 8)
        #expect(bench.core.counters.quarantined == 0)
    }

    @Test func whereNoWorkerIsEmptyOneBecomesSo() throws {
        var bench = Bench()
        let run = try makeRun(draws: 4096 * 16 * 4)
        bench.handle(.runSubmitted(run))
        let task = try kill(2, &bench)
        try bench.arrive("k", peer: 5, credit: 1)
        try bench.arrive("b", peer: 6, credit: 2)
        let held = bench.offers(to: 6)
        bench.handle(.peerLost(PeerID(5)))
        #expect(bench.offers().isEmpty && bench.core.brokenInvariants() == [])
        bench.report(held[0], run.layout, from: 6)
        #expect(bench.offers().isEmpty)
        bench.report(held[1], run.layout, from: 6)
        #expect(bench.offers(to: 6).map(\.task) == [task])
    }

    @Test func workThatKillsAgainIsQuarantinedAndTheRestGoesOn() throws {
        var bench = Bench()
        let run = try makeRun(draws: 32)
        bench.handle(.runSubmitted(run))
        let task = try kill(4, &bench)
        // The last loss, and nothing else yet.
        #expect(bench.records.count == 1 && bench.core.counters.quarantined == 0)
        bench.wait(14.75)
        #expect(bench.core.counters.quarantined == 0)
        bench.seconds += 0.25
        bench.handle(.clockTicked)
        guard case .workQuarantined(run.id, task, _) = bench.records.first else {
            Issue.record("\(bench.records)")
            return
        }
        #expect(try bench.snapshot(of: run).quarantined == 1)
        try bench.arrive("a", peer: 20, credit: 32)
        let offers = bench.offers()
        #expect(offers.count == 15 && !offers.contains { $0.task == task })
        for offer in offers { bench.report(offer, run.layout, from: 20) }
        let end = try bench.snapshot(of: run)
        #expect(end.state == .failed && end.mergedDraws == 30)
        #expect(end.reason.contains("quarantined") && end.reason.contains(task.description))
        #expect(bench.core.footprint < 200)
    }

    /// Other workers are lost as well, for whatever reason, and each time the work may have been innocent.
    @Test func aLossAmongOthersProvesNothingUntilThereWereFour() throws {
        var bench = Bench()
        bench.handle(.runSubmitted(try makeRun(draws: 1)))
        let task = try kill(3, &bench)
        for number in UInt64(1)...4 {
            try bench.arrive("a\(number)", peer: 10 + number, credit: 1)
            #expect(bench.offers(to: 10 + number).map(\.task) == [task])
            try bench.arrive("b\(number)", peer: 20 + number, credit: 1)
            bench.handle(.peerLost(PeerID(20 + number)))
            bench.handle(.peerLost(PeerID(10 + number)))
            bench.wait(15.25)
            #expect(bench.core.counters.quarantined == (number == 4 ? 1 : 0) && bench.core.brokenInvariants() == [])
        }
    }

    /// Of a worker with two slots that dies, the third lease was not started.
    @Test func onlyWhatWasStartedIsSuspected() throws {
        var bench = Bench()
        bench.handle(.runSubmitted(try makeRun(draws: 32)))
        for number in UInt64(1)...3 {
            try bench.arrive("k\(number)", peer: number, slots: 2, credit: 3)
            bench.handle(.peerLost(PeerID(number)))
        }
        try bench.arrive("a", peer: 9, credit: 1)
        try bench.arrive("b", peer: 10, credit: 1)
        try bench.arrive("c", peer: 11, credit: 1)
        #expect(bench.core.counters.probations == 2)
    }

    @Test func aWorkerThatComesBackWithTheLeaseClearsIt() throws {
        var bench = Bench()
        let run = try makeRun(draws: 1)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1)
        let first = try #require(bench.offers().first)
        bench.handle(.peerLost(PeerID(1)))
        try bench.arrive("a", peer: 2, incarnation: 2, credit: 0, holding: [first.lease])
        _ = try kill(2, &bench, firstPeer: 3)
        try bench.arrive("b", peer: 9)
        #expect(bench.offers(to: 9).count == 1 && bench.core.counters.probations == 0)
    }

    @Test func whoLeavesWithAWordOrForgetsALeaseIsNotDead() throws {
        var bench = Bench()
        bench.handle(.runSubmitted(try makeRun(draws: 1)))
        for number in UInt64(1)...5 {
            try bench.arrive("w\(number)", peer: number, credit: 1)
            #expect(bench.offers().count == 1)
            bench.receive(.goodbye, from: number)
        }
        #expect(bench.core.counters.probations == 0)
    }

    @Test func aLateResultOfQuarantinedWorkIsMerged() throws {
        var bench = Bench()
        let run = try makeRun(draws: 2)
        bench.handle(.runSubmitted(run))
        _ = try kill(3, &bench)
        try bench.arrive("a", peer: 10, credit: 1)
        let last = try #require(bench.offers().first)
        bench.handle(.peerLost(PeerID(10)))
        bench.wait(16)
        #expect(bench.core.counters.quarantined == 1)
        try bench.arrive("a", peer: 11, incarnation: 2, credit: 1, holding: [last.lease])
        let rest = bench.offers(to: 11)
        bench.report(last, run.layout, from: 11)
        for offer in rest { bench.report(offer, run.layout, from: 11) }
        #expect(try bench.snapshot(of: run).state == .done)
        #expect(bench.core.brokenInvariants() == [])
    }

    @Test(arguments: [true, false])
    func whatIsQuarantinedStaysSoAfterARestart(isMergedMeanwhile: Bool) throws {
        let run = try makeRun(draws: 2, parts: 2)
        let range = ShardRange(replicate: 0, level: 0, index: 0)
        let node = (range: range, node: Spelling(text: "0"))
        var bench = Bench(
            epoch: 2,
            recovered: [
                RecoveredRun(
                    description: run, state: .running, reason: "", seconds: 0, nodes: isMergedMeanwhile ? [node] : [],
                    quarantined: [.draws(range), .sensitivity(part: 1)])
            ])
        #expect(bench.core.brokenInvariants() == [])
        try bench.arrive("a", peer: 1, credit: 9)
        let offers = bench.offers()
        #expect(offers.map(\.task) == [.draws(ShardRange(replicate: 1, level: 0, index: 0)), .sensitivity(part: 0)])
        for offer in offers { bench.report(offer, run.layout, from: 1) }
        let end = try bench.snapshot(of: run)
        #expect(end.state == .failed && end.mergedDraws == (isMergedMeanwhile ? 2 : 1))
    }

    @Test func everyLossIsRecordedOnce() throws {
        var bench = Bench()
        let run = try makeRun(draws: 32)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, slots: 2, credit: 3)
        let held = bench.offers()
        bench.handle(.peerLost(PeerID(1)))
        let lost = bench.records.compactMap {
            if case .workerLost(run.id, let task, let lease) = $0 { (task, lease) } else { nil }
        }
        #expect(lost.map(\.0) == held.prefix(2).map(\.task) && lost.map(\.1) == held.prefix(2).map(\.lease))
        #expect(bench.records.count == 2)
        bench.handle(.peerLost(PeerID(1)))
        #expect(bench.records.isEmpty)
    }

    @Test(arguments: [first, .sensitivity(part: 1)])
    func lossesCountOverRestarts(task: ShardTask) throws {
        let run = try makeRun(draws: 1, parts: 2)
        var bench = bench(run, task, lost: 1...2)
        #expect(bench.core.brokenInvariants() == [])
        try bench.arrive("k", peer: 1, slots: 3, credit: 3)
        let third = try #require(bench.offers().first { $0.task == task })
        #expect(third.attempt == 3 && bench.core.counters.probations == 0)
        bench.handle(.peerLost(PeerID(1)))
        try bench.arrive("l", peer: 2, credit: 1)
        #expect(bench.offers().map(\.task) == [task] && bench.core.counters.probations == 1)
        bench.handle(.peerLost(PeerID(2)))
        bench.wait(15.25)
        #expect(bench.core.counters.quarantined == 1 && bench.core.brokenInvariants() == [])
    }

    /// The work was leased as it is, and stays so.
    @Test func whatWorkersWereLostWithIsNotCutAnew() throws {
        let run = try makeRun(draws: 4096 * 16 * 8)
        let range = ShardRange(replicate: 3, level: 2, index: 1)
        var bench = bench(run, .draws(range), lost: 1...1)
        try bench.arrive("a", peer: 1, credit: 200)
        let offers = bench.offers()
        #expect(offers.first?.range == range && bench.core.brokenInvariants() == [])
        for offer in offers { bench.report(offer, run.layout, from: 1) }
        #expect(try bench.snapshot(of: run).state == .done)
    }

    /// Whether others were lost together with the last one is not known after a start.
    @Test func workThatWasLostAloneBeforeTheRestartIsTriedAgain() throws {
        let run = try makeRun(draws: 1)
        var bench = bench(run, Self.first, lost: 1...4)
        bench.wait(30)
        #expect(bench.core.counters.quarantined == 0)
        try bench.arrive("a", peer: 1, credit: 5)
        #expect(bench.offers().count == 1 && bench.core.counters.probations == 1)
        bench.handle(.peerLost(PeerID(1)))
        bench.wait(15)
        #expect(bench.core.counters.quarantined == 1 && bench.core.brokenInvariants() == [])
    }

    @Test func theDelayOfAProbationThatKilledBeginsWithTheStart() throws {
        let run = try makeRun(draws: 2)
        var bench = bench(run, Self.first, lost: 1...7)
        bench.seconds = 1000
        try bench.arrive("a", peer: 1, credit: 5)
        #expect(bench.offers().map(\.task) == [.draws(ShardRange(replicate: 1, level: 0, index: 0))])
        let lease = bench.offers().map(\.lease)
        bench.wait(14.75, alive: [1: lease], credit: 5)
        #expect(bench.core.counters.quarantined == 0 && bench.core.brokenInvariants() == [])
        bench.wait(0.25, alive: [1: lease], credit: 5)
        #expect(bench.core.counters.quarantined == 1)
    }

    @Test func aLeaseOfBeforeTheRestartClearsTheWork() throws {
        let run = try makeRun(draws: 1)
        var bench = bench(run, Self.first, lost: 1...7)
        try bench.arrive("a", peer: 1, credit: 0, holding: [LeaseID(epoch: 1, number: 7)])
        guard case .lossForgotten(run.id, LeaseID(epoch: 1, number: 7))? = bench.records.first else {
            Issue.record("\(bench.records)")
            return
        }
        bench.wait(30, alive: [1: []], credit: 0)
        #expect(bench.core.counters.quarantined == 0 && bench.core.heldLosses.count == 6)
        try bench.arrive("b", peer: 2, credit: 1)
        #expect(bench.offers(to: 2).map(\.task) == [Self.first])
    }

    /// Four lone losses in a row set work aside, not those before a worker that came back.
    @Test func whoComesBackAfterARestartIsNoLoneLoss() throws {
        let run = try makeRun(draws: 1)
        var bench = bench(run, Self.first, lost: 1...6)
        try bench.arrive("a", peer: 1, credit: 0, holding: (4...6).map { LeaseID(epoch: 1, number: $0) })
        try bench.arrive("c", peer: 3, credit: 0)
        try bench.arrive("b", peer: 2, credit: 1)
        #expect(bench.offers(to: 2).map(\.task) == [Self.first])
        for peer in [PeerID(2), PeerID(3)] { bench.handle(.peerLost(peer)) }
        bench.wait(20, alive: [1: []], credit: 0)
        #expect(bench.core.counters.quarantined == 0)
    }

    @Test func mergedWorkForgetsItsLosses() throws {
        let run = try makeRun(draws: 1)
        var bench = bench(run, Self.first, lost: 1...2, quarantined: [])
        try bench.arrive("a", peer: 1, credit: 1)
        bench.report(try #require(bench.offers().first), run.layout, from: 1)
        let forgotten = bench.records.compactMap {
            if case .lossForgotten(_, let lease) = $0 { lease.number } else { nil }
        }
        #expect(forgotten == [1, 2] && bench.core.heldLosses.isEmpty)
        #expect(try bench.snapshot(of: run).state == .done)
    }

    @Test func whatIsQuarantinedKeepsItsLosses() throws {
        let run = try makeRun(draws: 2)
        var bench = bench(run, Self.first, lost: 1...4, quarantined: [Self.first])
        #expect(bench.core.heldLosses.count == 4 && bench.core.brokenInvariants() == [])
        bench.wait(20)
        #expect(bench.core.counters.quarantined == 0 && bench.records.isEmpty)
    }

    @Test func aRunThatEndsTakesItsSuspectsWithIt() throws {
        var bench = Bench()
        let run = try makeRun(draws: 4096 * 64)
        bench.handle(.runSubmitted(run))
        try bench.arrive("b", peer: 50, credit: 2)
        _ = try kill(3, &bench)
        #expect(bench.core.suspects.count == 1 && bench.core.reserved != nil)
        bench.handle(.runCancelled(run.id))
        #expect(bench.core.suspects.isEmpty && bench.core.deaths.isEmpty && bench.core.reserved == nil)
        #expect(bench.core.brokenInvariants() == [])
    }

    /// A worker that was cut off for a while has not died.
    @Test func whoComesBackInTimeSavesTheWork() throws {
        var bench = Bench()
        let run = try makeRun(draws: 1)
        bench.handle(.runSubmitted(run))
        _ = try kill(3, &bench)
        try bench.arrive("a", peer: 10, credit: 1)
        let last = try #require(bench.offers().first)
        bench.handle(.peerLost(PeerID(10)))
        bench.wait(10)
        try bench.arrive("a", peer: 11, incarnation: 2, credit: 0, holding: [last.lease])
        bench.wait(30, alive: [11: []], credit: 0)
        #expect(bench.core.counters.quarantined == 0 && bench.core.brokenInvariants() == [])
        try bench.arrive("b", peer: 12, credit: 1)
        bench.report(try #require(bench.offers(to: 12).first), run.layout, from: 12)
        #expect(try bench.snapshot(of: run).state == .done)
    }

    /// The worker that was to become empty is gone, or is to leave: another one is.
    @Test(arguments: [true, false])
    func whereTheReservedWorkerLeavesAnotherIsReserved(isLost: Bool) throws {
        var bench = Bench()
        let run = try makeRun(draws: 4096 * 16 * 4)
        bench.handle(.runSubmitted(run))
        let task = try kill(2, &bench)
        try bench.arrive("k", peer: 5, credit: 1)
        try bench.arrive("b", peer: 6, credit: 1)
        try bench.arrive("c", peer: 7, credit: 2)
        let held = bench.offers(to: 7)
        bench.handle(.peerLost(PeerID(5)))
        #expect(bench.core.reserved?.text == "b")
        if isLost {
            bench.receive(.goodbye, from: 6)
        } else {
            bench.handle(.drainRequested(try #require(WorkerID("b"))))
        }
        #expect(bench.core.reserved?.text == "c" && bench.core.brokenInvariants() == [])
        for offer in held { bench.report(offer, run.layout, from: 7) }
        #expect(bench.offers(to: 7).map(\.task) == [task])
    }
}
