import CKernels

/// The exponential distribution: waiting times between events at a steady rate.
public struct Exponential: Marginal, Hashable {
    /// Above 0.
    public let mean: Double

    /// From the mean.
    /// - Throws: `MarginalFailure` unless it is above 0 and draws stay finite.
    public init(mean: Double) throws(MarginalFailure) {
        try Require.positive("the mean", mean)
        self.mean = mean
        try Require.finiteDraws(kernel(), of: "an exponential of mean \(mean)")
    }

    /// From 0 up.
    public var support: ClosedRange<Double> { 0 ... .infinity }

    /// The lower end.
    public var corners: [Double] { [0] }

    /// 1 - e^(-x / mean) and the rest.
    public func chances(around x: Double) -> Chances {
        Chances(outside: support, x) ?? Weibull.chances(hazard: x / mean)
    }

    /// Falls by half every mean log 2.
    public func density(_ x: Double) -> Double { x >= 0 ? suanli_exp(-x / mean) / mean : 0 }

    /// A closed form.
    public func kernel() -> QuantileKernel { .exponential(mean: mean) }
}
