/// What is reported, and the conditions and equations about it.
extension ModelChecker {
    /// The result of `body` with a checker of `expression`, or `nil` with an error.
    mutating func check<Result>(
        _ expression: Expression, scope: FormulaChecker.Scope,
        _ body: (inout FormulaChecker) throws(ExpressionFailure) -> Result
    ) -> Result? {
        var checker = FormulaChecker(expression, scope: scope)
        let result = attempt(expression.scalar) { () throws(ExpressionFailure) in try body(&checker) }
        conditionInputs.formUnion(checker.conditionInputs)
        return result
    }

    mutating func checkOutputs() {
        var seen: Set<String> = []
        for name in draft.outputs {
            guard seen.insert(name.text).inserted else {
                sink.error(name.place, "`\(name.text.prefix(60))` is listed twice; leave one out")
                continue
            }
            switch names[name.text] {
            case .input(let index):
                let input = inputs[index]
                report(name, input.label, input.unit, .input(index), input.shape, scale: input.scale)
            case .quantity(let index):
                if quantityTypes[index] == .condition {
                    sink.error(
                        name.place, "`\(name.text)` is a condition; report how often it holds under `probabilities:`")
                }
                let position = positions[index]
                let quantity = quantities[position]
                report(
                    name, quantity.label, quantity.unit, .quantity(position), quantity.shape, scale: quantity.scale)
            case .unreadable: break
            case .function, .axis:
                sink.error(name.place, "`\(name.text)` is no input or quantity; only those can be reported")
            case nil:
                let hint = sink.suggestions.hint(for: name.text, among: names.keys)
                sink.error(name.place, "there is no input or quantity `\(name.text.prefix(60))`\(hint)")
            }
        }
    }

    /// Adds an output for each element of `shape`.
    private mutating func report(
        _ name: YAMLScalar, _ label: String?, _ unit: String, _ node: CheckedOutput.Node, _ shape: Shape, scale: Double
    ) {
        guard outputs.count + shape.count <= Plan.maximumResults else {
            sink.error(
                name.place,
                "the outputs have more than \(Plan.maximumResults) elements with those of `\(name.text)` (along "
                    + "\(axes.text(of: shape))); report a sum over an axis, or a quantity that picks an element")
            return
        }
        for element in 0..<shape.count {
            let labels = axes.axes.labels(of: element, in: shape).joined(separator: ", ")
            outputs.append(
                CheckedOutput(
                    name: axes.axes.name(name.text, of: element, in: shape),
                    label: label.map { labels.isEmpty ? $0 : "\($0), \(labels)" }, unit: unit, node: node,
                    element: element, scale: scale))
        }
    }

    mutating func checkProbabilities(_ parsed: ParsedModel) {
        let scope = self.scope
        for (probability, expression) in zip(draft.probabilities, parsed.probabilities) {
            guard let expression else { continue }
            let lowered = check(expression, scope: scope) { (checker) throws(ExpressionFailure) in
                try checker.checkCondition()
            }
            guard let lowered else { continue }
            loweredRoots.append(lowered)
            let shape = lowered.formula.shape
            guard probabilities.count + shape.count <= Plan.maximumResults else {
                sink.error(
                    probability.name.place,
                    "the probabilities have more than \(Plan.maximumResults) elements with those along "
                        + "\(axes.text(of: shape))")
                continue
            }
            for element in 0..<shape.count {
                probabilities.append(
                    CheckedProbability(
                        name: axes.axes.name(probability.name.text, of: element, in: shape),
                        text: probability.condition.onOneLine, formula: lowered.formula, element: element))
            }
        }
    }

    mutating func checkIdentities(_ parsed: ParsedModel) {
        let scope = self.scope
        for (identity, expression) in zip(draft.identities, parsed.identities) {
            guard let expression else { continue }
            let sides = check(expression, scope: scope) { (checker) throws(ExpressionFailure) in
                try checker.checkEquation()
            }
            guard let sides else { continue }
            guard let shape = sides.left.formula.shape.broadcast(with: sides.right.formula.shape) else {
                sink.error(identity.place, "along its axes this equation has more than \(Axis.maximumLength) elements")
                continue
            }
            loweredRoots += [sides.left, sides.right]
            identities.append(
                CheckedIdentity(
                    text: identity.onOneLine, left: sides.left.formula, right: sides.right.formula, shape: shape))
        }
    }

    func checkResultCount() {
        let results = outputs.count + probabilities.count + identities.count
        guard results > Plan.maximumResults else { return }
        sink.error(
            nil, "outputs, probabilities and identities are \(results); at most \(Plan.maximumResults) are allowed")
    }
}

extension YAMLScalar {
    /// The text without line breaks and double spaces.
    var onOneLine: String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
