/// Quantities and what is computed from them.
extension ModelChecker {
    /// Finds the order of quantities and reports those that depend on themselves.
    mutating func orderQuantities(_ parsed: ParsedModel) {
        let dependencies = parsed.quantities.map { quantity -> [Int] in
            (quantity.expression?.nodes ?? []).compactMap { node in
                guard case .name(let name) = node, case .quantity(let index) = names[name] else { return nil }
                return index
            }
        }
        let sorted = DependencyOrder(dependencies)
        order = sorted.order
        positions = Array(repeating: 0, count: order.count)
        for (position, index) in order.enumerated() { positions[index] = position }
        for cycle in sorted.cycles {
            let named = cycle.map { draft.quantities[$0].name.text }
            let chain = named.prefix(8) + (named.count > 8 ? ["..."] : []) + [named[0]]
            sink.error(
                draft.quantities[cycle[0]].name.place,
                "this quantity depends on itself: \(chain.joined(separator: " -> ")); break the circle")
        }
    }

    mutating func checkQuantities(_ parsed: ParsedModel) {
        quantityTypes = Array(repeating: .unknown, count: draft.quantities.count)
        var scope = self.scope
        for index in order {
            let (quantity, value) = (draft.quantities[index], parsed.quantities[index])
            let unit = measured(value.unit, quantity.unit)
            var lowered: LoweredFormula?
            if let expression = value.expression {
                lowered = check(expression, scope: scope) { (checker) throws(ExpressionFailure) in try checker.check() }
            }
            let isDeclared = if case .missing = value.unit { false } else { true }
            let checked = declared(lowered, unit: isDeclared ? unit : nil, of: quantity)
            quantityTypes[index] = checked.type
            scope.quantities[index] = checked.type
            quantities.append(
                CheckedQuantity(
                    name: quantity.name.text, label: quantity.label, unit: quantity.unit?.text ?? checked.unit,
                    scale: isDeclared ? unit?.scale ?? 1 : 1,
                    formula: lowered?.formula ?? Formula(nodes: [.constant(0)])))
            if let lowered { loweredQuantities.append(lowered) }
        }
    }

    /// The result of `body` with a checker of `expression`, or `nil` with an error.
    private mutating func check<Result>(
        _ expression: Expression, scope: FormulaChecker.Scope,
        _ body: (inout FormulaChecker) throws(ExpressionFailure) -> Result
    ) -> Result? {
        var checker = FormulaChecker(expression, scope: scope)
        let result = attempt(expression.scalar) { () throws(ExpressionFailure) in try body(&checker) }
        conditionInputs.formUnion(checker.conditionInputs)
        return result
    }

    /// The type and unit of a quantity whose formula is `lowered`, held against the unit that it declares.
    private func declared(
        _ lowered: LoweredFormula?, unit: MeasuredUnit?, of quantity: ModelDraft.Quantity
    ) -> (type: ValueType, unit: String) {
        switch (lowered?.type ?? .unknown, unit) {
        case (.condition, let unit):
            if unit != nil, let written = quantity.unit {
                sink.error(written.place, "`\(quantity.name.text)` is a condition and has no unit; leave `unit:` out")
            }
            return (.condition, "1")
        case (.number(let found), let unit?):
            if found != unit.dimension, let written = quantity.unit {
                sink.error(
                    written.place,
                    "the formula of `\(quantity.name.text)` gives \(units.text(of: found)), and `unit:` says "
                        + "\(units.text(of: unit.dimension)); mend one of the two")
            }
            return (.number(unit.dimension), "")
        case (.number(let found), nil): return (.number(found), units.text(of: found))
        case (_, let unit?): return (.number(unit.dimension), "")
        case (.zero, nil): return (.number(.one), "1")
        case (.unknown, nil): return (.unknown, "1")
        }
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
                outputs.append(
                    CheckedOutput(
                        name: input.name, label: input.label, unit: input.unit, node: .input(index), scale: input.scale)
                )
            case .quantity(let index):
                if quantityTypes[index] == .condition {
                    sink.error(
                        name.place, "`\(name.text)` is a condition; report how often it holds under `probabilities:`")
                }
                let position = positions[index]
                let quantity = quantities[position]
                outputs.append(
                    CheckedOutput(
                        name: quantity.name, label: quantity.label, unit: quantity.unit, node: .quantity(position),
                        scale: quantity.scale))
            case .unreadable: break
            case nil:
                let hint = sink.suggestions.hint(for: name.text, among: names.keys)
                sink.error(name.place, "there is no input or quantity `\(name.text.prefix(60))`\(hint)")
            }
        }
        let results = draft.outputs.count + draft.probabilities.count + draft.identities.count
        if results > Plan.maximumResults {
            sink.error(
                nil, "outputs, probabilities and identities are \(results); at most \(Plan.maximumResults) are allowed")
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
            probabilities.append(
                CheckedProbability(name: probability.name.text, label: nil, formula: lowered.formula))
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
            loweredRoots += [sides.left, sides.right]
            let text = identity.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            identities.append(
                CheckedIdentity(text: text, left: sides.left.formula, right: sides.right.formula))
        }
    }
}
