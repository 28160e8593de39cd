extension FormulaChecker {
    mutating func lower(
        _ function: Function, _ arguments: [Expression.Argument], over: Expression.Word?, at offset: Int
    ) throws(ExpressionFailure) -> Part {
        guard !function.isDistribution else {
            throw ExpressionFailure(
                offset: offset,
                message:
                    "`\(function.rawValue)` stands only in the `value:` of an input; make it an input and use its name")
        }
        let values = arguments.map(\.value)
        try function.check(argumentCount: values.count, isOverAxis: over != nil, at: offset)
        switch function {
        case .minimum, .maximum:
            let operation: BinaryOperation = function == .minimum ? .minimum : .maximum
            guard let over else { return try fold(operation, values, function, at: offset) }
            return try reduce(values[0], by: operation, function, over: over, at: offset)
        case .sum, .mean, .product:
            guard let over else {
                throw ExpressionFailure(
                    offset: offset,
                    message: "`\(function.rawValue)` needs an axis: `\(function.rawValue)(x, over: quarter)`")
            }
            return try reduce(
                values[0], by: function == .product ? .multiply : .add, function, over: over, at: offset)
        case .cumulative, .first, .last, .previous:
            return try alongTime(function, values, over: over, at: offset)
        case .clamp: return try clamp(values, at: offset)
        default: return try lower(function, ofNumber: values[0], at: offset)
        }
    }

    /// Two or more numbers of one dimension, one after the other.
    private mutating func fold(
        _ operation: BinaryOperation, _ values: [Int], _ function: Function, at offset: Int
    ) throws(ExpressionFailure) -> Part {
        let type = try common(values, function)
        var part = parts[values[0]]
        for value in values.dropFirst() {
            let shape = try broadcast([part.shape, parts[value].shape], at: offset)
            part = try append(.binary(operation, part.node, parts[value].node), type, shape, at: offset)
        }
        return part
    }

    private mutating func clamp(_ values: [Int], at offset: Int) throws(ExpressionFailure) -> Part {
        if let low = parts[values[1]].literal, let high = parts[values[2]].literal, low > high {
            throw ExpressionFailure(
                offset: offset,
                message: "clamp(x, low, high) has its bounds swapped: \(low.short) is above \(high.short)")
        }
        let type = try common(values, .clamp)
        let operands = values.map { parts[$0] }
        let raisedShape = try broadcast([operands[0].shape, operands[1].shape], at: offset)
        let raised = try append(.binary(.maximum, operands[0].node, operands[1].node), type, raisedShape, at: offset)
        let shape = try broadcast([raisedShape, operands[2].shape], at: offset)
        return try append(.binary(.minimum, raised.node, operands[2].node), type, shape, at: offset)
    }

    private mutating func lower(
        _ function: Function, ofNumber value: Int, at offset: Int
    ) throws(ExpressionFailure) -> Part {
        var type = try number(value)
        let operation: UnaryOperation
        switch function {
        case .exponential, .logarithm, .sine, .cosine:
            operation =
                switch function {
                case .exponential: .exponential
                case .logarithm: .logarithm
                case .sine: .sine
                default: .cosine
                }
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
            try checkCounted(type, function, at: offset)
        default: operation = .absolute
        }
        return try append(.unary(operation, parts[value].node), type, parts[value].shape, at: offset)
    }

    /// Whole numbers of what has several units would depend on which is the base.
    private func checkCounted(_ type: ValueType, _ function: Function, at offset: Int) throws(ExpressionFailure) {
        guard case .number(let dimension) = type, !scope.units.isCounted(dimension) else { return }
        throw ExpressionFailure(
            offset: offset,
            message:
                "`\(function.rawValue)` of a number in \(scope.units.text(of: dimension)) depends on the unit; divide by"
                + " one first: `\(function.rawValue)(x / (1 \(scope.units.text(of: dimension))))`")
    }

    // MARK: Functions of the model

    /// The formula of a function with its parameters put in.
    mutating func lower(
        functionNamed name: String, _ arguments: [Int], at offset: Int
    ) throws(ExpressionFailure) -> Part {
        guard let function = scope.functions[name] else {
            return try append(.constant(0), .unknown, .scalar, at: offset)
        }
        guard arguments.count == function.parameters.count else {
            throw ExpressionFailure(
                offset: offset,
                message:
                    "`\(name)` takes \(function.parameters.count == 1 ? "1 argument" : "\(function.parameters.count) arguments") ("
                    + "\(function.parameters.joined(separator: ", "))), not \(arguments.count)")
        }
        let outer = (expression, parts, parameters, callOffset)
        let given = arguments.map { parts[$0] }
        expression = function.expression
        parameters = Dictionary(zip(function.parameters, given), uniquingKeysWith: { first, _ in first })
        callOffset = callOffset ?? offset
        parts = []
        do {
            try lowerParts(upTo: expression.root)
        } catch {
            throw error.scalar == nil ? error.located(in: function.expression.scalar, calledAs: name) : error
        }
        let result = parts[expression.root]
        (expression, parts, parameters, callOffset) = outer
        return result
    }
}

/// A function of the model, put in wherever it is called.
struct UserFunction {
    let parameters: [String]
    let expression: Expression
}

extension Function {
    /// Checks how many arguments a function that is no distribution was given.
    func check(argumentCount count: Int, isOverAxis: Bool = false, at offset: Int) throws(ExpressionFailure) {
        let message: String? =
            switch self {
            case .minimum, .maximum:
                isOverAxis
                    ? (count == 1
                        ? nil : "`\(rawValue)` over an axis takes one argument: `\(rawValue)(x, over: quarter)`")
                    : (count >= 2
                        ? nil
                        : "`\(rawValue)` takes two or more arguments, or one and an axis: `\(rawValue)(x, over: quarter)`")
            case .clamp: count == 3 ? nil : "clamp takes three arguments: `clamp(x, low, high)`"
            case .previous: count == 2 ? nil : "previous takes two arguments: `previous(x, initial)`"
            default: count == 1 ? nil : "`\(rawValue)` takes one argument, not \(count)"
            }
        if let message { throw ExpressionFailure(offset: offset, message: message) }
    }
}
