import Sampling

/// A number that is known when the model is read.
struct Constant {
    let value: Double
    /// What `value` counts; of no meaning for a bare number.
    let unit: MeasuredUnit
    /// Whether no unit is written anywhere in it; then it counts the input's own unit.
    let isBare: Bool
    /// Whether it is written as a single per-cent number.
    let isPercent: Bool

    /// The number in base units.
    var inBaseUnits: Double { value * unit.scale }
}

/// Evaluates the constant parts of a `value:`, by the kernels that evaluate draws.
struct ConstantEvaluator {
    private let expression: Expression
    private let units: UnitTable
    /// Of each part; `nil` for ranges and distributions.
    private(set) var constants: [Constant?] = []

    /// Evaluates every part of `expression`.
    /// - Throws: for anything but numbers, arithmetic, and one distribution or range about them.
    init(_ expression: Expression, units: UnitTable) throws(ExpressionFailure) {
        self.expression = expression
        self.units = units
        for index in expression.nodes.indices { constants.append(try evaluate(index)) }
    }

    /// Part `index` as a number.
    func constant(_ index: Int) throws(ExpressionFailure) -> Constant {
        if let constant = constants[index] { return constant }
        let isNested = if case .call = expression.nodes[expression.root] { true } else { false }
        throw ExpressionFailure(
            offset: expression.offsets[index], message: isNested ? Self.randomParameter : Self.standsAlone)
    }

    private static let randomParameter =
        "the parameters of a distribution are constants; make the random one an input of its own and write a quantity such as "
        + "`mean + sd * z` with z `normal(0, 1)`, or `uniform(0, 1) < p` as two inputs for a random gate"
    private static let standsAlone =
        "a distribution or range stands alone in `value:`; make it an input of its own and combine inputs in a quantity"

    private func evaluate(_ index: Int) throws(ExpressionFailure) -> Constant? {
        let offset = expression.offsets[index]
        switch expression.nodes[index] {
        case .number(let value, let isPercent, let unit):
            let measured = try unit.map { (unit) throws(ExpressionFailure) in try units.measured(unit) }
            return Constant(value: value, unit: measured ?? .one, isBare: measured == nil, isPercent: isPercent)
        case .name(let name): throw nameFailure(name, at: offset)
        case .unary(.not, _), .conditional, .userCall, .axisCall, .pick:
            throw ExpressionFailure(offset: offset, message: Self.formulasElsewhere)
        case .unary(let operation, let operand):
            let constant = try constant(operand)
            return Constant(
                value: operation.planOperation.result([constant.value]), unit: constant.unit, isBare: constant.isBare,
                isPercent: constant.isPercent)
        case .binary(let operation, let left, let right):
            return try evaluate(operation, try constant(left), try constant(right), at: offset)
        case .call(let function, let arguments, let over):
            if function.isDistribution { return nil }
            guard over == nil else { throw ExpressionFailure(offset: offset, message: Self.formulasElsewhere) }
            return try evaluate(function, arguments, at: offset)
        case .range: return nil
        }
    }

    private static let formulasElsewhere =
        "`value:` is a number, a range or a distribution; a formula belongs in `quantities:`"

    private func nameFailure(_ name: String, at offset: Int) -> ExpressionFailure {
        if units.names.contains(name) {
            return ExpressionFailure(offset: offset, message: "a number is missing before the unit: `1 \(name)`")
        }
        let isDistribution =
            if case .call(let function, _, _) = expression.nodes[expression.root] { function.isDistribution } else {
                false
            }
        let message = isDistribution ? Self.randomParameter : Self.formulasElsewhere
        return ExpressionFailure(offset: offset, message: "`\(name.prefix(60))` is a name: \(message)")
    }

    private func evaluate(
        _ operation: BinaryOperation, _ left: Constant, _ right: Constant, at offset: Int
    ) throws(ExpressionFailure) -> Constant {
        let dimension: Dimension?
        switch operation {
        case .add, .subtract, .minimum, .maximum:
            dimension = left.unit.dimension == right.unit.dimension ? left.unit.dimension : nil
        case .multiply: dimension = left.unit.dimension.times(right.unit.dimension)
        case .divide: dimension = left.unit.dimension.times(right.unit.dimension, power: -1)
        case .power: dimension = left.unit.dimension.isOne && right.unit.dimension.isOne ? .one : nil
        default: throw ExpressionFailure(offset: offset, message: Self.formulasElsewhere)
        }
        guard let dimension else {
            throw ExpressionFailure(
                offset: offset,
                message:
                    "the units do not fit: \(units.text(of: left.unit.dimension)) and \(units.text(of: right.unit.dimension))"
            )
        }
        let value = operation.planOperation.result([left.inBaseUnits, right.inBaseUnits])
        guard value.isFinite else {
            throw ExpressionFailure(offset: offset, message: "this gives \(value), which is not a finite number")
        }
        return Constant(
            value: value, unit: MeasuredUnit(dimension: dimension, scale: 1), isBare: left.isBare && right.isBare,
            isPercent: false)
    }

    /// A function of plain numbers.
    private func evaluate(
        _ function: Function, _ arguments: [Expression.Argument], at offset: Int
    ) throws(ExpressionFailure) -> Constant {
        try function.check(argumentCount: arguments.count, at: offset)
        var values: [Double] = []
        for argument in arguments {
            let constant = try constant(argument.value)
            guard constant.isBare else {
                throw ExpressionFailure(
                    offset: expression.offsets[argument.value],
                    message: "in `value:` the arguments of `\(function.rawValue)` are plain numbers")
            }
            values.append(constant.value)
        }
        guard let value = function.value(of: values) else {
            throw ExpressionFailure(offset: offset, message: Self.formulasElsewhere)
        }
        guard value.isFinite else {
            throw ExpressionFailure(offset: offset, message: "this gives \(value), which is not a finite number")
        }
        return Constant(value: value, unit: .one, isBare: true, isPercent: false)
    }
}

extension Function {
    /// The value of a function of numbers; `nil` for distributions and for what works along axes.
    fileprivate func value(of values: [Double]) -> Double? {
        switch self {
        case .minimum: values.dropFirst().reduce(values[0]) { Operation.minimum.result([$0, $1]) }
        case .maximum: values.dropFirst().reduce(values[0]) { Operation.maximum.result([$0, $1]) }
        case .clamp: Operation.minimum.result([Operation.maximum.result([values[0], values[1]]), values[2]])
        case .absolute: Operation.absolute.result(values)
        case .exponential: Operation.exponential.result(values)
        case .logarithm: Operation.logarithm.result(values)
        case .squareRoot: Operation.squareRoot.result(values)
        case .sine: Operation.sine.result(values)
        case .cosine: Operation.cosine.result(values)
        case .floor: Operation.floor.result(values)
        case .ceiling: Operation.ceiling.result(values)
        case .round: Operation.round.result(values)
        default: nil
        }
    }
}
