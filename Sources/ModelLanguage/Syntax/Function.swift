/// What can be called in a formula.
enum Function: String, CaseIterable {
    case minimum = "min"
    case maximum = "max"
    case clamp
    case absolute = "abs"
    case exponential = "exp"
    case logarithm = "log"
    case squareRoot = "sqrt"
    case sine = "sin"
    case cosine = "cos"
    case floor
    case ceiling = "ceil"
    case round
    // Over an axis.
    case sum
    case mean
    case product
    case cumulative
    case previous
    case first
    case last
    case step
    case length
    // The distributions, which stand in `value:` alone.
    case normal
    case lognormal
    case splitLognormal = "split_lognormal"
    case uniform
    case loguniform
    case triangular
    case pert
    case beta
    case gamma
    case exponentialDistribution = "exponential"
    case weibull
    case studentT = "student_t"
    case logistic
    case bernoulli
    case binomial
    case poisson
    case discrete
    case mixture
    case metalog
    case empirical
    case truncate
    case dirichlet

    /// Whether it makes a random input.
    var isDistribution: Bool {
        switch self {
        case .normal, .lognormal, .splitLognormal, .uniform, .loguniform, .triangular, .pert, .beta, .gamma,
            .exponentialDistribution, .weibull, .studentT, .logistic, .bernoulli, .binomial, .poisson, .discrete,
            .mixture, .metalog, .empirical, .truncate, .dirichlet:
            true
        default: false
        }
    }

    /// Whether its only argument is the name of an axis.
    var takesAxis: Bool { self == .step || self == .length }

    /// Whether `over:` may stand among its arguments.
    var worksOverAxis: Bool {
        switch self {
        case .minimum, .maximum, .sum, .mean, .product, .cumulative, .previous, .first, .last: true
        default: false
        }
    }
}

/// Words that a model may not use as names.
enum Keywords {
    /// The words of formulas that are neither names nor functions.
    static let operators: Set<String> = ["and", "or", "not", "if", "then", "else", "to", "over"]

    /// Whether `name` has a meaning of its own.
    static func isReserved(_ name: String) -> Bool {
        operators.contains(name) || Function(rawValue: name) != nil
    }
}
