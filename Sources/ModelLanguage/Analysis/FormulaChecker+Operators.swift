extension FormulaChecker {
    mutating func lower(
        _ operation: BinaryOperation, _ left: Int, _ right: Int, at offset: Int
    ) throws(ExpressionFailure) -> Part {
        let type: ValueType
        switch operation {
        case .and, .or:
            let first = try condition(left)
            let second = try condition(right)
            let shape = try broadcast([shapes[first], shapes[second]], at: offset)
            return try append(.binary(operation, first, second), .condition, shape, at: offset)
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
        let shape = try broadcast([parts[left].shape, parts[right].shape], at: offset)
        return try append(.binary(operation, parts[left].node, parts[right].node), type, shape, at: offset)
    }

    private func product(
        _ left: Int, _ right: Int, power: Int, at offset: Int
    ) throws(ExpressionFailure) -> ValueType {
        switch (try number(left), try number(right)) {
        case (.unknown, _), (_, .unknown): return .unknown
        case (.pending, _), (_, .pending): return .pending
        case (let first, let second):
            guard let product = first.dimension.times(second.dimension, power: power) else {
                throw ExpressionFailure(
                    offset: offset, message: "the exponents of the unit grow beyond \(Dimension.limit) here")
            }
            return .number(product)
        }
    }

    private func power(_ base: Int, _ exponent: Int, at offset: Int) throws(ExpressionFailure) -> ValueType {
        try plain(exponent, "an exponent")
        let type = try number(base)
        if type == .unknown || type == .pending { return type }
        let dimension = type.dimension
        if dimension.isOne { return .number(.one) }
        guard let whole = parts[exponent].literal.flatMap(Int.init(exactly:)) else {
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
}

extension ValueType {
    /// What a number counts; nothing for the literal 0.
    var dimension: Dimension {
        if case .number(let dimension) = self { dimension } else { .one }
    }
}
