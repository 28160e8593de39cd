/// Quantities, in order of dependency.
extension ModelChecker {
    mutating func checkQuantities(_ parsed: ParsedModel) {
        let dependencies = QuantityDependencies(parsed.quantities.map(\.expression), functions: functions) { name in
            if case .quantity(let index) = names[name] { index } else { nil }
        }
        positions = Array(repeating: 0, count: draft.quantities.count)
        for (position, index) in dependencies.groups.flatMap(\.members).enumerated() { positions[index] = position }
        for cycle in dependencies.cycles { complain(of: cycle) }
        quantityTypes = Array(repeating: .unknown, count: draft.quantities.count)
        quantityShapes = Array(repeating: .scalar, count: draft.quantities.count)
        var scope = self.scope
        for group in dependencies.groups {
            if group.isRecursive { settle(group.members, parsed, &scope) }
            let first = quantities.count
            for index in group.members { checkQuantity(index, parsed, &scope) }
            if group.isRecursive { noteRecursion(of: group.members, from: first) }
        }
    }

    private func complain(of cycle: [Int]) {
        let named = cycle.map { draft.quantities[$0].name.text }
        let chain = named.prefix(8) + (named.count > 8 ? ["..."] : []) + [named[0]]
        sink.error(
            draft.quantities[cycle[0]].name.place,
            "this quantity depends on itself: \(chain.joined(separator: " -> ")); break the circle, or let it go one step back "
                + "with `previous(x, initial)`")
    }

    /// Checks one quantity when all that it mentions is known.
    private mutating func checkQuantity(
        _ index: Int, _ parsed: ParsedModel, _ scope: inout FormulaChecker.Scope
    ) {
        let (quantity, value) = (draft.quantities[index], parsed.quantities[index])
        let unit = measured(value.unit, quantity.unit)
        var lowered: LoweredFormula?
        if let expression = value.expression {
            lowered = check(expression, scope: scope) { (checker) throws(ExpressionFailure) in try checker.check() }
        }
        let isDeclared = if case .missing = value.unit { false } else { true }
        let checked = declared(lowered, unit: isDeclared ? unit : nil, of: quantity)
        let formula = lowered?.formula ?? Formula(nodes: [.constant(0)], shapes: [.scalar])
        // The order of axes that was settled for a quantity that mentions itself is kept, whatever that of its formula.
        let settled = quantityShapes[index]
        let isReordered = formula.shape.contains(settled) && settled.contains(formula.shape)
        let shape = isReordered ? settled : formula.shape
        if case .number(let settled) = scope.quantities[index], case .number(let found) = checked.type, settled != found
        {
            sink.error(
                quantity.name.place,
                "`\(quantity.name.text)` gives \(units.text(of: found)) where its own formula counts it in "
                    + "\(units.text(of: settled)); say which with `unit:`")
        }
        quantityTypes[index] = checked.type
        quantityShapes[index] = shape
        scope.quantities[index] = checked.type
        scope.quantityShapes[index] = shape
        quantities.append(
            CheckedQuantity(
                name: quantity.name.text, label: quantity.label, unit: quantity.unit?.text ?? checked.unit,
                scale: isDeclared ? unit?.scale ?? 1 : 1, formula: formula, text: quantity.formula.onOneLine,
                shape: shape))
        loweredQuantities.append(
            LoweredFormula(
                formula: formula, type: checked.type, offsets: lowered?.offsets ?? [0], scalar: quantity.formula))
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
        case (.zero, nil), (.pending, nil): return (.number(.one), "1")
        case (.unknown, nil): return (.unknown, "1")
        }
    }

    // MARK: Quantities that mention themselves

    /// Finds the units and axes of quantities that are defined through each other, by going over their formulas until nothing
    /// new is learnt.
    private mutating func settle(_ members: [Int], _ parsed: ParsedModel, _ scope: inout FormulaChecker.Scope) {
        for index in members {
            switch parsed.quantities[index].unit {
            case .written(let unit):
                scope.quantities[index] = (try? units.measured(unit)).map { .number($0.dimension) } ?? .unknown
            case .missing: scope.quantities[index] = .pending
            case .wrong: scope.quantities[index] = .unknown
            }
        }
        scope.isTentative = true
        // Each round settles a unit or an axis of a member, or is the last.
        for _ in 0..<members.count * 4 + 4 {
            var isNew = false
            for index in members {
                guard let expression = parsed.quantities[index].expression else { continue }
                let mark = budget.mark
                var checker = FormulaChecker(expression, scope: scope)
                let lowered = try? checker.check()
                budget.restore(mark)
                // What is wrong is told in the last round; it must not hide along which axes the rest lies.
                let found = lowered.map { [$0.formula.shape] } ?? checker.shapes
                for shape in found {
                    let known = scope.quantityShapes[index]
                    guard let joined = known.broadcast(with: shape), joined != known else { continue }
                    scope.quantityShapes[index] = joined
                    isNew = true
                }
                guard let lowered else { continue }
                if scope.quantities[index] == .pending, lowered.type != .pending, lowered.type != .zero {
                    scope.quantities[index] = lowered.type
                    isNew = true
                }
            }
            if !isNew { break }
        }
        scope.isTentative = false
        for index in members {
            if scope.quantities[index] == .pending { scope.quantities[index] = .number(.one) }
            quantityShapes[index] = scope.quantityShapes[index]
        }
    }

    /// Notes along which axis quantities mention themselves, and refuses what cannot be computed step by step along it.
    private mutating func noteRecursion(of members: [Int], from first: Int) {
        let range = first..<quantities.count
        let check = RecursionCheck(
            loweredQuantities[range].map { $0 }, members: range, axes: axes, shapes: members.map { quantityShapes[$0] })
        if let (formula, failure) = check.failure {
            // An error about the formula itself has been told, and explains this one.
            if !sink.hasErrors { sink.error(failure, in: formula) }
        } else if let axis = check.axis {
            recursions.append(CheckedRecursion(quantities: range, axis: axis))
        }
    }
}
