import Statistics
import Testing

@testable import Scheduling

@Suite struct WorkerTests {
    typealias Worker = WorkerCore<Int>

    private struct Desk {
        var core: Worker
        var seconds = 0.0

        init(slots: Int = 1) throws {
            guard let id = WorkerID("w") else { throw Unfit() }
            core = Worker(
                settings: WorkerSettings(
                    id: id, host: "h", slots: slots, protocolVersion: 1, kernelVersion: "k", seed: 1))
        }

        mutating func handle(_ event: WorkerEvent<Int>) -> [WorkerAction<Int>] {
            core.handle(event, at: Instant(nanoseconds: Int64(seconds * 1e9)))
        }

        mutating func tell(_ message: CoordinatorMessage) -> [WorkerAction<Int>] {
            handle(.messageReceived(message))
        }

        mutating func welcome(epoch: UInt64 = 1) -> [WorkerAction<Int>] {
            let terms = CoordinatorSettings(protocolVersion: 1, kernelVersion: "k")
            return tell(.welcome(terms.terms(incarnation: core.incarnation, epoch: epoch)))
        }

        /// Ticks until something is done, at most `limit` seconds.
        mutating func tick(upTo limit: Double) -> [WorkerAction<Int>] {
            let end = seconds + limit
            while seconds < end {
                seconds += 0.25
                let actions = handle(.clockTicked)
                if !actions.isEmpty { return actions }
            }
            return []
        }
    }

    private func offer(_ number: UInt64, epoch: UInt64 = 1) throws -> LeaseOffer {
        LeaseOffer(
            lease: LeaseID(epoch: epoch, number: number), run: try makeRun(draws: 100).id,
            task: .draws(ShardRange(replicate: Int(number) % 16, level: 0, index: 0)), attempt: 1)
    }

    private func reports(_ actions: [WorkerAction<Int>]) -> [LeaseID] {
        actions.compactMap { if case .send(.shardReported(let report)) = $0 { report.lease } else { nil } }
    }

    private func starts(_ actions: [WorkerAction<Int>]) -> [LeaseID] {
        actions.compactMap { if case .startEvaluation(let offer) = $0 { offer.lease } else { nil } }
    }

    private func expectStop(of actions: [WorkerAction<Int>], because reason: RefusalReason) {
        guard case .stop(.refused(reason)) = actions.last else {
            Issue.record("it did not stop")
            return
        }
    }

    /// A registered worker that evaluates lease 1.
    private func busyDesk() throws -> Desk {
        var desk = try Desk()
        _ = desk.handle(.started)
        _ = desk.welcome()
        _ = desk.tell(.leases([try offer(1)]))
        #expect(starts(desk.tell(.run(try makeRun(draws: 100)))) == [LeaseID(epoch: 1, number: 1)])
        return desk
    }

    @Test func aReportIsSaidAgainUntilItIsAcknowledged() throws {
        var desk = try busyDesk()
        let lease = LeaseID(epoch: 1, number: 1)
        #expect(reports(desk.handle(.evaluationFinished(lease, .summary(5), seconds: 1))) == [lease])
        var repeated: [LeaseID] = []
        for _ in 0..<48 {
            desk.seconds += 0.25
            _ = desk.tell(.beat)
            repeated += reports(desk.handle(.clockTicked))
        }
        #expect(repeated == [lease, lease])
        _ = desk.tell(.acknowledge([lease]))
        #expect(desk.core.status.unacknowledged == 0)
    }

    @Test func aSilentCoordinatorIsLeftAndSoughtAnewWithAllThatIsHeld() throws {
        var desk = try busyDesk()
        _ = desk.handle(.evaluationFinished(LeaseID(epoch: 1, number: 1), .summary(5), seconds: 1))
        var opened: [WorkerAction<Int>] = []
        for _ in 0..<60 where opened.isEmpty {
            desk.seconds += 0.25
            let actions = desk.handle(.clockTicked)
            if case .openConnection = actions.first { opened = actions }
        }
        guard case .send(.arrival(let arrival)) = opened.last else {
            Issue.record("\(opened)")
            return
        }
        #expect(arrival.incarnation == 2 && arrival.holding == [LeaseID(epoch: 1, number: 1)])
        #expect(reports(desk.welcome()) == [LeaseID(epoch: 1, number: 1)])
    }

    @Test func theLeasesOfAnotherEpochAreForgotten() throws {
        var desk = try busyDesk()
        _ = desk.tell(.leases([try offer(2)]))
        _ = desk.tell(.reregister)
        #expect(reports(desk.welcome(epoch: 2)).isEmpty)
        #expect(desk.core.status.queued == 0)
        #expect(
            reports(desk.handle(.evaluationFinished(LeaseID(epoch: 1, number: 1), .summary(5), seconds: 1))).isEmpty)
        _ = desk.tell(.leases([try offer(9, epoch: 1)]))
        #expect(desk.core.status.queued == 0)
    }

    @Test func aDrainingWorkerGivesBackFinishesAndLeaves() throws {
        var desk = try busyDesk()
        _ = desk.tell(.leases([try offer(2)]))
        guard case .send(.leasesHandedBack(let back, credit: 0)) = desk.handle(.drainRequested).first else {
            Issue.record("nothing was given back")
            return
        }
        #expect(back == [LeaseID(epoch: 1, number: 2)])
        _ = desk.handle(.evaluationFinished(LeaseID(epoch: 1, number: 1), .summary(5), seconds: 1))
        let last = desk.tell(.acknowledge([LeaseID(epoch: 1, number: 1)]))
        guard case .stop(.drained) = last.last, case .send(.goodbye) = last.first else {
            Issue.record("\(last)")
            return
        }
    }

    @Test func aCoordinatorsCallToLeaveIsFollowed() throws {
        var desk = try busyDesk()
        _ = desk.tell(.leases([try offer(2)]))
        guard case .send(.leasesHandedBack(_, credit: 0)) = desk.tell(.drain).first else {
            Issue.record("nothing was given back")
            return
        }
        #expect(desk.tell(.drain).isEmpty && desk.core.status.isDraining)
    }

    /// With a report that nobody takes, and even with one that is not finished, it does not stay for ever.
    @Test(arguments: [true, false])
    func aDrainingWorkerWithoutACoordinatorLeavesInTime(isFinished: Bool) throws {
        var desk = try busyDesk()
        let lease = LeaseID(epoch: 1, number: 1)
        if isFinished { _ = desk.handle(.evaluationFinished(lease, .summary(5), seconds: 1)) }
        _ = desk.handle(.drainRequested)
        var end: WorkerStop?
        while end == nil, desk.seconds < 60 {
            desk.seconds += 0.25
            for action in desk.handle(.clockTicked) { if case .stop(let reason) = action { end = reason } }
        }
        #expect(end == .abandoned && desk.seconds <= 16)
    }

    @Test func oneWhoseCoordinatorAnswersStaysUntilItsReportIsTaken() throws {
        var desk = try busyDesk()
        _ = desk.handle(.evaluationFinished(LeaseID(epoch: 1, number: 1), .summary(5), seconds: 1))
        _ = desk.handle(.drainRequested)
        for _ in 0..<240 {
            desk.seconds += 0.25
            _ = desk.tell(.beat)
            for action in desk.handle(.clockTicked) { if case .stop = action { Issue.record("it left") } }
        }
        guard case .stop(.drained) = desk.tell(.acknowledge([LeaseID(epoch: 1, number: 1)])).last else {
            Issue.record("it stayed")
            return
        }
    }

    @Test func moreThanTheCreditIsNotTaken() throws {
        var desk = try busyDesk()
        for number in 2...40 { _ = desk.tell(.leases([try offer(UInt64(number))])) }
        #expect(desk.core.status.queued == desk.core.settings.credit)
        #expect(desk.core.brokenInvariants() == [])
    }

    /// With one slot and 2 ms to line up, of shards that take 0.5 ms four are at the slot, of those that take 1.5 ms one, and of
    /// a run of which nothing is known one.
    @Test(arguments: [(0.0005, 4), (0.0015, 1), (1, 1)])
    func shortWorkIsLinedUpAtTheSlotAndLongIsNot(seconds: Double, count: Int) throws {
        var desk = try busyDesk()
        let waiting = desk.tell(.leases(try (2...20).map { try offer($0) }))
        #expect(starts(waiting) == [])
        let first = LeaseID(epoch: 1, number: 1)
        var lined = starts(desk.handle(.evaluationFinished(first, .summary(5), seconds: seconds)))
        #expect(lined == (2...UInt64(count + 1)).map { LeaseID(epoch: 1, number: $0) })
        #expect(desk.core.status.running == count)
        // A longer one than was thought, and no further is lined up until it is worked off.
        let next = try #require(lined.first)
        lined = starts(desk.handle(.evaluationFinished(next, .summary(5), seconds: 1)))
        #expect(lined == (count == 1 ? [LeaseID(epoch: 1, number: 3)] : []))
        #expect(desk.core.brokenInvariants() == [])
    }

    @Test func aRefusalOfThisArrivalEndsTheWorkerAndOneOfAnEarlierDoesNot() throws {
        var desk = try Desk()
        _ = desk.handle(.started)
        #expect(desk.tell(.refuse(incarnation: 0, .noSlots)).isEmpty)
        expectStop(of: desk.tell(.refuse(incarnation: 1, .noSlots)), because: .noSlots)
    }

    /// A process started after the clock went back is the newer one all the same, once the other is given up.
    @Test func aNameThatIsTakenIsWaitedForAtTheStart() throws {
        var desk = try Desk()
        _ = desk.handle(.started)
        var refusals = 0
        while desk.core.status.phase != .stopped {
            if desk.core.status.phase == .registering {
                _ = desk.tell(.refuse(incarnation: desk.core.incarnation, .superseded))
                refusals += 1
            }
            _ = desk.tick(upTo: 40)
            try #require(desk.seconds < 200)
        }
        #expect(refusals >= 4 && desk.seconds >= 60 && desk.core.incarnation == refusals)
    }

    @Test func whoWasAdmittedOnceMakesWayForANewerOneAtOnce() throws {
        var desk = try busyDesk()
        _ = desk.tell(.reregister)
        expectStop(of: desk.tell(.refuse(incarnation: 2, .superseded)), because: .superseded)
    }

    @Test func anUnansweredArrivalIsGivenUpAndTheWaitsGrow() throws {
        var desk = try Desk()
        _ = desk.handle(.started)
        var opened = [0.0]
        while opened.count < 5 {
            for action in desk.tick(upTo: 120) { if case .openConnection = action { opened.append(desk.seconds) } }
        }
        let waits = zip(opened, opened.dropFirst()).map { $1 - $0 - 5 }
        for (wait, least) in zip(waits, [1.0, 2, 4, 8]) { #expect(wait >= least && wait <= least * 1.5 + 0.5) }
    }
}
