/// How long something took, each time: counts between fixed bounds, and the sum; as Prometheus has histograms.
public struct TimeHistogram: Hashable, Sendable {
    /// The upper bounds of the buckets in seconds, ascending; the last bucket has none.
    public static let bounds: [Double] = [
        0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300,
    ]

    /// How many were in each bucket, the one without a bound last.
    public private(set) var counts = [UInt64](repeating: 0, count: bounds.count + 1)
    /// All of them together, in seconds.
    public private(set) var sum = 0.0

    /// How many there were.
    public var count: UInt64 { counts.reduce(0, +) }

    /// Counts one that took so many seconds; what is no time is not counted.
    mutating func add(_ seconds: Double) {
        guard seconds.isFinite, seconds >= 0 else { return }
        counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
        sum += seconds
    }
}
