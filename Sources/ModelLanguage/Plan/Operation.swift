import CKernels

/// What one step of a plan computes, element by element over a column.
///
/// The raw values are part of the plan's canonical bytes and never change their meaning.
public enum Operation: UInt8, CaseIterable, Sendable {
    case add = 0
    case subtract = 1
    case multiply = 2
    case divide = 3
    case power = 4
    case minimum = 5
    case maximum = 6
    case less = 16
    case lessOrEqual = 17
    case equal = 18
    case notEqual = 19
    case and = 20
    case or = 21
    /// 1 where two sides of an identity agree to 1e-9 relative, else 0; never undefined.
    case close = 22
    case negate = 32
    case absolute = 33
    case exponential = 34
    case logarithm = 35
    case squareRoot = 36
    case floor = 37
    case ceiling = 38
    case round = 39
    case not = 40
    case sine = 41
    case cosine = 42
    /// The second operand where the first is true, the third where it is false, NaN where it is undefined.
    case select = 48

    /// How many operands it reads: one, two or three.
    var operandCount: Int {
        switch self {
        case .select: 3
        case .negate, .absolute, .exponential, .logarithm, .squareRoot, .floor, .ceiling, .round, .not,
            .sine, .cosine:
            1
        default: 2
        }
    }

    /// Computes `count` elements of `out`, which may be one of the operands; operands beyond
    /// ``operandCount`` are not read, and of those that are `fixed` (`arithmetic.h`) the first element alone.
    func apply(
        _ first: UnsafePointer<Double>, _ second: UnsafePointer<Double>, _ third: UnsafePointer<Double>,
        fixed: UInt32 = 0, into out: UnsafeMutablePointer<Double>, count: Int
    ) {
        switch self {
        case .add: suanli_add(first, second, fixed, out, count)
        case .subtract: suanli_subtract(first, second, fixed, out, count)
        case .multiply: suanli_multiply(first, second, fixed, out, count)
        case .divide: suanli_divide(first, second, fixed, out, count)
        case .power: suanli_power(first, second, fixed, out, count)
        case .minimum: suanli_minimum(first, second, fixed, out, count)
        case .maximum: suanli_maximum(first, second, fixed, out, count)
        case .less: suanli_less(first, second, fixed, out, count)
        case .lessOrEqual: suanli_less_equal(first, second, fixed, out, count)
        case .equal: suanli_equal(first, second, fixed, out, count)
        case .notEqual: suanli_not_equal(first, second, fixed, out, count)
        case .and: suanli_and(first, second, fixed, out, count)
        case .or: suanli_or(first, second, fixed, out, count)
        case .close: suanli_close(first, second, fixed, out, count)
        case .negate: suanli_negate(first, out, count)
        case .absolute: suanli_absolute(first, out, count)
        case .exponential: suanli_exp_column(first, out, count)
        case .logarithm: suanli_log_column(first, out, count)
        case .squareRoot: suanli_square_root(first, out, count)
        case .floor: suanli_floor(first, out, count)
        case .ceiling: suanli_ceiling(first, out, count)
        case .round: suanli_round(first, out, count)
        case .not: suanli_not(first, out, count)
        case .sine: suanli_sin_column(first, out, count)
        case .cosine: suanli_cos_column(first, out, count)
        case .select: suanli_select(first, second, third, fixed, out, count)
        }
    }

    /// The result for single numbers, by the same kernel that evaluates draws.
    func result(_ operands: [Double]) -> Double {
        var value = Double.nan
        let padded = operands + Array(repeating: 0, count: 3 - operands.count)
        padded.withUnsafeBufferPointer { column in
            guard let base = column.baseAddress else { return }
            apply(base, base + 1, base + 2, into: &value, count: 1)
        }
        return value
    }
}
