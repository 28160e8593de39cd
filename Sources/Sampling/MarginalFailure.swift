/// Why parameters do not make a distribution.
public enum MarginalFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// A parameter is infinite or NaN.
    case notFinite(parameter: String)
    /// A parameter that must be above zero is not.
    case notPositive(parameter: String, value: Double)
    /// Two parameters that must ascend do not.
    case notAscending(lower: String, Double, upper: String, Double)
    /// A parameter lies outside its range.
    case outOfRange(parameter: String, value: Double, from: Double, to: Double)
    /// No member of the family has the properties asked for.
    case unattainable(String)
    /// The weights of alternatives do not add up to 1.
    case weightsNotOne(sum: Double)
    /// The tabulated quantile function misses its accuracy.
    case notTabulated(String)

    /// One line that names the numbers.
    public var description: String {
        switch self {
        case .notFinite(let parameter): "\(parameter) is not a finite number"
        case .notPositive(let parameter, let value): "\(parameter) must be above 0, not \(value)"
        case .notAscending(let lower, let low, let upper, let high):
            "\(lower) must be below \(upper), and \(low) is not below \(high)"
        case .outOfRange(let parameter, let value, let from, let to):
            "\(parameter) must lie between \(from) and \(to), not at \(value)"
        case .unattainable(let what): what
        case .weightsNotOne(let sum): "the weights add up to \(sum), not to 1"
        case .notTabulated(let what): "the quantile function of \(what) cannot be tabulated to 1e-10"
        }
    }
}

/// Checks shared by the distributions' initialisers.
enum Require {
    static func finite(_ parameters: [(name: String, value: Double)]) throws(MarginalFailure) {
        for parameter in parameters where !parameter.value.isFinite { throw .notFinite(parameter: parameter.name) }
    }

    static func positive(_ name: String, _ value: Double) throws(MarginalFailure) {
        try finite([(name, value)])
        guard value > 0 else { throw .notPositive(parameter: name, value: value) }
    }

    static func ascending(
        _ lower: String, _ low: Double, _ upper: String, _ high: Double
    ) throws(MarginalFailure) {
        try finite([(lower, low), (upper, high)])
        guard low < high else { throw .notAscending(lower: lower, low, upper: upper, high) }
    }

    static func within(_ name: String, _ value: Double, _ range: ClosedRange<Double>) throws(MarginalFailure) {
        try finite([(name, value)])
        guard range.contains(value) else {
            throw .outOfRange(parameter: name, value: value, from: range.lowerBound, to: range.upperBound)
        }
    }

    /// Nothing that a draw may be is infinite.
    static func finiteDraws(_ kernel: QuantileKernel, of name: String) throws(MarginalFailure) {
        let low = kernel.quantile(0x1p-53)
        let high = kernel.quantile(1 - 0x1p-53)
        guard low.isFinite, high.isFinite else {
            throw .unattainable("\(name) spreads over more than numbers can hold, from \(low) to \(high)")
        }
    }

    static func probability(_ name: String, _ value: Double) throws(MarginalFailure) {
        try finite([(name, value)])
        guard value > 0, value < 1 else { throw .outOfRange(parameter: name, value: value, from: 0, to: 1) }
    }
}
