/// The distribution whose logarithm is uniform: as likely between 1 and 10 as between 10 and 100.
public struct Loguniform: Marginal, Hashable {
    /// The lower end, above 0.
    public let low: Double
    /// The upper end.
    public let high: Double

    /// Where the ends may lie, so that all on the way is held to full precision.
    public static let ends = 1e-300...1e300

    /// Between `low` and `high`.
    /// - Throws: `MarginalFailure` unless 0 < low < high, both within ``ends``.
    public init(low: Double, high: Double) throws(MarginalFailure) {
        try Require.positive("the lower end", low)
        try Require.ascending("the lower end", low, "the upper end", high)
        try Require.within("the lower end", low, Self.ends)
        try Require.within("the upper end", high, Self.ends)
        self.low = low
        self.high = high
    }

    /// log(high / low).
    private var width: Double { Lognormal.logRatio(high, low) }

    /// Between the ends.
    public var support: ClosedRange<Double> { low...high }

    /// The ends.
    public var corners: [Double] { [low, high] }

    /// In proportion to the logarithmic distances from the ends.
    public func chances(around x: Double) -> Chances {
        Chances(outside: support, x)
            ?? Chances(below: Lognormal.logRatio(x, low) / width, above: Lognormal.logRatio(high, x) / width)
    }

    /// In proportion to 1 / x.
    public func density(_ x: Double) -> Double { support.contains(x) ? 1 / x / width : 0 }

    /// A closed form.
    public func kernel() -> QuantileKernel { .loguniform(low: low, high: high, width: width) }
}
