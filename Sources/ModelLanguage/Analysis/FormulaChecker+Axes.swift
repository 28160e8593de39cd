/// What works along axes.
extension FormulaChecker {
    /// The number of the axis called `word`.
    private func axis(_ word: Expression.Word) throws(ExpressionFailure) -> Int {
        if let axis = scope.axes.number(of: word.text) { return axis }
        let hint = scope.suggestions.hint(for: word.text, among: scope.axes.names)
        throw ExpressionFailure(
            offset: word.offset,
            message:
                "there is no axis `\(word.text.prefix(60))`\(hint.isEmpty ? "; list it in `axes:`, or check the spelling" : hint)"
        )
    }

    /// The axis called `word`, which part `operand` must lie along.
    private func axis(_ word: Expression.Word, of operand: Int) throws(ExpressionFailure) -> Int {
        let axis = try axis(word)
        let part = parts[operand]
        guard part.shape.contains(axis) || part.type == .unknown || scope.isTentative else {
            let along =
                part.shape.axes.isEmpty ? "is a single number" : "lies along \(scope.axes.text(of: part.shape)) alone"
            throw ExpressionFailure(
                offset: word.offset, message: "this does not vary over `\(word.text)`: what is written here \(along)")
        }
        return axis
    }

    /// Whether part `operand` has no such axis only because it is not known yet.
    private func isUnsettled(_ operand: Int, along axis: Int) -> Bool { !parts[operand].shape.contains(axis) }

    mutating func reduce(
        _ value: Int, by operation: BinaryOperation, _ function: Function, over word: Expression.Word, at offset: Int
    ) throws(ExpressionFailure) -> Part {
        let axis = try axis(word, of: value)
        var type = try number(value)
        let length = scope.axes.axes[axis].labels.count
        if function == .product, case .number(let dimension) = type {
            guard let power = Dimension.one.times(dimension, power: length) else {
                throw ExpressionFailure(
                    offset: offset, message: "the exponents of the unit grow beyond \(Dimension.limit) here")
            }
            type = .number(power)
        }
        let shape = parts[value].shape.removing(axis)
        if isUnsettled(value, along: axis) { return try append(.constant(0), type, shape, at: offset) }
        let whole = try append(.reduce(operation, parts[value].node, over: axis), type, shape, at: offset)
        guard function == .mean else { return whole }
        let count = try append(.constant(Double(length)), .number(.one), .scalar, at: offset)
        return try append(.binary(.divide, whole.node, count.node), type, shape, at: offset)
    }

    mutating func alongTime(
        _ function: Function, _ values: [Int], over word: Expression.Word?, at offset: Int
    ) throws(ExpressionFailure) -> Part {
        let type =
            function == .previous
            ? try unified(values[0], values[1], at: offset, "`previous(x, initial)`: x and initial")
            : try number(values[0])
        guard let axis = try timeAxis(of: values[0], function, over: word, at: offset) else {
            // Its axes are not known yet; what is known of them will do until they are.
            let shape = try broadcast(values.map { parts[$0].shape }, at: offset)
            return try append(.constant(0), type, shape, at: offset)
        }
        let (operand, shape) = (parts[values[0]].node, parts[values[0]].shape)
        switch function {
        case .cumulative: return try append(.cumulative(operand, over: axis), type, shape, at: offset)
        case .first, .last:
            let position = function == .first ? 0 : scope.axes.axes[axis].labels.count - 1
            return try append(
                .pick(operand, axis: axis, position: position), type, shape.removing(axis), at: offset)
        default:
            let initial = parts[values[1]]
            guard !initial.shape.contains(axis) else {
                throw ExpressionFailure(
                    offset: expression.offsets[values[1]],
                    message: "what stands before the first step cannot vary over `\(scope.axes.axes[axis].name)`")
            }
            let whole = try broadcast([shape, initial.shape], at: offset)
            return try append(.previous(operand, initial: initial.node, over: axis), type, whole, at: offset)
        }
    }

    /// The ordered axis that `word` names, or else the only one that part `operand` lies along; `nil` where that is not known
    /// yet.
    private func timeAxis(
        of operand: Int, _ function: Function, over word: Expression.Word?, at offset: Int
    ) throws(ExpressionFailure) -> Int? {
        let part = parts[operand]
        if let word {
            let axis = try axis(word, of: operand)
            guard scope.axes.axes[axis].isOrdered else {
                throw ExpressionFailure(
                    offset: word.offset,
                    message: "`\(word.text)` has no order; `\(function.rawValue)` works along years, quarters or months"
                )
            }
            return isUnsettled(operand, along: axis) ? nil : axis
        }
        let ordered = part.shape.axes.filter { scope.axes.axes[$0].isOrdered }
        if ordered.count == 1 { return ordered[0] }
        if ordered.isEmpty && (part.type == .unknown || scope.isTentative) { return nil }
        let name = function.rawValue
        throw ExpressionFailure(
            offset: offset,
            message: ordered.isEmpty
                ? "`\(name)` works along years, quarters or months, and nothing here varies over any"
                : "`\(name)` needs to know which axis: `\(name)(..., over: \(scope.axes.axes[ordered[0]].name))`")
    }

    mutating func lower(
        _ function: Function, ofAxis word: Expression.Word, at offset: Int
    ) throws(ExpressionFailure) -> Part {
        let axis = try axis(word)
        if function == .length {
            let length = Double(scope.axes.axes[axis].labels.count)
            return try append(.constant(length), .number(.one), .scalar, at: offset)
        }
        return try append(.step(axis: axis), .number(.one), scope.axes.shape(of: axis), at: offset)
    }

    mutating func lower(
        _ picks: [Expression.Pick], from operand: Int, at offset: Int
    ) throws(ExpressionFailure) -> Part {
        var part = parts[operand]
        for pick in picks {
            let axis = try axis(pick.axis, of: operand)
            guard let position = scope.axes.position(of: pick.label.text, on: axis) else {
                let labels = scope.axes.axes[axis].labels
                let hint = scope.suggestions.hint(for: pick.label.text, among: labels)
                let shown = labels.prefix(5).joined(separator: ", ") + (labels.count > 5 ? ", ..." : "")
                throw ExpressionFailure(
                    offset: pick.label.offset,
                    message: "axis `\(pick.axis.text)` has no label `\(pick.label.text.prefix(60))`"
                        + (hint.isEmpty ? "; it has \(shown)" : hint))
            }
            guard part.shape.contains(axis) else {
                if scope.isTentative || part.type == .unknown { continue }
                throw ExpressionFailure(
                    offset: pick.axis.offset, message: "axis `\(pick.axis.text)` is picked twice")
            }
            let literal = part.binaryInput
            part = try append(
                .pick(part.node, axis: axis, position: position), part.type, part.shape.removing(axis), at: offset)
            part.binaryInput = literal
        }
        return part
    }
}
