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

    /// The ends and the mode.
    public var corners: [Double] { [low] + (low < mode && mode < high ? [mode] : []) + [high] }

    /// Squares of the distances from the ends; what lies on the mode's other side is added, so that nothing cancels.
    public func chances(around x: Double) -> Chances {
        if let outside = Chances(outside: support, x) { return outside }
        let width = high - low
        if x < mode {
            let toMode = (mode - x) / width * (1 + (x - low) / (mode - low))
            return Chances(
                below: (x - low) / width * ((x - low) / (mode - low)), above: (high - mode) / width + toMode)
        }
        let fromMode = (x - mode) / width * (1 + (high - x) / (high - mode))
        return Chances(
            below: (mode - low) / width + fromMode, above: (high - x) / width * ((high - x) / (high - mode)))
    }

    /// Two straight lines.
    public func density(_ x: Double) -> Double {
        guard support.contains(x) else { return 0 }
        return 2 / (high - low) * (x < mode ? (x - low) / (mode - low) : mode < high ? (high - x) / (high - mode) : 1)
    }

    /// A closed form.
    public func kernel() -> QuantileKernel { .triangular(low: low, mode: mode, high: high) }
}
