/// Checks the units and kinds of one formula and brings it to base units.
struct FormulaChecker {
    /// What names mean.
    struct Scope {
        let units: UnitTable
        let names: [String: NamedValue]
        /// Of each input.
        let inputs: [ValueType]
        /// Whether the input is 0 or 1 in every draw and has no unit.
        let isBinary: [Bool]
        /// Of each quantity of the draft, as far as they are known.
        var quantities: [ValueType]
        /// Where each quantity of the draft stands in order of dependency.
        let positions: [Int]
        let suggestions: Suggestions
    }

    private let scope: Scope
    private let expression: Expression
    private var nodes: [Formula.Node] = []
    private var offsets: [Int] = []
    /// Of each part of the expression: where its result is, and what.
    private var results: [(node: Int, type: ValueType)] = []
    /// The inputs that stand where a condition is due.
    private(set) var conditionInputs: Set<Int> = []

    init(_ expression: Expression, scope: Scope) {
        self.expression = expression
        self.scope = scope
    }

    /// The formula of the whole expression.
    mutating func check() throws(ExpressionFailure) -> LoweredFormula {
        try lowerNodes(upTo: expression.root)
        return lowered(results[expression.root].type)
    }

    /// The condition that the expression is.
    mutating func checkCondition() throws(ExpressionFailure) -> LoweredFormula {
        try lowerNodes(upTo: expression.root)
        _ = try condition(expression.root, at: 0)
        return lowered(.condition)
    }

    /// The two sides of an equation, which is the whole expression.
    mutating func checkEquation() throws(ExpressionFailure) -> (left: LoweredFormula, right: LoweredFormula) {
        guard case .binary(.equal, let left, let right) = expression.nodes[expression.root] else {
            throw ExpressionFailure(offset: 0, message: "an identity is an equation: `a == b + c`")
        }
        try lowerNodes(upTo: left)
        let leftType = results[left].type
        let first = lowered(leftType)
        // The right side stands alone, so that it is a formula of its own; what is before it is not mentioned by it.
        let start = nodes.count
        try lowerNodes(upTo: right)
        let rightType = results[right].type
        _ = try unified(left, right, at: expression.offsets[expression.root], "the two sides of an identity")
        let second = LoweredFormula(
            formula: Formula(nodes: nodes[start...].map { $0.shifted(by: -start) }), type: rightType,
            offsets: Array(offsets[start...]), scalar: expression.scalar)
        return (first, second)
    }

    private func lowered(_ type: ValueType) -> LoweredFormula {
        LoweredFormula(formula: Formula(nodes: nodes), type: type, offsets: offsets, scalar: expression.scalar)
    }

    // MARK: Nodes

    private mutating func lowerNodes(upTo last: Int) throws(ExpressionFailure) {
        while results.count <= last {
            let index = results.count
            results.append(try lower(expression.nodes[index], at: expression.offsets[index]))
        }
    }

    private mutating func append(_ node: Formula.Node, at offset: Int) -> Int {
        nodes.append(node)
        offsets.append(offset)
        return nodes.count - 1
    }

    private mutating func lower(
        _ node: Expression.Node, at offset: Int
    ) throws(ExpressionFailure) -> (node: Int, type: ValueType) {
        switch node {
        case .number(let value, _, let unit):
            let measured = try unit.map { (unit) throws(ExpressionFailure) in try scope.units.measured(unit) }
            let type: ValueType = measured.map { .number($0.dimension) } ?? (value == 0 ? .zero : .number(.one))
            return (append(.constant(value * (measured?.scale ?? 1)), at: offset), type)
        case .name(let name): return try lower(name: name, at: offset)
        case .unary(.not, let operand):
            let condition = try condition(operand, at: offset)
            return (append(.unary(.not, condition), at: offset), .condition)
        case .unary(let operation, let operand):
            let type = try number(operand, at: offset)
            return (append(.unary(operation, results[operand].node), at: offset), type)
        case .binary(let operation, let left, let right):
            return try lower(operation, left, right, at: offset)
        case .conditional(let condition, let then, let otherwise):
            return try lower(if: condition, then: then, otherwise: otherwise, at: offset)
        case .call(let function, let arguments): return try lower(function, arguments, at: offset)
        case .range:
            throw ExpressionFailure(
                offset: offset,
                message: "a range stands only in the `value:` of an input; make it an input and use its name")
        }
    }

    private mutating func lower(
        name: String, at offset: Int
    ) throws(ExpressionFailure) -> (node: Int, type: ValueType) {
        switch scope.names[name] {
        case .input(let input): return (append(.input(input), at: offset), scope.inputs[input])
        case .quantity(let quantity):
            return (append(.quantity(scope.positions[quantity]), at: offset), scope.quantities[quantity])
        case .unreadable: return (append(.constant(0), at: offset), .unknown)
        case nil where scope.units.names.contains(name):
            throw ExpressionFailure(offset: offset, message: "`\(name)` is a unit, not a number; write `1 \(name)`")
        case nil:
            let hint = scope.suggestions.hint(for: name, among: scope.names.keys)
            throw ExpressionFailure(
                offset: offset,
                message:
                    "there is no input or quantity `\(name.prefix(60))`\(hint.isEmpty ? "; define it, or check the spelling" : hint)"
            )
        }
    }

    private mutating func lower(
        if condition: Int, then: Int, otherwise: Int, at offset: Int
    ) throws(ExpressionFailure) -> (node: Int, type: ValueType) {
        let chooser = try self.condition(condition, at: offset)
        let node = { (checker: FormulaChecker) in
            Formula.Node.select(
                condition: chooser, then: checker.results[then].node, otherwise: checker.results[otherwise].node)
        }
        let type: ValueType
        if results[then].type == .condition && results[otherwise].type == .condition {
            type = .condition
        } else {
            type = try unified(then, otherwise, at: offset, "the two branches of `if`")
        }
        return (append(node(self), at: offset), type)
    }

    // MARK: Kinds and units

    /// The type of part `index`, which must be a number.
    private func number(_ index: Int, at offset: Int) throws(ExpressionFailure) -> ValueType {
        guard results[index].type != .condition else {
            throw ExpressionFailure(
                offset: expression.offsets[index], message: "a condition is not a number; write `if ... then 1 else 0`")
        }
        return results[index].type
    }

    /// The dimension of part `index`, which must be a number; `nil` where it is not known.
    private func dimension(_ index: Int, at offset: Int) throws(ExpressionFailure) -> Dimension? {
        switch try number(index, at: offset) {
        case .number(let dimension): dimension
        case .zero: .one
        case .condition, .unknown: nil
        }
    }

    /// Checks that part `index` is a plain number.
    private func plain(_ index: Int, _ what: String) throws(ExpressionFailure) {
        let offset = expression.offsets[index]
        guard let dimension = try dimension(index, at: offset), !dimension.isOne else { return }
        throw ExpressionFailure(
            offset: offset,
            message: "\(what) is a plain number, not one in \(scope.units.text(of: dimension)); divide by a unit first")
    }

    /// The common type of two numbers, which must have one dimension.
    private func unified(
        _ left: Int, _ right: Int, at offset: Int, _ what: String
    ) throws(ExpressionFailure) -> ValueType {
        let (first, second) = (try number(left, at: offset), try number(right, at: offset))
        switch (first, second) {
        case (.unknown, _), (_, .unknown): return .unknown
        case (.zero, let other), (let other, .zero): return other
        case (.number(let first), .number(let second)) where first != second:
            throw ExpressionFailure(
                offset: offset,
                message:
                    "\(what) have different units: \(scope.units.text(of: first)) and \(scope.units.text(of: second))")
        default: return first
        }
    }

    /// The node of part `index`, which must be a condition, or an input that is 0 or 1.
    private mutating func condition(_ index: Int, at offset: Int) throws(ExpressionFailure) -> Int {
        switch results[index].type {
        case .condition, .unknown: return results[index].node
        case .number, .zero: break
        }
        if case .name(let name) = expression.nodes[index], case .input(let input) = scope.names[name],
            scope.isBinary[input]
        {
            conditionInputs.insert(input)
            return results[index].node
        }
        throw ExpressionFailure(
            offset: expression.offsets[index],
            message: "a number is not a condition; compare it, as in `x > 0` (only an input that is 0 or 1, such as "
                + "bernoulli, can stand alone)")
    }

    // MARK: Operators

    private mutating func lower(
        _ operation: BinaryOperation, _ left: Int, _ right: Int, at offset: Int
    ) throws(ExpressionFailure) -> (node: Int, type: ValueType) {
        let type: ValueType
        switch operation {
        case .and, .or:
            let first = try condition(left, at: offset)
            let second = try condition(right, at: offset)
            return (append(.binary(operation, first, second), at: offset), .condition)
        case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual:
            _ = try unified(left, right, at: offset, "the two sides of a comparison")
            type = .condition
        case .add: type = try unified(left, right, at: offset, "the terms of `+`")
        case .subtract: type = try unified(left, right, at: offset, "the terms of `-`")
        case .minimum, .maximum: type = try unified(left, right, at: offset, "the arguments")
        case .multiply: type = try product(left, right, power: 1, at: offset)
        case .divide: type = try product(left, right, power: -1, at: offset)
        case .power: type = try power(left, right, at: offset)
        }
        return (append(.binary(operation, results[left].node, results[right].node), at: offset), type)
    }

    private func product(
        _ left: Int, _ right: Int, power: Int, at offset: Int
    ) throws(ExpressionFailure) -> ValueType {
        guard let first = try dimension(left, at: offset), let second = try dimension(right, at: offset) else {
            return .unknown
        }
        guard let product = first.times(second, power: power) else {
            throw ExpressionFailure(
                offset: offset, message: "the exponents of the unit grow beyond \(Dimension.limit) here")
        }
        return .number(product)
    }

    private func power(_ base: Int, _ exponent: Int, at offset: Int) throws(ExpressionFailure) -> ValueType {
        try plain(exponent, "an exponent")
        guard let dimension = try dimension(base, at: offset) else { return .unknown }
        if dimension.isOne { return .number(.one) }
        guard let whole = wholeNumber(exponent) else {
            throw ExpressionFailure(
                offset: expression.offsets[exponent],
                message:
                    "a number in \(scope.units.text(of: dimension)) can only be raised to a whole number that is written out"
            )
        }
        guard let result = Dimension.one.times(dimension, power: whole) else {
            throw ExpressionFailure(
                offset: offset, message: "the exponents of the unit grow beyond \(Dimension.limit) here")
        }
        return .number(result)
    }

    /// The whole number, perhaps with a sign, that part `index` is.
    private func wholeNumber(_ index: Int) -> Int? {
        switch expression.nodes[index] {
        case .number(let value, _, nil): Int(exactly: value)
        case .unary(.negate, let operand): wholeNumber(operand).map { -$0 }
        default: nil
        }
    }

    // MARK: Functions

    private mutating func lower(
        _ function: Function, _ arguments: [Expression.Argument], at offset: Int
    ) throws(ExpressionFailure) -> (node: Int, type: ValueType) {
        guard !function.isDistribution else {
            throw ExpressionFailure(
                offset: offset,
                message:
                    "`\(function.rawValue)` stands only in the `value:` of an input; make it an input and use its name")
        }
        let values = arguments.map(\.value)
        try function.check(argumentCount: values.count, at: offset)
        switch function {
        case .minimum: return try fold(.minimum, values, function, at: offset)
        case .maximum: return try fold(.maximum, values, function, at: offset)
        case .clamp: return try clamp(values, at: offset)
        default: return try lower(function, ofNumber: values[0], at: offset)
        }
    }

    /// The common type of numbers that must have one dimension.
    private func common(_ values: [Int], _ function: Function) throws(ExpressionFailure) -> ValueType {
        var typical = values[0]
        var type = try number(typical, at: expression.offsets[typical])
        for value in values.dropFirst() {
            type = try unified(
                typical, value, at: expression.offsets[value], "the arguments of `\(function.rawValue)`")
            if results[typical].type == .zero { typical = value }
        }
        return type
    }

    /// Two or more numbers of one dimension, one after the other.
    private mutating func fold(
        _ operation: BinaryOperation, _ values: [Int], _ function: Function, at offset: Int
    ) throws(ExpressionFailure) -> (node: Int, type: ValueType) {
        let type = try common(values, function)
        var node = results[values[0]].node
        for value in values.dropFirst() {
            node = append(.binary(operation, node, results[value].node), at: offset)
        }
        return (node, type)
    }

    private mutating func clamp(
        _ values: [Int], at offset: Int
    ) throws(ExpressionFailure) -> (node: Int, type: ValueType) {
        if case .number(let low, _, nil) = expression.nodes[values[1]],
            case .number(let high, _, nil) = expression.nodes[values[2]], low > high
        {
            throw ExpressionFailure(
                offset: offset,
                message: "clamp(x, low, high) has its bounds swapped: \(low.short) is above \(high.short)")
        }
        let type = try common(values, .clamp)
        let raised = append(.binary(.maximum, results[values[0]].node, results[values[1]].node), at: offset)
        return (append(.binary(.minimum, raised, results[values[2]].node), at: offset), type)
    }

    private mutating func lower(
        _ function: Function, ofNumber value: Int, at offset: Int
    ) throws(ExpressionFailure) -> (node: Int, type: ValueType) {
        var type = try number(value, at: offset)
        let operation: UnaryOperation
        switch function {
        case .exponential, .logarithm:
            operation = function == .exponential ? .exponential : .logarithm
            try plain(value, "the argument of `\(function.rawValue)`")
            type = .number(.one)
        case .squareRoot:
            operation = .squareRoot
            if case .number(let dimension) = type {
                guard let root = dimension.squareRoot else {
                    throw ExpressionFailure(
                        offset: offset,
                        message: "the square root of a number in \(scope.units.text(of: dimension)) has no unit")
                }
                type = .number(root)
            }
        case .floor, .ceiling, .round:
            operation = function == .floor ? .floor : function == .ceiling ? .ceiling : .round
            if case .number(let dimension) = type, !scope.units.isCounted(dimension) {
                throw ExpressionFailure(
                    offset: offset,
                    message:
                        "`\(function.rawValue)` of a number in \(scope.units.text(of: dimension)) depends on the unit; divide by"
                        + " one first: `\(function.rawValue)(x / (1 \(scope.units.text(of: dimension))))`")
            }
        default: operation = .absolute
        }
        return (append(.unary(operation, results[value].node), at: offset), type)
    }
}

extension Function {
    /// Checks how many arguments a function that is no distribution was given.
    func check(argumentCount count: Int, at offset: Int) throws(ExpressionFailure) {
        let message: String? =
            switch self {
            case .minimum, .maximum:
                count >= 2 ? nil : "`\(rawValue)` takes two or more arguments; over an axis it is not supported yet"
            case .clamp: count == 3 ? nil : "clamp takes three arguments: `clamp(x, low, high)`"
            default: count == 1 ? nil : "`\(rawValue)` takes one argument, not \(count)"
            }
        if let message { throw ExpressionFailure(offset: offset, message: message) }
    }
}

extension Formula.Node {
    /// The same node where all nodes are moved by `distance`.
    fileprivate func shifted(by distance: Int) -> Formula.Node {
        switch self {
        case .constant, .input, .quantity: self
        case .unary(let operation, let operand): .unary(operation, operand + distance)
        case .binary(let operation, let left, let right): .binary(operation, left + distance, right + distance)
        case .select(let condition, let then, let otherwise):
            .select(condition: condition + distance, then: then + distance, otherwise: otherwise + distance)
        }
    }
}
