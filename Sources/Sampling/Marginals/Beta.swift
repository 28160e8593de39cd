/// The beta distribution on [0, 1].
public struct Beta: Marginal, Hashable {
    /// The first shape parameter.
    public let alpha: Double
    /// The second shape parameter.
    public let beta: Double
    let function: IncompleteBeta

    /// The shapes for which the quantile function keeps its accuracy over all uniforms, but for pairs near (0.1, 1e6), whose
    /// upper tail lies too close to 0 for the incomplete beta function: ``kernel()`` refuses those.
    public static let shapes = 0.1...1e6

    /// From its two shapes.
    /// - Throws: `MarginalFailure` for a shape outside ``shapes``.
    public init(alpha: Double, beta: Double) throws(MarginalFailure) {
        for (name, shape) in [("alpha", alpha), ("beta", beta)] {
            try Require.finite([(name, shape)])
            guard Self.shapes.contains(shape) else {
                throw .outOfRange(
                    parameter: name, value: shape, from: Self.shapes.lowerBound, to: Self.shapes.upperBound)
            }
        }
        self.alpha = alpha
        self.beta = beta
        function = IncompleteBeta(alpha: alpha, beta: beta)
    }

    /// From its mean and standard deviation.
    /// - Throws: `MarginalFailure` unless 0 < mean < 1 and 0 < sd^2 < mean (1 - mean).
    public init(mean: Double, sd: Double) throws(MarginalFailure) {
        try Require.probability("the mean", mean)
        try Require.positive("the sd", sd)
        let concentration = mean * (1 - mean) / (sd * sd) - 1
        guard concentration > 0 else {
            throw .unattainable("no beta of mean \(mean) has an sd as large as \(sd)")
        }
        try self.init(mean: mean, concentration: concentration)
    }

    private init(mean: Double, concentration: Double) throws(MarginalFailure) {
        try self.init(alpha: mean * concentration, beta: (1 - mean) * concentration)
    }

    /// With exactly this mean and, of the concentrations for which the 5% to 95% interval has the width of `interval`, the
    /// largest. The interval itself is met only in its width: ``interval90`` says where it came to lie.
    ///
    /// The width falls with the concentration beyond its peak, so the largest solution is found by bisection from
    /// above.
    /// - Throws: `MarginalFailure` when no concentration gives that width.
    public init(mean: Double, interval: ClosedRange<Double>) throws(MarginalFailure) {
        try Require.probability("the mean", mean)
        try Require.ascending("the lower end", interval.lowerBound, "the upper end", interval.upperBound)
        guard interval.lowerBound >= 0, interval.upperBound <= 1 else {
            throw .unattainable("the interval of a beta lies between 0 and 1")
        }
        guard interval.contains(mean) else {
            throw .outOfRange(
                parameter: "the mean", value: mean, from: interval.lowerBound, to: interval.upperBound)
        }
        let width = interval.upperBound - interval.lowerBound
        let largest = Self.shapes.upperBound / max(mean, 1 - mean)
        let smallest = Self.shapes.lowerBound / min(mean, 1 - mean)
        // Walk down from the narrowest until the interval is wide enough, then halve in between.
        var narrow = largest
        guard Self.width(mean: mean, concentration: narrow) <= width else {
            throw .unattainable("the interval is too narrow: no beta of mean \(mean) has a 90% interval \(width) wide")
        }
        var wide = narrow / 2
        while Self.width(mean: mean, concentration: wide) < width {
            narrow = wide
            wide /= 1.25
            guard wide >= smallest else {
                throw .unattainable(
                    "the interval is too wide: no beta of mean \(mean) has a 90% interval \(width) wide")
            }
        }
        for _ in 0..<200 where narrow - wide > wide * 1e-15 {
            let middle = (narrow + wide) / 2
            if Self.width(mean: mean, concentration: middle) < width { narrow = middle } else { wide = middle }
        }
        try self.init(mean: mean, concentration: wide)
    }

    private static func width(mean: Double, concentration: Double) -> Double {
        let function = IncompleteBeta(alpha: mean * concentration, beta: (1 - mean) * concentration)
        return 1 - function.complement.inverse(0.05) - function.inverse(0.05)
    }

    /// From two quantiles, found by bisection on the concentration and, within it, on the mean.
    /// - Throws: `MarginalFailure` unless 0 < lower < upper < 1 and a beta of allowed shapes meets them.
    public init(lower: Quantile, upper: Quantile) throws(MarginalFailure) {
        try lower.check("the lower quantile")
        try upper.check("the upper quantile")
        try Require.ascending("the lower probability", lower.probability, "the upper", upper.probability)
        try Require.ascending("the lower quantile", lower.value, "the upper", upper.value)
        try Require.probability("the lower quantile", lower.value)
        try Require.probability("the upper quantile", upper.value)
        guard let shapes = BetaFit(lower: lower, upper: upper).shapes() else {
            throw .unattainable(
                "no beta has the quantiles \(lower.value) at \(lower.probability) and \(upper.value) at "
                    + "\(upper.probability)")
        }
        try self.init(alpha: shapes.alpha, beta: shapes.beta)
    }

    /// Its mean.
    public var mean: Double { alpha / (alpha + beta) }

    /// The interval between its 5% and 95% quantiles.
    public var interval90: ClosedRange<Double> { quantile(0.05)...quantile(0.95) }

    /// The quantile of 0 < u < 1, by iteration; for plans, not for draws.
    public func quantile(_ uniform: Double) -> Double {
        uniform <= 0.5 ? function.inverse(uniform) : 1 - function.complement.inverse(1 - uniform)
    }

    /// Between 0 and 1.
    public var support: ClosedRange<Double> { 0...1 }

    /// The ends.
    public var corners: [Double] { [0, 1] }

    /// By the incomplete beta function.
    public func chances(around x: Double) -> Chances {
        function.chances(around: x, rest: 1 - x)
    }

    /// Infinite towards an end whose shape is below 1.
    public func density(_ x: Double) -> Double {
        function.density(x, rest: 1 - x)
    }

    /// A table: an even one, or where the distribution lies too close to an end for that, pieces.
    public func kernel() throws(MarginalFailure) -> QuantileKernel {
        try TabulatedKernels.kernel("beta", alpha, beta) { () throws(MarginalFailure) in
            if let table = QuantileTable(of: self) { return .table(table, low: 0, width: 1) }
            return .pieces(try QuantilePieces(of: self, name: "beta(\(alpha), \(beta))"))
        }
    }
}
