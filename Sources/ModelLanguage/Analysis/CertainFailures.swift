import Sampling

/// Finds what fails in every draw: a division by a constant 0, a logarithm of a constant below 0, and the like.
///
/// Only what every draw evaluates counts: a branch that a random condition may not take does not, nor does what no result
/// depends on.
struct CertainFailures {
    private let quantities: [LoweredFormula]
    private let roots: [LoweredFormula]
    private let rootQuantities: [Int]

    /// Of a model's quantities in order of dependency, its other formulas, and the quantities that it reports.
    init(quantities: [LoweredFormula], roots: [LoweredFormula], rootQuantities: [Int]) {
        self.quantities = quantities
        self.roots = roots
        self.rootQuantities = rootQuantities
    }

    /// How many nodes there are in all.
    var size: Int { (quantities + roots).reduce(0) { $0 + $1.formula.nodes.count } }

    /// Each failure under `inputs`, which gives the value of an input that is the same in every draw.
    func find(inputs: (Int) -> Double?) -> [(scalar: YAMLScalar, failure: ExpressionFailure)] {
        var known: [Double?] = []
        var values: [[Double?]] = []
        for quantity in quantities {
            let nodes = Self.evaluate(quantity.formula, inputs: inputs, quantities: known)
            known.append(nodes[nodes.count - 1])
            values.append(nodes)
        }
        var found: [(YAMLScalar, ExpressionFailure)] = []
        var isNeeded = Array(repeating: false, count: quantities.count)
        for quantity in rootQuantities { isNeeded[quantity] = true }
        for root in roots {
            let nodes = Self.evaluate(root.formula, inputs: inputs, quantities: known)
            found += Self.failures(in: root, values: nodes, needing: &isNeeded)
        }
        for index in quantities.indices.reversed() where isNeeded[index] {
            found += Self.failures(in: quantities[index], values: values[index], needing: &isNeeded)
        }
        return found
    }

    // MARK: Values

    /// Each node's value, where it is the same in every draw.
    private static func evaluate(
        _ formula: Formula, inputs: (Int) -> Double?, quantities: [Double?]
    ) -> [Double?] {
        var values: [Double?] = []
        values.reserveCapacity(formula.nodes.count)
        for node in formula.nodes {
            let value: Double? =
                switch node {
                case .constant(let value): value
                case .input(let input): inputs(input)
                case .quantity(let quantity): quantities[quantity]
                case .unary(let operation, let operand):
                    values[operand].map { operation.planOperation.result([$0]) }
                case .binary(let operation, let left, let right): result(operation, values[left], values[right])
                case .select(let condition, let then, let otherwise):
                    values[condition].flatMap { $0.isNaN ? nil : $0 != 0 ? values[then] : values[otherwise] }
                }
            values.append(value)
        }
        return values
    }

    private static func result(_ operation: BinaryOperation, _ left: Double?, _ right: Double?) -> Double? {
        switch (operation, left, right) {
        case (.and, 0?, _), (.and, _, 0?): 0
        case (.or, 1?, _), (.or, _, 1?): 1
        case (.greater, let left?, let right?): Operation.less.result([right, left])
        case (.greaterOrEqual, let left?, let right?): Operation.lessOrEqual.result([right, left])
        case (_, let left?, let right?): operation.planOperation.result([left, right])
        default: nil
        }
    }

    // MARK: Failures

    /// The failures among the nodes that every draw evaluates; marks the quantities that those mention.
    private static func failures(
        in located: LoweredFormula, values: [Double?], needing quantities: inout [Bool]
    ) -> [(YAMLScalar, ExpressionFailure)] {
        let nodes = located.formula.nodes
        var isNeeded = Array(repeating: false, count: nodes.count)
        isNeeded[nodes.count - 1] = true
        var found: [(YAMLScalar, ExpressionFailure)] = []
        for index in nodes.indices.reversed() where isNeeded[index] {
            for operand in neededOperands(of: nodes[index], values: values) { isNeeded[operand] = true }
            if case .quantity(let quantity) = nodes[index] { quantities[quantity] = true }
            if let message = failure(of: nodes[index], value: values[index], values: values) {
                found.append((located.scalar, ExpressionFailure(offset: located.offsets[index], message: message)))
            }
        }
        return found
    }

    private static func neededOperands(of node: Formula.Node, values: [Double?]) -> [Int] {
        switch node {
        case .constant, .input, .quantity: []
        case .unary(_, let operand): [operand]
        case .binary(.and, let left, let right): decided(left, right, by: 0, values)
        case .binary(.or, let left, let right): decided(left, right, by: 1, values)
        case .binary(_, let left, let right): [left, right]
        case .select(let condition, let then, let otherwise):
            values[condition].map { $0 != 0 ? [condition, then] : [condition, otherwise] } ?? [condition]
        }
    }

    /// A side counts only where the other is known not to decide.
    private static func decided(_ left: Int, _ right: Int, by value: Double, _ values: [Double?]) -> [Int] {
        var needed: [Int] = []
        if let other = values[right], other != value { needed.append(left) }
        if let other = values[left], other != value { needed.append(right) }
        return needed
    }

    private static func failure(of node: Formula.Node, value: Double?, values: [Double?]) -> String? {
        switch node {
        case .binary(.divide, _, let right) where values[right] == 0:
            return "this divides by 0 in every draw"
        case .unary(.logarithm, let operand):
            guard let argument = values[operand], argument <= 0 else { return nil }
            return "this is the logarithm of \(argument.short) in every draw; logarithms need a number above 0"
        case .unary(.squareRoot, let operand):
            guard let argument = values[operand], argument < 0 else { return nil }
            return
                "this is the square root of \(argument.short) in every draw; square roots need a number that is not below 0"
        case .unary(_, let operand):
            guard let value, !value.isFinite, values[operand]?.isFinite == true else { return nil }
            return "this is \(value) in every draw, not a finite number"
        case .binary(_, let left, let right):
            guard let value, !value.isFinite, values[left]?.isFinite == true, values[right]?.isFinite == true else {
                return nil
            }
            return "this is \(value) in every draw, not a finite number"
        default: return nil
        }
    }
}
