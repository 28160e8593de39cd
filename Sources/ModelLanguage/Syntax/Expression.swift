/// A formula or value as written, as an array in post-order: operands are the indices of earlier nodes and the last node is
/// the whole. Names mean nothing yet.
struct Expression {
    /// The text and where it stands.
    let scalar: YAMLScalar
    private(set) var nodes: [Node] = []
    /// Where in the text each node is best pointed at, in bytes.
    private(set) var offsets: [Int] = []

    /// One part.
    enum Node {
        case number(Double, isPercent: Bool, unit: UnitExpression?)
        case name(String)
        case unary(UnaryOperation, Int)
        case binary(BinaryOperation, Int, Int)
        case conditional(condition: Int, then: Int, otherwise: Int)
        /// A function of the language; `over` is the axis that it works along, where one is written.
        case call(Function, [Argument], over: Word?)
        /// A function of the model's own.
        case userCall(String, [Int])
        /// `step` or `length` of an axis.
        case axisCall(Function, Word)
        /// `operand[axis: label, ...]`.
        case pick(Int, [Pick])
        /// `low to high`.
        case range(Int, Int)
    }

    /// What stands between the commas of a call.
    struct Argument {
        /// What stands before a colon.
        enum Label {
            case name(String)
            case number(Double)
        }

        let label: Label?
        let value: Int
    }

    /// A name or label that is no value.
    struct Word {
        let text: String
        /// Where in the text, in bytes.
        let offset: Int
    }

    /// `axis: label` between brackets.
    struct Pick {
        let axis: Word
        let label: Word
    }

    /// An expression without parts.
    init(scalar: YAMLScalar) {
        self.scalar = scalar
    }

    /// The index of the whole.
    var root: Int { nodes.count - 1 }

    /// Appends a node and returns its index.
    mutating func append(_ node: Node, at offset: Int) -> Int {
        nodes.append(node)
        offsets.append(offset)
        return nodes.count - 1
    }
}

extension Expression.Node {
    /// The parts that it is made of, in the order in which they are written.
    var operands: [Int] {
        switch self {
        case .number, .name, .axisCall: []
        case .unary(_, let operand), .pick(let operand, _): [operand]
        case .binary(_, let left, let right), .range(let left, let right): [left, right]
        case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
        case .call(_, let arguments, _): arguments.map(\.value)
        case .userCall(_, let arguments): arguments
        }
    }
}

/// A unit as written: names with their exponents, from left to right; empty for `1`.
struct UnitExpression {
    /// One name.
    struct Factor {
        let name: String
        let exponent: Int
        /// Where in the text, in bytes.
        let offset: Int
    }

    var factors: [Factor] = []
}
