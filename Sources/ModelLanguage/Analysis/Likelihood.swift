public import Sampling

/// How likely an observation is, given what it is of; relative to the largest there can be, 0...1.
public enum Likelihood: Sendable {
    /// The quantity was found between two numbers, both included, in base units.
    case between(low: Double, high: Double)
    /// The quantity was measured: the density of this distribution, one unit of it being `scale` base units.
    case density(any Marginal, scale: Double)
}

extension Likelihood {
    /// The distributions whose density draws can be weighted by.
    static let usable =
        "a range, normal, lognormal, split_lognormal, uniform, triangular, pert, or a beta whose shapes are at least 1"

    /// Whether draws can be weighted by the density of `marginal`: where it is bounded and has a closed form.
    static func canWeigh(by marginal: any Marginal) -> Bool {
        switch marginal {
        case is Normal, is Lognormal, is SplitLognormal, is Uniform, is Triangular, is PERT: true
        case let beta as Beta: beta.alpha >= 1 && beta.beta >= 1
        default: false
        }
    }
}
