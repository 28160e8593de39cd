/// The PERT distribution: a beta stretched between two ends, with mean (low + 4 mode + high) / 6 (Malcolm, Roseboom, Clark
/// and Fazar, "Application of a technique for research and development program evaluation", doi:10.1287/opre.7.5.646).
public struct PERT: Marginal, Hashable {
    /// The lower end.
    public let low: Double
    /// The most likely value, an end included.
    public let mode: Double
    /// The upper end.
    public let high: Double
    /// What is stretched.
    public let beta: Beta

    /// From its ends and mode.
    /// - Throws: `MarginalFailure` unless low <= mode <= high and low < high.
    public init(low: Double, mode: Double, high: Double) throws(MarginalFailure) {
        try Require.ascending("the lower end", low, "the upper end", high)
        try Require.finite([("the mode", mode), ("the width", high - low)])
        guard low <= mode, mode <= high else {
            throw .outOfRange(parameter: "the mode", value: mode, from: low, to: high)
        }
        self.low = low
        self.mode = mode
        self.high = high
        beta = try Beta(
            alpha: 1 + 4 * (mode - low) / (high - low), beta: 1 + 4 * (high - mode) / (high - low))
    }

    /// Between the ends.
    public var support: ClosedRange<Double> { low...high }

    /// The ends.
    public var corners: [Double] { [low, high] }

    /// Those of its beta.
    public func chances(around x: Double) -> Chances {
        Chances(outside: support, x)
            ?? function.chances(around: (x - low) / (high - low), rest: (high - x) / (high - low))
    }

    /// That of its beta, stretched.
    public func density(_ x: Double) -> Double {
        function.density((x - low) / (high - low), rest: (high - x) / (high - low)) / (high - low)
    }

    private var function: IncompleteBeta { beta.function }

    /// The table of its beta, stretched.
    public func kernel() throws(MarginalFailure) -> QuantileKernel {
        guard case .table(let table, _, _) = try beta.kernel() else {
            throw .notTabulated("pert(\(low), \(mode), \(high))")
        }
        return .table(table, low: low, width: high - low)
    }
}
