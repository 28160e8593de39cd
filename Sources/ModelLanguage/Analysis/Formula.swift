/// A formula in base units, as an array in post-order: operands are the indices of earlier nodes and the last node is
/// the result. There is at least one node.
public struct Formula: Hashable, Sendable {
    /// The nodes, operands before what uses them.
    public let nodes: [Node]
    /// Along which axes each node lies. Where operands lie along other axes than their result, they are repeated along
    /// those that they lack.
    public let shapes: [Shape]

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
        /// An earlier node's elements along an axis, one operation after the other.
        case reduce(BinaryOperation, Int, over: Int)
        /// The running sum of an earlier node along an axis.
        case cumulative(Int, over: Int)
        /// An earlier node one step before along an axis, at the first step another node.
        case previous(Int, initial: Int, over: Int)
        /// An earlier node at one position of an axis.
        case pick(Int, axis: Int, position: Int)
        /// 0, 1, 2, ... along an axis.
        case step(axis: Int)
    }

    /// The shape of the result.
    public var shape: Shape { shapes[shapes.count - 1] }
}

extension Formula.Node {
    /// The earlier nodes that it is made of.
    var operands: [Int] {
        switch self {
        case .constant, .input, .quantity, .step: []
        case .unary(_, let operand), .reduce(_, let operand, _), .cumulative(let operand, _), .pick(let operand, _, _):
            [operand]
        case .binary(_, let left, let right): [left, right]
        case .previous(let operand, let initial, _): [operand, initial]
        case .select(let condition, let then, let otherwise): [condition, then, otherwise]
        }
    }
}

/// An operation on one number or condition.
public enum UnaryOperation: String, Hashable, CaseIterable, Sendable {
    case negate
    case absolute
    case exponential
    case logarithm
    case squareRoot
    case sine
    case cosine
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
