/// How much draws count that observations condition: integers, so that adding them up is exact in any order.
///
/// A weight is the chance of the observation given the draw, relative to the largest there can be, in units of 2^-24; what is
/// below half a unit counts as nothing.
public enum DrawWeight {
    /// The weight of a draw that fits the observations as well as any can.
    public static let one: UInt64 = 1 << 24
    /// The most draws of which the weights surely add up in 63 bits.
    public static let maximumDraws: UInt64 = 1 << 39
}

/// What the weights of some draws come to.
public struct WeightTally: Hashable, Sendable {
    /// Their sum; where draws count alike, their number.
    public internal(set) var sum: UInt64 = 0
    /// The sum of their squares.
    public internal(set) var squares: UInt128 = 0
    /// Draws whose weight is not defined, since what was observed is not: they count as nothing.
    public internal(set) var undefined: UInt64 = 0
    /// Draws that fit better than a weight can say, and count as one: with any of them the figures are those of another distribution.
    public internal(set) var capped: UInt64 = 0

    /// With fewer effective draws figures rest on a handful of draws that happen to fit, and their errors cannot be trusted: 50 a replicate.
    private static let fewestEffectiveDraws = 800.0

    /// Whether what fits is too little to trust the errors of any figure.
    public var isStarved: Bool { effectiveDraws < Self.fewestEffectiveDraws || capped > 0 }

    /// Of no draws.
    init() {}

    /// Of `draws` that count alike.
    init(draws: UInt64) {
        sum = draws
        squares = UInt128(draws)
    }

    /// How many draws that count alike would say as much: (sum w)^2 / sum w^2 (Kish, "Survey Sampling", 1965, section 11.7); 0
    /// of none.
    public var effectiveDraws: Double {
        squares > 0 ? Double(sum) * Double(sum) / Double(squares) : 0
    }

    mutating func merge(_ next: WeightTally) {
        sum += next.sum
        squares += next.squares
        undefined += next.undefined
        capped += next.capped
    }
}
