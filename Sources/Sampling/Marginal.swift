/// The distribution of one random input, as a function of one uniform.
///
/// Quantile functions meet |F(Q(u)) - u| <= 1e-10 min(u, 1 - u) + 2^-53, or Q(u) is within 2 units in the last place;
/// an atom is met exactly unless u is within 1e-12 of one of its two ends.
public protocol Marginal: Sendable {
    /// The smallest closed range that holds every draw; its ends may be infinite.
    var support: ClosedRange<Double> { get }

    /// In ascending order, the points between which the distribution function is smooth: every atom, every finite end
    /// of the support, every jump of the density or of its slope.
    var corners: [Double] { get }

    /// The chances of lying below, at and above `x`.
    func chances(around x: Double) -> Chances

    /// The derivative of the distribution function at `x` where it has one, atoms left out.
    func density(_ x: Double) -> Double

    /// The quantile function, ready for columns of uniforms. Costs nothing for closed forms, a few milliseconds for a
    /// table.
    /// - Throws: ``MarginalFailure/notTabulated(_:)``.
    func kernel() throws(MarginalFailure) -> QuantileKernel
}

/// How the chance of one draw is shared about a point. The three add up to 1.
public struct Chances: Hashable, Sendable {
    /// Below the point; where it is the smaller tail, to about 1e-13 of itself.
    public let below: Double
    /// Exactly at the point: above 0 for atoms only.
    public let at: Double
    /// Above the point; where it is the smaller tail, to about 1e-13 of itself.
    public let above: Double

    /// The given shares.
    public init(below: Double, at: Double = 0, above: Double) {
        self.below = below
        self.at = at
        self.above = above
    }

    /// All on one side of the support's end `low` or `high`, or `nil` inside.
    init?(outside support: ClosedRange<Double>, _ x: Double) {
        if x <= support.lowerBound {
            self.init(below: 0, above: 1)
        } else if x >= support.upperBound {
            self.init(below: 1, above: 0)
        } else {
            return nil
        }
    }
}

extension Marginal {
    /// The closed ranges of u over which the quantile is constant, in ascending order: none for a continuous
    /// distribution, all of [0, 1] for a single value.
    public var atoms: [ClosedRange<Double>] {
        corners.compactMap { corner in
            let chances = chances(around: corner)
            guard chances.at > 0 else { return nil }
            // Each end from the nearer end of [0, 1].
            let isLow = chances.below <= chances.above
            let start = isLow ? chances.below : max(0, 1 - (chances.above + chances.at))
            let end = isLow ? min(1, chances.below + chances.at) : 1 - chances.above
            return start < end ? start...end : nil
        }
    }
}
