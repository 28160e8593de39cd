import CKernels

/// A distribution on condition that the draw lies between two ends, which belong to the range.
public struct Truncated: Marginal {
    /// A ``Cut``, or a discrete distribution or mixture without what lies outside.
    let conditioned: any Marginal

    /// The least mass that may be left: beyond, rounding of the base would show.
    static let leastMass = 1e-12

    /// `base` between `min` and `max`, one of which may be left out.
    /// - Throws: `MarginalFailure` unless min < max, and at least a 1e-12th of the draws of `base` lies between them.
    public init(_ base: any Marginal, min: Double?, max: Double?) throws(MarginalFailure) {
        guard min != nil || max != nil else { throw .unattainable("a truncated distribution needs min, max or both") }
        if let min { try Require.finite([("min", min)]) }
        if let max { try Require.finite([("max", max)]) }
        if let min, let max { try Require.ascending("min", min, "max", max) }
        let range = (min ?? -.infinity)...(max ?? .infinity)
        guard let (conditioned, mass) = Self.conditioned(base, on: range) else {
            throw .unattainable("nothing lies \(Self.words(min, max))")
        }
        guard mass >= Self.leastMass else {
            throw .unattainable(
                "only a share \(mass) lies \(Self.words(min, max)), and 1e-12 is the least that can be drawn from")
        }
        self.conditioned = conditioned
    }

    private static func words(_ min: Double?, _ max: Double?) -> String {
        switch (min, max) {
        case (let min?, let max?): "between \(min) and \(max)"
        case (let min?, nil): "at or above \(min)"
        case (nil, let max): "at or below \(max ?? .infinity)"
        }
    }

    /// What is left of `base` in `range`, and how much; `nil` for nothing.
    static func conditioned(_ base: any Marginal, on range: ClosedRange<Double>) -> (any Marginal, mass: Double)? {
        switch base {
        case let truncated as Truncated: return conditioned(truncated.conditioned, on: range)
        case let mixture as Mixture: return mixture.within(range).map { ($0.mixture, $0.mass) }
        case let stepped as any Stepped:
            return stepped.steps.within(range).map { (Discrete(steps: $0.steps), $0.weight) }
        default: return Cut(base, range).map { ($0, $0.mass) }
        }
    }

    /// Between the ends.
    public var support: ClosedRange<Double> { conditioned.support }

    /// The base's between the ends, and the ends.
    public var corners: [Double] { conditioned.corners }

    /// Shares of the mass that is left.
    public func chances(around x: Double) -> Chances { conditioned.chances(around: x) }

    /// That of the base, in proportion.
    public func density(_ x: Double) -> Double { conditioned.density(x) }

    /// Pieces, or steps of a discrete base.
    public func kernel() throws(MarginalFailure) -> QuantileKernel { try conditioned.kernel() }
}

/// What is left of a continuous distribution between two ends.
struct Cut: Marginal {
    private let base: any Marginal
    let support: ClosedRange<Double>
    let corners: [Double]
    /// The base's mass between the ends, above 0.
    let mass: Double
    private let low: Place
    private let high: Place

    /// A point and the base's chances around it.
    private struct Place {
        let x: Double
        let chances: Chances
    }

    /// `nil` when nothing is left.
    init?(_ base: any Marginal, _ range: ClosedRange<Double>) {
        let low = max(range.lowerBound, base.support.lowerBound)
        let high = min(range.upperBound, base.support.upperBound)
        guard low < high else { return nil }
        self.base = base
        support = low...high
        let inner = base.corners.filter { low < $0 && $0 < high }
        corners = (low.isFinite ? [low] : []) + inner + (high.isFinite ? [high] : [])
        self.low = Place(x: low, chances: base.chances(around: low))
        self.high = Place(x: high, chances: base.chances(around: high))
        mass = Self.mass(of: base, from: self.low, to: self.high, corners: corners)
        guard mass > 1e-300 else { return nil }
    }

    func chances(around x: Double) -> Chances {
        if let outside = Chances(outside: support, x) { return outside }
        let place = Place(x: x, chances: base.chances(around: x))
        return Chances(
            below: min(1, Self.mass(of: base, from: low, to: place, corners: corners) / mass),
            above: min(1, Self.mass(of: base, from: place, to: high, corners: corners) / mass))
    }

    func density(_ x: Double) -> Double { support.contains(x) ? base.density(x) / mass : 0 }

    func kernel() throws(MarginalFailure) -> QuantileKernel {
        .pieces(try QuantilePieces(of: self, name: "the truncated distribution"))
    }

    /// What lies between two places, to about 1e-11 of itself: the difference of the smaller tails, or the integral of the
    /// density where that difference would lose too many digits. There the density is smooth between corners, since the
    /// range is short against the distance from the tail's end.
    private static func mass(of base: any Marginal, from low: Place, to high: Place, corners: [Double]) -> Double {
        let isLower = high.chances.below <= low.chances.above
        let difference =
            isLower ? high.chances.below - low.chances.below : low.chances.above - high.chances.above
        // An infinite end leaves no digit to lose.
        if difference >= (isLower ? high.chances.below : low.chances.above) / 32 { return difference }
        var sum = 0.0
        var start = low.x
        for end in corners + [high.x] where start < end {
            sum += integral(of: base, from: start, to: min(end, high.x))
            start = min(end, high.x)
        }
        return sum
    }

    /// The integral of the density; over log |x| where it falls with |x| by more than a little, since tails that follow a
    /// power are smooth there.
    private static func integral(of base: any Marginal, from low: Double, to high: Double) -> Double {
        let isFalling =
            low > 0 && high > 1.5 * low && base.density(low) > 4 * base.density(high)
            || high < 0 && low < 1.5 * high && base.density(high) > 4 * base.density(low)
        guard isFalling else {
            return GaussLegendre.integral(from: low, to: high, base.density)
        }
        let sign: Double = low > 0 ? 1 : -1
        let ends = [suanli_log(abs(low)), suanli_log(abs(high))].sorted()
        return GaussLegendre.integral(from: ends[0], to: ends[1]) { logarithm in
            let size = suanli_exp(logarithm)
            return base.density(sign * size) * size
        }
    }
}
