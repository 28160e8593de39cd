/// A point on a monotonic clock, in nanoseconds since an arbitrary start.
///
/// The cores never read a clock: every event arrives with the instant at which it happened.
public struct Instant: Comparable, Hashable, Sendable {
    /// Nanoseconds since the clock's own start.
    public let nanoseconds: Int64

    /// The instant `nanoseconds` after the clock's start.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The instant `duration` later; saturates instead of overflowing.
    public func advanced(by duration: Duration) -> Instant {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(duration.nanoseconds)
        return Instant(nanoseconds: overflow ? (duration < .zero ? .min : .max) : sum)
    }

    /// How long after `earlier` this is; negative when it is before.
    public func duration(since earlier: Instant) -> Duration {
        .nanoseconds(nanoseconds - earlier.nanoseconds)
    }

    /// Earlier instants come first.
    public static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

extension Duration {
    /// The whole nanoseconds of this duration; saturates beyond 292 years.
    public var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isJustTooLong) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        return isTooLong || isJustTooLong ? (seconds < 0 ? .min : .max) : sum
    }
}
