import Statistics
import Testing

@testable import Scheduling

/// Workers' reports travel together where nobody waits for the first of them.
@Suite struct ReportTests {
    /// A registered worker of a run, with leases from `1` on.
    private struct Desk {
        var core: WorkerCore<Int>
        let run: RunDescription
        var seconds = 0.0
        private var given: UInt64 = 0

        init(slots: Int = 1) throws {
            guard let id = WorkerID("w") else { throw Unfit() }
            var settings = WorkerSettings(
                id: id, host: "h", slots: slots, protocolVersion: 1, kernelVersion: "k", seed: 1)
            settings.credit = 512
            core = WorkerCore(settings: settings)
            run = try makeRun(draws: 1 << 30)
            handle(.started)
            let terms = CoordinatorSettings(protocolVersion: 1, kernelVersion: "k")
            tell(.welcome(terms.terms(incarnation: core.incarnation, epoch: 1)))
            tell(.run(run))
        }

        @discardableResult
        mutating func handle(_ event: WorkerEvent<Int>) -> [WorkerAction<Int>] {
            core.handle(event, at: Instant(nanoseconds: Int64(seconds * 1e9)))
        }

        @discardableResult
        mutating func tell(_ message: CoordinatorMessage) -> [WorkerAction<Int>] {
            handle(.messageReceived(message))
        }

        @discardableResult
        mutating func give(_ count: Int, of run: RunID? = nil, attempt: Int = 1) -> [WorkerAction<Int>] {
            tell(
                .leases(
                    (0..<count).map { _ in
                        given += 1
                        return LeaseOffer(
                            lease: LeaseID(epoch: 1, number: given), run: run ?? self.run.id,
                            task: .draws(ShardRange(replicate: 0, level: 0, index: given)), attempt: attempt)
                    }))
        }

        /// The oldest lease that runs is done; what is said of it, and of others.
        mutating func finish(after time: Double, fails: Bool = false) -> [UInt64] {
            seconds += time
            guard let lease = core.running.first?.offer.lease else { return [] }
            return reports(
                handle(
                    fails
                        ? .evaluationFailed(lease, reason: "no", seconds: time)
                        : .evaluationFinished(lease, .summary(5), seconds: time)))
        }

        func reports(_ actions: [WorkerAction<Int>]) -> [UInt64] {
            actions.compactMap { if case .send(.shardReported(let report)) = $0 { report.lease.number } else { nil } }
        }
    }

    /// A desk with `count` leases of the run, the first of which, whose pace nobody knew, is done and was said.
    private func desk(_ count: Int) throws -> Desk {
        var desk = try Desk()
        desk.give(count)
        #expect(desk.finish(after: 0.02) == [1])
        desk.tell(.acknowledge([LeaseID(epoch: 1, number: 1)]))
        return desk
    }

    /// Shards of 20 ms, 48 of them waiting: for 0.2 s, as a part of the time that those take.
    @Test func reportsOfShortShardsAreSaidTogether() throws {
        var desk = try desk(50)
        var said: [[UInt64]] = []
        for _ in 0..<22 { said.append(desk.finish(after: 0.02)) }
        #expect(said.filter { !$0.isEmpty } == [Array(2...12), Array(13...21)])
    }

    @Test func aTickSaysWhatIsDue() throws {
        var desk = try desk(50)
        #expect(desk.finish(after: 0.02).isEmpty)
        desk.seconds += 0.1
        #expect(desk.reports(desk.handle(.clockTicked)).isEmpty)
        desk.seconds += 0.1
        #expect(desk.reports(desk.handle(.clockTicked)) == [2])
        desk.seconds += 0.1
        #expect(desk.reports(desk.handle(.clockTicked)).isEmpty)
    }

    @Test func theLastOnesAreSaidAtOnce() throws {
        var desk = try desk(20)
        var said: [UInt64] = []
        for _ in 0..<18 { said += desk.finish(after: 0.02) }
        #expect(said == Array(2...19) && desk.finish(after: 0.02) == [20])
    }

    /// However long the first of them might have waited.
    @Test func reportsDoNotOutlastTheWorkThatTheyWaitedFor() throws {
        var desk = try desk(50)
        #expect(desk.finish(after: 0.02).isEmpty)
        desk.tell(.withdraw((4...50).map { LeaseID(epoch: 1, number: $0) }))
        #expect(desk.finish(after: 0.02) == [2, 3])
    }

    /// Its coordinator may have nothing else of that run left.
    @Test func theLastOfARunIsSaidThoughAnotherRunWaits() throws {
        var desk = try desk(2)
        let other = try makeRun("other", draws: 1 << 30)
        desk.give(40, of: other.id)
        desk.tell(.run(other))
        #expect(desk.finish(after: 0.02) == [2])
    }

    @Test func shardsThatTakeLongerThanReportsMayWaitAreSaidAtOnce() throws {
        var desk = try desk(50)
        #expect(desk.finish(after: 0.3) == [2])
    }

    /// A quarter of a millisecond each: what would be won is too little.
    @Test func noReportWaitsForAMoment() throws {
        var desk = try Desk()
        desk.give(30)
        #expect(desk.finish(after: 0.00025) == [1] && desk.finish(after: 0.00025) == [2])
    }

    @Test func anErrorIsSaidAtOnceWithAllBeforeIt() throws {
        var desk = try desk(50)
        #expect(desk.finish(after: 0.02).isEmpty)
        #expect(desk.finish(after: 0.02, fails: true) == [2, 3])
    }

    @Test func whoLeavesSaysWhatItHas() throws {
        var desk = try desk(50)
        #expect(desk.finish(after: 0.02).isEmpty)
        #expect(desk.reports(desk.handle(.drainRequested)) == [2])
    }

    /// Work that was given out before may be what workers die of: were its neighbours' results not known, they would be blamed.
    @Test func nothingWaitsWhileSomethingRunsThatWorkersMayDieOf() throws {
        var desk = try desk(3)
        desk.give(1, attempt: 2)
        desk.give(46)
        #expect(desk.finish(after: 0.02).isEmpty)
        let started = { (actions: [WorkerAction<Int>]) in
            actions.compactMap { if case .startEvaluation(let offer) = $0 { offer.lease.number } else { nil } }
        }
        desk.seconds += 0.02
        let actions = desk.handle(.evaluationFinished(LeaseID(epoch: 1, number: 3), .summary(5), seconds: 0.02))
        #expect(desk.reports(actions) == [2, 3] && started(actions) == [4])
        guard case .startEvaluation = actions.last else {
            Issue.record("it is to be said before that starts: \(actions)")
            return
        }
        #expect(desk.finish(after: 0.02) == [4] && desk.finish(after: 0.02).isEmpty)
    }

    /// It is in the other slot meanwhile.
    @Test func nothingWaitsBesideWorkThatWorkersMayDieOf() throws {
        var desk = try Desk(slots: 2)
        desk.give(1)
        #expect(desk.finish(after: 0.02) == [1])
        desk.give(1, attempt: 2)
        desk.give(48)
        desk.seconds += 0.02
        let third = LeaseID(epoch: 1, number: 3)
        #expect(desk.reports(desk.handle(.evaluationFinished(third, .summary(5), seconds: 0.02))) == [3])
    }

    @Test func aNewConnectionIsToldAll() throws {
        var desk = try desk(50)
        #expect(desk.finish(after: 0.02).isEmpty)
        desk.tell(.reregister)
        #expect(desk.finish(after: 0.02).isEmpty)
        let terms = CoordinatorSettings(protocolVersion: 1, kernelVersion: "k")
        #expect(
            desk.reports(desk.tell(.welcome(terms.terms(incarnation: desk.core.incarnation, epoch: 1)))) == [2, 3])
    }
}
