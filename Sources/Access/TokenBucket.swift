public import Scheduling

/// A bound on how often something may happen: `burst` times at once, `perSecond` times a second in the long run.
///
/// Pure: the time comes in with each call, from one monotonic clock.
public struct TokenBucket: Hashable, Sendable {
    /// How often.
    public struct Rate: Hashable, Sendable {
        /// In the long run.
        public let perSecond: Double
        /// At once.
        public let burst: Double

        /// A rate from its parts, both above 0.
        public init(perSecond: Double, burst: Double) {
            self.perSecond = perSecond
            self.burst = burst
        }
    }

    private var tokens: Double
    private var filledAt: Instant

    /// A full bucket at `now`.
    public init(_ rate: Rate, at now: Instant) {
        tokens = rate.burst
        filledAt = now
    }

    /// Takes one token, if one is there. A time before the last call's counts as that.
    public mutating func take(_ rate: Rate, at now: Instant) -> Bool {
        fill(rate, at: now)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }

    /// Whether a token is there.
    public mutating func hasToken(_ rate: Rate, at now: Instant) -> Bool {
        fill(rate, at: now)
        return tokens >= 1
    }

    private mutating func fill(_ rate: Rate, at now: Instant) {
        let elapsed = now.duration(since: filledAt) / .seconds(1)
        guard elapsed > 0 else { return }
        tokens = min(rate.burst, tokens + elapsed * rate.perSecond)
        filledAt = now
    }
}
