/// What can be called in a formula.
enum Function: String, CaseIterable {
    case minimum = "min"
    case maximum = "max"
    case clamp
    case absolute = "abs"
    case exponential = "exp"
    case logarithm = "log"
    case squareRoot = "sqrt"
    case floor
    case ceiling = "ceil"
    case round
    // The distributions, which stand in `value:` alone.
    case normal
    case lognormal
    case uniform
    case triangular
    case pert
    case beta
    case bernoulli
    case discrete

    /// Whether it makes a random input.
    var isDistribution: Bool {
        switch self {
        case .normal, .lognormal, .uniform, .triangular, .pert, .beta, .bernoulli, .discrete: true
        default: false
        }
    }
}

/// Words that a model may not use as names.
enum Keywords {
    /// The words of formulas that are neither names nor functions.
    static let operators: Set<String> = ["and", "or", "not", "if", "then", "else", "to"]

    /// Functions and distributions of format 1 that cannot be evaluated yet.
    static let unsupportedFunctions: Set<String> = [
        "sin", "cos", "sum", "mean", "product", "cumulative", "previous", "first", "last", "step", "length",
        "split_lognormal", "loguniform", "gamma", "exponential", "weibull", "student_t", "logistic", "binomial",
        "poisson",
        "mixture", "metalog", "empirical", "truncate", "dirichlet",
    ]

    /// Whether `name` has a meaning of its own.
    static func isReserved(_ name: String) -> Bool {
        operators.contains(name) || unsupportedFunctions.contains(name) || Function(rawValue: name) != nil
    }

    /// What to say where a feature of format 1 is used that is not built yet.
    static func unsupported(_ feature: String) -> String {
        "`\(feature)` is part of format 1 that this version does not support yet; leave it out"
    }
}
