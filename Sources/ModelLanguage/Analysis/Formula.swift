/// A formula in base units, as an array in post-order: operands are the indices of earlier nodes and the last node is
/// the result. There is at least one node.
public struct Formula: Hashable, Sendable {
    /// The nodes, operands before what uses them.
    public let nodes: [Node]

    /// One step of a formula.
    public enum Node: Hashable, Sendable {
        /// A number.
        case constant(Double)
        /// The value of the input of that index.
        case input(Int)
        /// The value of the quantity of that index.
        case quantity(Int)
        /// An operation on one earlier node.
        case unary(UnaryOperation, Int)
        /// An operation on two earlier nodes.
        case binary(BinaryOperation, Int, Int)
        /// One of two earlier nodes, as an earlier condition decides.
        case select(condition: Int, then: Int, otherwise: Int)
    }
}

/// An operation on one number or condition.
public enum UnaryOperation: String, Hashable, CaseIterable, Sendable {
    case negate
    case absolute
    case exponential
    case logarithm
    case squareRoot
    case floor
    case ceiling
    /// To the nearest whole number, halves to the even one.
    case round
    case not
}

/// An operation on two numbers or conditions; comparisons give 1, 0, or NaN where an operand is NaN.
public enum BinaryOperation: String, Hashable, CaseIterable, Sendable {
    case add
    case subtract
    case multiply
    case divide
    case power
    case minimum
    case maximum
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
    case equal
    case notEqual
    case and
    case or
}
