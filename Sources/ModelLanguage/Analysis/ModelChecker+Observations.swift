/// What is known of quantities besides their inputs.
extension ModelChecker {
    /// The most observations.
    private static let maximumObservations = 100

    mutating func checkObservations(_ parsed: ParsedModel) {
        guard draft.observations.count <= Self.maximumObservations else {
            sink.error(
                draft.observations[0].quantity.place, "a model observes at most \(Self.maximumObservations) quantities")
            return
        }
        let scope = self.scope
        for (observation, expressions) in zip(draft.observations, parsed.observations) {
            guard let expression = expressions.quantity else { continue }
            let lowered = check(expression, scope: scope) { (checker) throws(ExpressionFailure) in
                try checker.check()
            }
            guard let lowered, let unit = unit(of: lowered, expression, observation.quantity) else { continue }
            loweredRoots.append(lowered)
            guard lowered.formula.shape == .scalar else {
                sink.error(
                    observation.quantity.place,
                    "`\(observation.quantity.text.prefix(60))` lies along \(axes.text(of: lowered.formula.shape)); observe one "
                        + "element, `name[axis: label]`, or a sum")
                continue
            }
            guard let likelihood = likelihood(observation.finding, expressions.finding, unit: unit) else { continue }
            observations.append(
                CheckedObservation(
                    text: observation.quantity.onOneLine, formula: lowered.formula,
                    finding: observation.finding.onOneLine, likelihood: likelihood, source: observation.source?.text,
                    note: observation.note))
        }
    }

    /// The unit that bare numbers of a finding are in: that of the input or quantity where one is observed, else the base unit.
    private func unit(of lowered: LoweredFormula, _ expression: Expression, _ scalar: YAMLScalar) -> MeasuredUnit? {
        guard case .number(let dimension) = lowered.type else {
            if lowered.type == .condition {
                sink.error(
                    scalar.place, "`\(scalar.text.prefix(60))` is a condition; observe a quantity `between` two numbers"
                )
            }
            return lowered.type == .zero ? .one : nil
        }
        return MeasuredUnit(dimension: dimension, scale: scale(ofNamed: expression))
    }

    private func scale(ofNamed expression: Expression) -> Double {
        var root = expression.root
        if case .pick(let operand, _) = expression.nodes[root] { root = operand }
        guard case .name(let name) = expression.nodes[root] else { return 1 }
        switch names[name] {
        case .input(let index): return inputs[index].scale
        case .quantity(let index): return quantities[positions[index]].scale
        default: return 1
        }
    }

    private func likelihood(
        _ finding: ModelDraft.Observation.Finding, _ expressions: [Expression?], unit: MeasuredUnit
    ) -> Likelihood? {
        let values = zip(finding.texts, expressions).map { scalar, expression -> InputValue? in
            guard let expression else { return nil }
            return attempt(scalar) { () throws(ExpressionFailure) in
                try InputValueBuilder.value(of: expression, unit: unit, units: units)
            }
        }
        switch (finding, values.count == 2 ? (values[0], values[1]) : (values[0], nil)) {
        case (.value(let scalar), (.random(let marginal, let scale)?, _)):
            guard Likelihood.canWeigh(by: marginal) else {
                sink.error(
                    scalar.place, "draws cannot be weighted by this distribution; a measurement is \(Likelihood.usable)"
                )
                return nil
            }
            return .density(marginal, scale: scale)
        case (.value(let scalar), (.constant?, _)):
            sink.error(
                scalar.place,
                "no draw has exactly the value that was measured; write its uncertainty, such as `15k to 40k`, or `between:`"
            )
        case (.between(let low, _), (.constant(let least)?, .constant(let most)?)):
            guard least < most else {
                sink.error(low.place, "`between:` names the lower end first, and the two differ")
                return nil
            }
            return .between(low: least, high: most)
        case (.between(let low, let high), (let first, let second)):
            if case .random? = first { sink.error(low.place, "the ends of `between:` are numbers") }
            if case .random? = second { sink.error(high.place, "the ends of `between:` are numbers") }
        default: break
        }
        return nil
    }
}
