import CKernels

/// Two halves of lognormals that share their median: half of the draws lie below it, spread by one sigma, half above,
/// spread by another. The density jumps at the median unless the sigmas are equal.
public struct SplitLognormal: Marginal, Hashable {
    /// The value at which the halves meet.
    public let median: Double
    /// The sd of the lower half's logarithm, were it whole.
    public let lowerSigma: Double
    /// The sd of the upper half's logarithm, were it whole.
    public let upperSigma: Double

    /// From the median and a quantile on either side, all of which it meets.
    /// - Throws: `MarginalFailure` unless 0 < lower < median < upper and the probabilities lie on their sides of 1/2.
    public init(lower: Quantile, median: Double, upper: Quantile) throws(MarginalFailure) {
        try lower.check("the lower quantile")
        try upper.check("the upper quantile")
        try Require.ascending("the lower probability", lower.probability, "50%", 0.5)
        try Require.ascending("50%", 0.5, "the upper probability", upper.probability)
        try Require.positive("the lower quantile", lower.value)
        try Require.ascending("the lower quantile", lower.value, "the median", median)
        try Require.ascending("the median", median, "the upper quantile", upper.value)
        self.median = median
        lowerSigma = Lognormal.logRatio(lower.value, median) / suanli_normal_quantile(lower.probability)
        upperSigma = Lognormal.logRatio(upper.value, median) / suanli_normal_quantile(upper.probability)
        try Require.positive("the lower half's sigma", lowerSigma)
        try Require.positive("the upper half's sigma", upperSigma)
        try Require.finiteDraws(kernel(), of: "a split lognormal of sigmas \(lowerSigma) and \(upperSigma)")
    }

    /// From 0 up.
    public var support: ClosedRange<Double> { 0 ... .infinity }

    /// The lower end and the median.
    public var corners: [Double] { [0, median] }

    /// Those of the half on whose side `x` lies.
    public func chances(around x: Double) -> Chances {
        Chances(outside: support, x) ?? NormalTail.chances(around: deviation(x))
    }

    /// That of the half on whose side `x` lies.
    public func density(_ x: Double) -> Double {
        guard x > 0, x < .infinity else { return 0 }
        return NormalTail.density(deviation(x)) / ((x < median ? lowerSigma : upperSigma) * x)
    }

    private func deviation(_ x: Double) -> Double {
        Lognormal.logRatio(x, median) / (x < median ? lowerSigma : upperSigma)
    }

    /// A closed form.
    public func kernel() -> QuantileKernel {
        .splitLognormal(median: median, lowerSigma: lowerSigma, upperSigma: upperSigma)
    }
}
