import CKernels

/// The normal distribution.
public struct Normal: Marginal, Hashable {
    /// Any finite number.
    public let mean: Double
    /// Above zero.
    public let sd: Double

    /// From its mean and standard deviation.
    /// - Throws: `MarginalFailure` unless the mean is finite and the sd above zero.
    public init(mean: Double, sd: Double) throws(MarginalFailure) {
        try Require.finite([("the mean", mean)])
        try Require.positive("the sd", sd)
        self.mean = mean
        self.sd = sd
    }

    /// From two quantiles, which it meets exactly up to rounding.
    /// - Throws: `MarginalFailure` unless both probabilities and values ascend.
    public init(lower: Quantile, upper: Quantile) throws(MarginalFailure) {
        try lower.check("the lower quantile")
        try upper.check("the upper quantile")
        try Require.ascending("the lower probability", lower.probability, "the upper", upper.probability)
        try Require.ascending("the lower quantile", lower.value, "the upper", upper.value)
        let low = suanli_normal_quantile(lower.probability)
        let high = suanli_normal_quantile(upper.probability)
        let sd = (upper.value - lower.value) / (high - low)
        try self.init(mean: lower.value - sd * low, sd: sd)
    }

    /// Everything.
    public var support: ClosedRange<Double> { -.infinity ... .infinity }

    /// None.
    public var corners: [Double] { [] }

    /// The error integral.
    public func chances(around x: Double) -> Chances { NormalTail.chances(around: (x - mean) / sd) }

    /// The bell curve.
    public func density(_ x: Double) -> Double { NormalTail.density((x - mean) / sd) / sd }

    /// A closed form.
    public func kernel() -> QuantileKernel { .normal(mean: mean, sd: sd) }
}
