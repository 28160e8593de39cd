/// Inputs and their units.
extension ModelChecker {
    mutating func checkInputs(_ parsed: ParsedModel) {
        for (draft, value) in zip(draft.inputs, parsed.inputs) {
            let unit = measured(value.unit, draft.unit)
            inputUnits.append(unit)
            inputTypes.append(unit.map { .number($0.dimension) } ?? .unknown)
            let built = unit.flatMap { inputValue(value.expression, unit: $0, in: draft.value) }
            inputs.append(
                CheckedInput(
                    name: draft.name.text, label: draft.label, unit: draft.unit?.text ?? "1", scale: unit?.scale ?? 1,
                    // An input without a right value never leaves the checker; 0 is as good as any to go on with.
                    value: built ?? .constant(0), source: draft.source?.text, confidence: draft.confidence?.text,
                    note: draft.note, place: draft.value.place))
        }
    }

    /// The most betas that are fitted to quantiles or an interval, which takes some milliseconds each.
    private static let maximumFits = 500

    /// Whether the distributions whose parameters have to be searched for are few enough to be built.
    mutating func checkFits(_ parsed: ParsedModel) {
        let fitted = (parsed.inputs + parsed.overrides.joined()).compactMap(\.expression)
            .filter(InputValueBuilder.isFitted)
        guard fitted.count > Self.maximumFits else { return }
        areFitsRefused = true
        sink.error(
            fitted[Self.maximumFits].scalar.place,
            "at most \(Self.maximumFits) betas can be fitted to quantiles or intervals, not \(fitted.count)")
    }

    /// The value of `expression`, where there is one without errors.
    func inputValue(_ expression: Expression?, unit: MeasuredUnit, in scalar: YAMLScalar) -> InputValue? {
        guard let expression else { return nil }
        if areFitsRefused && InputValueBuilder.isFitted(expression) { return nil }
        return attempt(scalar) { () throws(ExpressionFailure) in
            try InputValueBuilder.value(of: expression, unit: unit, units: units)
        }
    }

    /// What a `unit:` means; `nil` where it is wrong.
    func measured(_ unit: ParsedModel.Unit, _ scalar: YAMLScalar?) -> MeasuredUnit? {
        switch unit {
        case .missing: .one
        case .wrong: nil
        case .written(let expression):
            scalar.flatMap { scalar in
                attempt(scalar) { () throws(ExpressionFailure) in try units.measured(expression) }
            }
        }
    }

    mutating func checkFirstInputs() {
        var seen: Set<Int> = []
        for name in draft.firstInputs {
            guard let input = input(named: name) else { continue }
            guard seen.insert(input).inserted else {
                sink.error(name.place, "`\(name.text)` is listed twice; leave one out")
                continue
            }
            firstInputs.append(input)
        }
    }

    /// The input called `name`; an error and `nil` where there is none.
    func input(named name: YAMLScalar) -> Int? {
        switch names[name.text] {
        case .input(let input): return input
        case .unreadable: break
        case .quantity:
            sink.error(
                name.place, "`\(name.text)` is a quantity, which its formula gives; only inputs can stand here")
        case nil:
            let hint = sink.suggestions.hint(for: name.text, among: names.keys)
            sink.error(name.place, "there is no input `\(name.text.prefix(60))`\(hint)")
        }
        return nil
    }

    /// Every source that is cited must be in the list.
    func checkSources() {
        let known = Set(draft.sources.map(\.source.key)).union(["judgement"])
        for value in draft.inputs + draft.scenarios.flatMap(\.overrides) {
            guard let source = value.source, !known.contains(source.text) else { continue }
            let hint = sink.suggestions.hint(for: source.text, among: known)
            sink.error(
                source.place,
                "there is no source `\(source.text.prefix(60))`\(hint.isEmpty ? "; list it in `sources:`, or write `judgement`" : hint)"
            )
        }
    }
}
