/// The uniform distribution between two numbers.
public struct Uniform: Marginal, Hashable {
    /// The lower end.
    public let low: Double
    /// The upper end, above the lower.
    public let high: Double

    /// Between `low` and `high`.
    /// - Throws: `MarginalFailure` unless low < high and their difference is finite.
    public init(low: Double, high: Double) throws(MarginalFailure) {
        try Require.ascending("the lower end", low, "the upper end", high)
        try Require.finite([("the width", high - low)])
        self.low = low
        self.high = high
    }

    /// Between the ends.
    public var support: ClosedRange<Double> { low...high }

    /// The ends.
    public var corners: [Double] { [low, high] }

    /// In proportion to the distances from the ends.
    public func chances(around x: Double) -> Chances {
        Chances(outside: support, x) ?? Chances(below: (x - low) / (high - low), above: (high - x) / (high - low))
    }

    /// The same between the ends.
    public func density(_ x: Double) -> Double { support.contains(x) ? 1 / (high - low) : 0 }

    /// A closed form.
    public func kernel() -> QuantileKernel { .uniform(low: low, high: high) }
}
