/// Student's t distribution, moved and stretched.
public struct StudentT: Marginal, Hashable {
    /// The fewer, the heavier the tails; 1 is the Cauchy distribution.
    public let degreesOfFreedom: Double
    /// The median.
    public let location: Double
    /// What the standard distribution is multiplied by.
    public let scale: Double
    private let tail: StudentTail

    /// The degrees of freedom for which the quantile function keeps its accuracy over all uniforms.
    public static let degrees = 0.2...1e6
    /// The scales for which no draw leaves the range of doubles.
    public static let scales = 1e-200...1e200

    /// From its degrees of freedom, location and scale.
    /// - Throws: `MarginalFailure` outside ``degrees`` and ``scales``.
    public init(degreesOfFreedom: Double, location: Double = 0, scale: Double = 1) throws(MarginalFailure) {
        try Require.within("the number of degrees of freedom", degreesOfFreedom, Self.degrees)
        try Require.finite([("the location", location)])
        try Require.within("the location", location, -1e290...1e290)
        try Require.within("the scale", scale, Self.scales)
        self.degreesOfFreedom = degreesOfFreedom
        self.location = location
        self.scale = scale
        tail = StudentTail(degreesOfFreedom: degreesOfFreedom)
    }

    /// Everything.
    public var support: ClosedRange<Double> { -.infinity ... .infinity }

    /// None.
    public var corners: [Double] { [] }

    /// By the tail of the standard distribution.
    public func chances(around x: Double) -> Chances {
        let t = (x - location) / scale
        let beyond = tail.chance(beyond: abs(t))
        return t < 0 ? Chances(below: beyond, above: 1 - beyond) : Chances(below: 1 - beyond, above: beyond)
    }

    /// A bell with heavy tails.
    public func density(_ x: Double) -> Double { tail.density((x - location) / scale) / scale }

    /// Pieces.
    public func kernel() throws(MarginalFailure) -> QuantileKernel {
        try TabulatedKernels.kernel("student_t", degreesOfFreedom, location, scale) { () throws(MarginalFailure) in
            .pieces(try QuantilePieces(of: self, name: "student_t(\(degreesOfFreedom))"))
        }
    }
}
