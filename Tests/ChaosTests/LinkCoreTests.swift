import Scheduling
import Testing

@testable import Chaos

/// What becomes of messages on a link, on virtual time.
@Suite struct LinkCoreTests {
    private func at(_ milliseconds: Int) -> Instant { Instant(nanoseconds: Int64(milliseconds) * 1_000_000) }

    @Test func messagesPassInOrderWhileAllIsWell() {
        var link = LinkCore<Int>()
        for message in 1...3 { link.accept(message, .toCoordinator, at: at(message)) }
        #expect(link.take(at: at(2)).map(\.message) == [1, 2])
        #expect(link.take(at: at(3)).map(\.message) == [3])
        #expect(link.nextDue == nil)
        #expect(link.tally.delivered == 3)
    }

    @Test func aCutLosesWhatComesAndWhatIsOnTheWay() {
        var link = LinkCore<Int>()
        link.slow(by: .milliseconds(50), until: at(5))
        link.accept(1, .toWorker, at: at(0))
        link.cut(until: at(100))
        link.accept(2, .toWorker, at: at(60))
        #expect(link.take(at: at(70)).isEmpty)
        link.accept(3, .toWorker, at: at(100))
        #expect(link.take(at: at(100)).map(\.message) == [3])
        #expect(link.tally.lost == 2)
    }

    @Test func delayedMessagesComeLaterInOrder() {
        var link = LinkCore<Int>()
        link.slow(by: .milliseconds(30), until: at(10))
        link.accept(1, .toWorker, at: at(0))
        link.accept(2, .toCoordinator, at: at(9))
        link.accept(3, .toWorker, at: at(20))
        #expect(link.nextDue == at(20))
        #expect(link.take(at: at(29)).map(\.message) == [3])
        #expect(link.take(at: at(39)).map(\.message) == [1, 2])
    }

    @Test func doubledMessagesComeAgain() {
        var link = LinkCore<Int>()
        link.double(until: at(10))
        link.accept(1, .toWorker, at: at(0))
        link.accept(2, .toWorker, at: at(10))
        #expect(link.take(at: at(100)).map(\.message) == [1, 2, 1])
        #expect(link.tally.doubled == 1)
    }

    @Test func noMoreWaitThanFit() {
        var link = LinkCore<Int>()
        link.slow(by: .seconds(1), until: at(10))
        for message in 0..<LinkCore<Int>.capacity + 10 { link.accept(message, .toWorker, at: at(0)) }
        #expect(link.tally.lost == 10)
        #expect(link.take(at: at(2_000)).count == LinkCore<Int>.capacity)
    }

    @Test func everyKindOfFailureComesAsOftenAsAnyOther() {
        var plan = FaultPlan(seed: 3, kinds: FaultKind.allCases, workers: 4, interval: .seconds(2))
        let faults = (0..<FaultKind.allCases.count * 20).map { _ in plan.next() }
        for kind in FaultKind.allCases { #expect(faults.filter { $0.kind == kind }.count == 20) }
        #expect(Set(faults.map(\.worker)) == [0, 1, 2, 3])
        #expect(faults.allSatisfy { $0.length > .zero && $0.length <= .seconds(1) && $0.pause >= .zero })
    }
}
