import CKernels

/// The distribution of exp(x) for a normal x.
public struct Lognormal: Marginal, Hashable {
    /// The mean of the logarithm.
    public let mu: Double
    /// The standard deviation of the logarithm, above zero.
    public let sigma: Double

    /// From the mean and standard deviation of the logarithm.
    /// - Throws: `MarginalFailure`.
    public init(mu: Double, sigma: Double) throws(MarginalFailure) {
        try Require.finite([("mu", mu)])
        try Require.positive("sigma", sigma)
        self.mu = mu
        self.sigma = sigma
    }

    /// From its own mean and standard deviation, both above zero.
    /// - Throws: `MarginalFailure`.
    public init(mean: Double, sd: Double) throws(MarginalFailure) {
        try Require.positive("the mean", mean)
        try Require.positive("the sd", sd)
        let variance = suanli_log1p((sd / mean) * (sd / mean))
        try self.init(mu: suanli_log(mean) - variance / 2, sigma: variance.squareRoot())
    }

    /// From two quantiles above zero.
    /// - Throws: `MarginalFailure`.
    public init(lower: Quantile, upper: Quantile) throws(MarginalFailure) {
        try Require.positive("the lower quantile", lower.value)
        try Require.positive("the upper quantile", upper.value)
        try Require.ascending("the lower quantile", lower.value, "the upper", upper.value)
        let logarithm = try Normal(
            lower: Quantile(lower.probability, suanli_log(lower.value)),
            upper: Quantile(upper.probability, suanli_log(upper.value)))
        try self.init(mu: logarithm.mean, sigma: logarithm.sd)
    }

    /// The range `low to high` of a model: 5% of draws lie below, 5% above.
    /// - Throws: `MarginalFailure` unless 0 < low < high.
    public init(from low: Double, to high: Double) throws(MarginalFailure) {
        try self.init(lower: Quantile(0.05, low), upper: Quantile(0.95, high))
    }

    /// From 0 up.
    public var support: ClosedRange<Double> { 0 ... .infinity }

    /// The lower end.
    public var corners: [Double] { [0] }

    /// Those of the logarithm.
    public func chances(around x: Double) -> Chances {
        Chances(outside: support, x) ?? NormalTail.chances(around: Self.deviation(x, mu: mu) / sigma)
    }

    /// That of the logarithm, over x.
    public func density(_ x: Double) -> Double {
        x > 0 && x < .infinity ? NormalTail.density(Self.deviation(x, mu: mu) / sigma) / (sigma * x) : 0
    }

    /// log x - mu; beside e^mu without the rounding of either, as the kernel has it.
    private static func deviation(_ x: Double, mu: Double) -> Double {
        guard abs(mu) < 300 else { return suanli_log(x) - mu }
        return logRatio(x, suanli_exp(mu))
    }

    /// log(x / scale) for positive numbers, to a unit or two in the last place of their quotient's distance from 1.
    static func logRatio(_ x: Double, _ scale: Double) -> Double {
        let excess = (x - scale) / scale
        if abs(excess) < 0.5 { return suanli_log1p(excess) }
        let ratio = x / scale
        return ratio > 1e-300 && ratio < 1e300 ? suanli_log(ratio) : suanli_log(x) - suanli_log(scale)
    }

    /// A closed form.
    public func kernel() -> QuantileKernel { .lognormal(mu: mu, sigma: sigma) }
}
