/// The gamma distribution, from 0 up.
public struct Gamma: Marginal, Hashable {
    /// (mean / sd)^2.
    public let shape: Double
    /// mean / shape.
    public let scale: Double
    private let function: IncompleteGamma

    /// The shapes for which the quantile function keeps its accuracy over all uniforms.
    public static let shapes = 0.01...1e6
    /// The scales for which no draw leaves the range of doubles.
    public static let scales = 1e-290...1e290

    /// From its shape and scale.
    /// - Throws: `MarginalFailure` outside ``shapes`` and ``scales``.
    public init(shape: Double, scale: Double) throws(MarginalFailure) {
        try Require.within("the shape", shape, Self.shapes)
        try Require.within("the scale", scale, Self.scales)
        self.shape = shape
        self.scale = scale
        function = IncompleteGamma(shape: shape)
    }

    /// From its mean and standard deviation.
    /// - Throws: `MarginalFailure` unless both are above 0 and the shape (mean / sd)^2 lies in ``shapes``.
    public init(mean: Double, sd: Double) throws(MarginalFailure) {
        try Require.positive("the mean", mean)
        try Require.positive("the sd", sd)
        let ratio = mean / sd
        guard Self.shapes.contains(ratio * ratio) else {
            throw .unattainable(
                "a gamma's sd must lie between a thousandth of its mean and ten times it, not at \(sd) for \(mean)")
        }
        try self.init(shape: ratio * ratio, scale: sd / ratio)
    }

    /// From 0 up.
    public var support: ClosedRange<Double> { 0 ... .infinity }

    /// The lower end.
    public var corners: [Double] { [0] }

    /// By the incomplete gamma function.
    public func chances(around x: Double) -> Chances { function.chances(around: x / scale) }

    /// Infinite towards 0 for shapes below 1.
    public func density(_ x: Double) -> Double { function.density(x / scale) / scale }

    /// Pieces.
    public func kernel() throws(MarginalFailure) -> QuantileKernel {
        try TabulatedKernels.kernel("gamma", shape, scale) { () throws(MarginalFailure) in
            .pieces(try QuantilePieces(of: self, name: "gamma(\(shape), \(scale))"))
        }
    }
}
