import CKernels

/// The logistic distribution: P(X < x) = 1 / (1 + exp(-(x - location) / scale)).
public struct Logistic: Marginal, Hashable {
    /// Mean and median.
    public let location: Double
    /// The sd times sqrt(3) / π.
    public let scale: Double

    /// From its location and scale.
    /// - Throws: `MarginalFailure` unless the location is finite, the scale above 0 and draws stay finite.
    public init(location: Double, scale: Double) throws(MarginalFailure) {
        try Require.finite([("the location", location)])
        try Require.positive("the scale", scale)
        self.location = location
        self.scale = scale
        try Require.finiteDraws(kernel(), of: "a logistic of scale \(scale)")
    }

    /// Everything.
    public var support: ClosedRange<Double> { -.infinity ... .infinity }

    /// None.
    public var corners: [Double] { [] }

    /// The logistic curve.
    public func chances(around x: Double) -> Chances { Self.chances(logit: (x - location) / scale) }

    /// The same on both sides.
    public func density(_ x: Double) -> Double {
        let chances = chances(around: x)
        return chances.below * chances.above / scale
    }

    /// u and 1 - u with log(u / (1 - u)) = `logit`.
    static func chances(logit: Double) -> Chances {
        let power = suanli_exp(-abs(logit))
        let far = power / (1 + power)
        let near = 1 / (1 + power)
        return logit < 0 ? Chances(below: far, above: near) : Chances(below: near, above: far)
    }

    /// A closed form.
    public func kernel() -> QuantileKernel { .logistic(location: location, scale: scale) }
}
