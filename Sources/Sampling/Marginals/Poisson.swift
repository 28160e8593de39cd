/// How many events happen that come one by one at a steady rate.
public struct Poisson: Marginal, Stepped, Hashable {
    /// The mean, above 0 and at most ``largest``.
    public let rate: Double
    let steps: Steps

    /// The largest rate, so that a plan stays small: 20,000 values at most can be reached.
    public static let largest = 1e6

    /// From the mean.
    /// - Throws: `MarginalFailure` for a rate that is not above 0 or is beyond ``largest``.
    public init(rate: Double) throws(MarginalFailure) {
        try Require.positive("the rate", rate)
        try Require.within("the rate", rate, 0...Self.largest)
        self.rate = rate
        steps = CountSteps.steps(peak: Int(rate), last: .max - 1) { count in rate / Double(count) }
    }

    /// The counts that draws reach.
    public var support: ClosedRange<Double> { steps.support }

    /// The counts.
    public var corners: [Double] { steps.values }

    /// Sums of weights.
    public func chances(around x: Double) -> Chances { steps.chances(around: x) }

    /// All is atoms.
    public func density(_ x: Double) -> Double { 0 }

    /// Steps.
    public func kernel() -> QuantileKernel { steps.kernel }
}
