/// The triangular distribution: density rising in a line from the lower end to the mode, falling to the upper end.
public struct Triangular: Marginal, Hashable {
    /// The lower end.
    public let low: Double
    /// Where the density is largest, an end included.
    public let mode: Double
    /// The upper end.
    public let high: Double

    /// From its ends and mode.
    /// - Throws: `MarginalFailure` unless low <= mode <= high, low < high, and the width is finite.
    public init(low: Double, mode: Double, high: Double) throws(MarginalFailure) {
        try Require.ascending("the lower end", low, "the upper end", high)
        try Require.finite([("the mode", mode), ("the width", high - low)])
        guard low <= mode, mode <= high else {
            throw .outOfRange(parameter: "the mode", value: mode, from: low, to: high)
        }
        self.low = low
        self.mode = mode
        self.high = high
    }

    /// Between the ends.
    public var support: ClosedRange<Double> { low...high }

    /// A closed form.
    public func kernel() -> QuantileKernel { .triangular(low: low, mode: mode, high: high) }
}
