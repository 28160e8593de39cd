import CKernels

/// The Weibull distribution: P(X > x) = exp(-(x / scale)^shape).
public struct Weibull: Marginal, Hashable {
    /// 1 for the exponential, above 1 for wear.
    public let shape: Double
    /// The quantile at 1 - 1/e.
    public let scale: Double

    /// The shapes for which neither tail leaves the range of doubles.
    public static let shapes = 0.05...1e6

    /// From its shape and scale.
    /// - Throws: `MarginalFailure` for a shape outside ``shapes``, a scale that is not above 0, or draws beyond doubles.
    public init(shape: Double, scale: Double) throws(MarginalFailure) {
        try Require.within("the shape", shape, Self.shapes)
        try Require.positive("the scale", scale)
        self.shape = shape
        self.scale = scale
        try Require.finiteDraws(kernel(), of: "a weibull of shape \(shape) and scale \(scale)")
    }

    /// From 0 up.
    public var support: ClosedRange<Double> { 0 ... .infinity }

    /// The lower end.
    public var corners: [Double] { [0] }

    /// By its hazard.
    public func chances(around x: Double) -> Chances {
        Chances(outside: support, x) ?? Self.chances(hazard: hazard(x))
    }

    /// Infinite towards 0 for shapes below 1.
    public func density(_ x: Double) -> Double {
        guard x > 0, x < .infinity else { return 0 }
        let hazard = hazard(x)
        return shape / x * hazard * suanli_exp(-hazard)
    }

    private func hazard(_ x: Double) -> Double { suanli_exp(shape * Lognormal.logRatio(x, scale)) }

    /// 1 - e^-hazard and e^-hazard.
    static func chances(hazard: Double) -> Chances {
        let above = suanli_exp(-hazard)
        guard hazard < 0.5 else { return Chances(below: 1 - above, above: above) }
        // The series of 1 - e^-h, since the difference would lose its leading digits.
        var term = hazard
        var sum = 0.0
        for power in 2...18 {
            sum += term
            term *= -hazard / Double(power)
        }
        return Chances(below: sum, above: above)
    }

    /// A closed form.
    public func kernel() -> QuantileKernel { .weibull(shape: shape, scale: scale) }
}
