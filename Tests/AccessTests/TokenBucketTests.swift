import Scheduling
import Testing

@testable import Access

@Suite struct TokenBucketTests {
    private let rate = TokenBucket.Rate(perSecond: 10, burst: 5)
    private let start = Instant(nanoseconds: 1_000_000_000)

    private func after(_ milliseconds: Int) -> Instant { start.advanced(by: .milliseconds(milliseconds)) }

    /// Whether a token was there at each of these instants, in order.
    private func taken(_ bucket: inout TokenBucket, at instants: [Instant]) -> [Bool] {
        instants.map { bucket.take(rate, at: $0) }
    }

    private func emptied() -> TokenBucket {
        var bucket = TokenBucket(rate, at: start)
        for _ in 0..<5 { _ = bucket.take(rate, at: start) }
        return bucket
    }

    @Test func aFullBucketGivesItsBurstAndNoMore() {
        var bucket = TokenBucket(rate, at: start)
        let taken = taken(&bucket, at: Array(repeating: start, count: 7))
        #expect(taken == [true, true, true, true, true, false, false])
    }

    @Test func tokensComeBackAtTheRateAndUpToTheBurst() {
        var bucket = emptied()
        let first = taken(&bucket, at: [after(99), after(101), after(101)])
        #expect(first == [false, true, false])
        let later = taken(&bucket, at: Array(repeating: after(1_000_000), count: 20))
        #expect(later.count { $0 } == 5)
    }

    @Test func overAnyTimeNoMoreThanRateAndBurstAreTaken() {
        var bucket = TokenBucket(rate, at: start)
        let count = taken(&bucket, at: (0..<10_000).map(after)).count { $0 }
        #expect((104...106).contains(count), "\(count) in ten seconds")
    }

    @Test func aClockThatGoesBackGivesNothing() {
        var bucket = emptied()
        let taken = taken(&bucket, at: [Instant(nanoseconds: 0), start])
        #expect(taken == [false, false])
    }
}

@Suite struct PeerLimiterTests {
    private let start = Instant(nanoseconds: 0)
    private let limits = PeerLimits(
        messages: .init(perSecond: 1, burst: 3), unreadable: .init(perSecond: 0.1, burst: 2))

    private func verdicts(
        _ limiter: inout PeerLimiter<Int>, _ messages: [(peer: Int, second: Int)]
    ) -> [PeerLimiter<Int>.Verdict] {
        messages.map { limiter.admit($0.peer, at: start.advanced(by: .seconds($0.second))) }
    }

    @Test func onePeersHasteIsNotAnothers() {
        var limiter = PeerLimiter<Int>(limits)
        let verdicts = verdicts(&limiter, [(1, 0), (1, 0), (1, 0), (1, 0), (2, 0), (1, 1)])
        #expect(verdicts == [.admitted, .admitted, .admitted, .tooMany, .admitted, .admitted])
    }

    @Test func whoSendsNothingReadableIsRefusedAndForgivenInTime() {
        var limiter = PeerLimiter<Int>(limits)
        let isLast = (0..<2).map { _ in limiter.noteUnreadable(1, at: start) }
        #expect(isLast == [false, true])
        let verdicts = verdicts(&limiter, [(1, 0), (1, 9), (2, 9), (1, 11)])
        #expect(verdicts == [.refused, .refused, .admitted, .admitted])
    }

    @Test func theTableIsBoundedAndKeepsWhoIsActive() {
        var limits = limits
        limits.peersKept = 100
        var limiter = PeerLimiter<Int>(limits)
        for _ in 0..<2 { _ = limiter.noteUnreadable(-1, at: start) }
        for stranger in 0..<10_000 {
            _ = limiter.admit(stranger, at: start)
            guard stranger % 20 == 0 else { continue }
            let verdict = limiter.admit(-1, at: start)
            #expect(verdict == .refused)
            #expect(limiter.peerCount <= 101)
        }
    }

    @Test func workUnderWayIsBoundedForEachAndForAll() {
        var work = OutstandingWork<Int>(limit: 2, limitOfAll: 3)
        let begun = [1, 1, 1, 2, 2].map { work.begin(for: $0) }
        #expect(begun == [true, true, false, true, false])
        work.end(for: 1)
        let isBegun = work.begin(for: 2)
        #expect(isBegun && work.total == 3)
        for peer in [7, 1, 2, 2] { work.end(for: peer) }
        #expect(work.total == 0)
    }
}
