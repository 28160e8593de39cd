/// Checks the units, kinds and axes of one formula and brings it to base units.
struct FormulaChecker {
    /// What names mean.
    struct Scope {
        let units: UnitTable
        let axes: AxisTable
        let names: [String: NamedValue]
        /// Of each input.
        let inputs: [ValueType]
        let inputShapes: [Shape]
        /// Whether the input is 0 or 1 in every draw and has no unit.
        let isBinary: [Bool]
        /// Of each quantity of the draft, as far as they are known.
        var quantities: [ValueType]
        var quantityShapes: [Shape]
        /// Where each quantity of the draft stands in order of dependency.
        let positions: [Int]
        let functions: [String: UserFunction]
        let suggestions: Suggestions
        let budget: NodeBudget
        /// Whether quantities that are defined through themselves are still being found: what is not known of them is not
        /// held against a formula then.
        var isTentative = false
    }

    /// What a part of an expression has become.
    struct Part {
        let node: Int
        let type: ValueType
        let shape: Shape
        /// The number, perhaps with a sign, that is written there without a unit.
        var literal: Double?
        /// The input that stands there alone and is 0 or 1 in every draw.
        var binaryInput: Int?
    }

    let scope: Scope
    /// What is being read: the formula, or that of a function which it calls.
    var expression: Expression
    /// What the parameters of that function are.
    var parameters: [String: Part] = [:]
    /// Where the formula calls that function, in bytes of its text.
    var callOffset: Int?
    var nodes: [Formula.Node] = []
    var shapes: [Shape] = []
    var offsets: [Int] = []
    /// Of each part of the expression.
    var parts: [Part] = []
    /// The inputs that stand where a condition is due.
    private(set) var conditionInputs: Set<Int> = []
    private let scalar: YAMLScalar

    init(_ expression: Expression, scope: Scope) {
        self.expression = expression
        self.scope = scope
        scalar = expression.scalar
    }

    /// The formula of the whole expression.
    mutating func check() throws(ExpressionFailure) -> LoweredFormula {
        try lowerParts(upTo: expression.root)
        return lowered(parts[expression.root])
    }

    /// The condition that the expression is.
    mutating func checkCondition() throws(ExpressionFailure) -> LoweredFormula {
        try lowerParts(upTo: expression.root)
        let node = try condition(expression.root)
        return lowered(Part(node: node, type: .condition, shape: shapes[node]))
    }

    /// The two sides of an equation, which is the whole expression.
    mutating func checkEquation() throws(ExpressionFailure) -> (left: LoweredFormula, right: LoweredFormula) {
        guard case .binary(.equal, let left, let right) = expression.nodes[expression.root] else {
            throw ExpressionFailure(offset: 0, message: "an identity is an equation: `a == b + c`")
        }
        try lowerParts(upTo: left)
        let first = lowered(parts[left])
        // The right side stands alone, so that it is a formula of its own; what is before it is not mentioned by it.
        (nodes, shapes, offsets) = ([], [], [])
        try lowerParts(upTo: right)
        _ = try unified(left, right, at: expression.offsets[expression.root], "the two sides of an identity")
        return (first, lowered(parts[right]))
    }

    private func lowered(_ part: Part) -> LoweredFormula {
        // Parameters may be nodes before the last one; a formula ends with its result.
        let end = part.node + 1
        return LoweredFormula(
            formula: Formula(nodes: Array(nodes[..<end]), shapes: Array(shapes[..<end])), type: part.type,
            offsets: Array(offsets[..<end]), scalar: scalar)
    }

    // MARK: Parts

    mutating func lowerParts(upTo last: Int) throws(ExpressionFailure) {
        while parts.count <= last {
            let index = parts.count
            parts.append(try lower(expression.nodes[index], at: expression.offsets[index]))
        }
    }

    /// Adds a node and says what it is.
    mutating func append(
        _ node: Formula.Node, _ type: ValueType, _ shape: Shape, at offset: Int
    ) throws(ExpressionFailure) -> Part {
        guard scope.budget.spend(elements: shape.count + NodeBudget.node) else {
            throw ExpressionFailure(offset: offset, message: NodeBudget.exceeded)
        }
        nodes.append(node)
        shapes.append(shape)
        offsets.append(callOffset ?? offset)
        return Part(node: nodes.count - 1, type: type, shape: shape)
    }

    private mutating func lower(_ node: Expression.Node, at offset: Int) throws(ExpressionFailure) -> Part {
        switch node {
        case .number(let value, _, let unit):
            let measured = try unit.map { (unit) throws(ExpressionFailure) in try scope.units.measured(unit) }
            let type: ValueType = measured.map { .number($0.dimension) } ?? (value == 0 ? .zero : .number(.one))
            var part = try append(.constant(value * (measured?.scale ?? 1)), type, .scalar, at: offset)
            if measured == nil { part.literal = value }
            return part
        case .name(let name): return try lower(name: name, at: offset)
        case .unary(.not, let operand):
            let condition = try condition(operand)
            return try append(.unary(.not, condition), .condition, shapes[condition], at: offset)
        case .unary(let operation, let operand):
            let type = try number(operand)
            var part = try append(.unary(operation, parts[operand].node), type, parts[operand].shape, at: offset)
            if operation == .negate { part.literal = parts[operand].literal.map { -$0 } }
            return part
        case .binary(let operation, let left, let right):
            return try lower(operation, left, right, at: offset)
        case .conditional(let condition, let then, let otherwise):
            return try lower(if: condition, then: then, otherwise: otherwise, at: offset)
        case .call(let function, let arguments, let over):
            return try lower(function, arguments, over: over, at: offset)
        case .userCall(let name, let arguments): return try lower(functionNamed: name, arguments, at: offset)
        case .axisCall(let function, let axis): return try lower(function, ofAxis: axis, at: offset)
        case .pick(let operand, let picks): return try lower(picks, from: operand, at: offset)
        case .range:
            throw ExpressionFailure(
                offset: offset,
                message: "a range stands only in the `value:` of an input; make it an input and use its name")
        }
    }

    private mutating func lower(name: String, at offset: Int) throws(ExpressionFailure) -> Part {
        if let parameter = parameters[name] { return parameter }
        switch scope.names[name] {
        case .input(let input):
            var part = try append(.input(input), scope.inputs[input], scope.inputShapes[input], at: offset)
            if scope.isBinary[input] { part.binaryInput = input }
            return part
        case .quantity(let quantity):
            return try append(
                .quantity(scope.positions[quantity]), scope.quantities[quantity], scope.quantityShapes[quantity],
                at: offset)
        case .unreadable: return try append(.constant(0), .unknown, .scalar, at: offset)
        case .function:
            throw ExpressionFailure(
                offset: offset, message: "`\(name)` is a function; call it with its arguments: `\(name)(...)`")
        case .axis where !scope.units.names.contains(name):
            throw ExpressionFailure(
                offset: offset,
                message:
                    "`\(name)` is an axis, not a number; `step(\(name))` counts along it, `length(\(name))` is how long it is"
            )
        case _ where scope.units.names.contains(name):
            throw ExpressionFailure(offset: offset, message: "`\(name)` is a unit, not a number; write `1 \(name)`")
        default:
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
    ) throws(ExpressionFailure) -> Part {
        let chooser = try self.condition(condition)
        let type: ValueType
        if parts[then].type == .condition && parts[otherwise].type == .condition {
            type = .condition
        } else {
            type = try unified(then, otherwise, at: offset, "the two branches of `if`")
        }
        let shape = try broadcast([shapes[chooser], parts[then].shape, parts[otherwise].shape], at: offset)
        return try append(
            .select(condition: chooser, then: parts[then].node, otherwise: parts[otherwise].node), type, shape,
            at: offset)
    }

    /// The axes of all, in the order of their first appearance.
    func broadcast(_ shapes: [Shape], at offset: Int) throws(ExpressionFailure) -> Shape {
        var result = Shape.scalar
        for shape in shapes {
            guard let joined = result.broadcast(with: shape) else {
                throw ExpressionFailure(
                    offset: offset,
                    message:
                        "along \(scope.axes.text(of: result)) and \(scope.axes.text(of: shape)) this has more than "
                        + "\(Axis.maximumLength) elements")
            }
            result = joined
        }
        return result
    }

    // MARK: Kinds and units

    /// The type of part `index`, which must be a number.
    func number(_ index: Int) throws(ExpressionFailure) -> ValueType {
        guard parts[index].type != .condition else {
            throw ExpressionFailure(
                offset: expression.offsets[index], message: "a condition is not a number; write `if ... then 1 else 0`")
        }
        return parts[index].type
    }

    /// Checks that part `index` is a plain number.
    func plain(_ index: Int, _ what: String) throws(ExpressionFailure) {
        guard case .number(let dimension) = try number(index), !dimension.isOne else { return }
        throw ExpressionFailure(
            offset: expression.offsets[index],
            message: "\(what) is a plain number, not one in \(scope.units.text(of: dimension)); divide by a unit first")
    }

    /// The common type of two numbers, which must have one dimension.
    func unified(
        _ left: Int, _ right: Int, at offset: Int, _ what: String
    ) throws(ExpressionFailure) -> ValueType {
        let (first, second) = (try number(left), try number(right))
        switch (first, second) {
        case (.unknown, _), (_, .unknown): return .unknown
        case (.zero, .pending), (.pending, .zero): return .pending
        case (.zero, let other), (let other, .zero), (.pending, let other), (let other, .pending): return other
        case (.number(let first), .number(let second)) where first != second:
            throw ExpressionFailure(
                offset: offset,
                message:
                    "\(what) have different units: \(scope.units.text(of: first)) and \(scope.units.text(of: second))")
        default: return first
        }
    }

    /// The common type of numbers that must have one dimension.
    func common(_ values: [Int], _ function: Function) throws(ExpressionFailure) -> ValueType {
        var typical = values[0]
        var type = try number(typical)
        for value in values.dropFirst() {
            type = try unified(
                typical, value, at: expression.offsets[value], "the arguments of `\(function.rawValue)`")
            if parts[typical].type == .zero || parts[typical].type == .pending { typical = value }
        }
        return type
    }

    /// The node of part `index`, which must be a condition, or an input that is 0 or 1.
    mutating func condition(_ index: Int) throws(ExpressionFailure) -> Int {
        switch parts[index].type {
        case .condition, .unknown, .pending: return parts[index].node
        case .number, .zero: break
        }
        if let input = parts[index].binaryInput {
            conditionInputs.insert(input)
            return parts[index].node
        }
        throw ExpressionFailure(
            offset: expression.offsets[index],
            message: "a number is not a condition; compare it, as in `x > 0` (only an input that is 0 or 1, such as "
                + "bernoulli, can stand alone)")
    }
}

/// What all formulas of a model together may come to, so that functions which call functions cannot grow without end.
final class NodeBudget {
    /// The most elements of all parts of all formulas.
    static let maximumElements = 1_000_000
    /// What to say where that is exceeded.
    static let exceeded =
        "the formulas of the model come to more than \(maximumElements) steps, functions and axes multiplied out"

    /// What a part costs besides its elements.
    static let node = 3

    private var left = maximumElements

    /// Whether `elements` more are allowed.
    func spend(elements: Int) -> Bool {
        guard elements <= left else { return false }
        left -= elements
        return true
    }

    /// Gives back what was spent since the budget stood at `mark`.
    func restore(_ mark: Int) { left = mark }

    /// How much is left.
    var mark: Int { left }
}
