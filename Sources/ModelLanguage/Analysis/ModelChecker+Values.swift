import Sampling

/// Inputs: their units, axes and values.
extension ModelChecker {
    mutating func checkInputs(_ parsed: ParsedModel) {
        for (draft, value) in zip(draft.inputs, parsed.inputs) {
            let unit = measured(value.unit, draft.unit)
            inputUnits.append(unit)
            inputTypes.append(unit.map { .number($0.dimension) } ?? .unknown)
            let each = shape(of: draft.each ?? [])
            let built = unit.flatMap { inputValues(value.content, unit: $0, each: each ?? .scalar) }
            let shape = (each ?? .scalar).broadcast(with: built?.shape ?? .scalar)
            if shape == nil {
                sink.error(draft.name.place, "an input has at most \(Axis.maximumLength) elements")
            }
            inputs.append(
                CheckedInput(
                    name: draft.name.text, label: draft.label, unit: draft.unit?.text ?? "1", scale: unit?.scale ?? 1,
                    shape: shape ?? .scalar, each: each ?? .scalar,
                    // An input without a right value never leaves the checker; 0 is as good as any to go on with.
                    values: built ?? InputValues(constant: 0), text: draft.content.onOneLine,
                    source: draft.source?.text,
                    confidence: draft.confidence?.text, note: draft.note, place: draft.content.place))
        }
    }

    /// The axes called `names`; `nil`, with an error, where there is no such axis.
    private func shape(of names: [YAMLScalar]) -> Shape? {
        var shape = Shape.scalar
        for name in names {
            guard let axis = axes.number(of: name.text) else {
                if case .unreadable = self.names[name.text] { return nil }
                let hint = sink.suggestions.hint(for: name.text, among: axes.names)
                sink.error(
                    name.place,
                    "there is no axis `\(name.text.prefix(60))`\(hint.isEmpty ? "; list it in `axes:`" : hint)")
                return nil
            }
            guard !shape.contains(axis) else {
                sink.error(name.place, "axis `\(name.text)` is listed twice; leave one out")
                return nil
            }
            guard let joined = shape.broadcast(with: axes.shape(of: axis)) else {
                sink.error(name.place, "an input has at most \(Axis.maximumLength) elements")
                return nil
            }
            shape = joined
        }
        return shape
    }

    /// The most betas that are fitted to quantiles or an interval, which takes some milliseconds each.
    private static let maximumFits = 500

    /// Whether the distributions whose parameters have to be searched for are few enough to be built.
    mutating func checkFits(_ parsed: ParsedModel) {
        var fits = 0
        for expression in (parsed.inputs + parsed.overrides.joined()).flatMap(\.content.expressions) {
            fits += InputValueBuilder.fits(in: expression)
            guard fits > Self.maximumFits else { continue }
            areFitsRefused = true
            sink.error(
                expression.scalar.place,
                "at most \(Self.maximumFits) betas can be fitted to quantiles or intervals in one model")
            return
        }
    }

    /// The values of `content`, where they are without errors.
    func inputValues(_ content: ParsedModel.Content, unit: MeasuredUnit, each: Shape) -> InputValues? {
        if case .single(let scalar, let expression?) = content {
            let dirichlet = attempt(scalar) { () throws(ExpressionFailure) in
                try InputValueBuilder.dirichlet(expression, unit: unit, units: units)
            }
            guard let dirichlet else { return nil }
            if let dirichlet { return shares(dirichlet, unit: unit, each: each, in: scalar) }
        }
        guard let table = InputTable(content, axes: axes, preferred: each.axes, sink: sink) else { return nil }
        var entries: [InputValue] = []
        for cell in table.cells {
            guard let expression = cell.expression,
                !areFitsRefused || InputValueBuilder.fits(in: expression) == 0
            else { continue }
            let value = attempt(cell.scalar) { () throws(ExpressionFailure) in
                try InputValueBuilder.value(of: expression, unit: unit, units: units)
            }
            if let value { entries.append(value) }
        }
        return entries.count == table.cells.count ? InputValues(shape: table.shape, entries: entries) : nil
    }

    /// Shares of a whole along the one axis of `each` that has as many labels as the distribution has parameters.
    private func shares(
        _ dirichlet: Dirichlet, unit: MeasuredUnit, each: Shape, in scalar: YAMLScalar
    ) -> InputValues? {
        let count = dirichlet.gammas.count
        let fitting = zip(each.axes, each.lengths).filter { $0.1 == count }.map(\.0)
        guard fitting.count <= 1 else {
            let names = fitting.map { "`\(axes.axes[$0].name)`" }.joined(separator: " and ")
            sink.error(
                scalar.place,
                "\(names) have \(count) labels each, and the shares could lie along either; write an input of "
                    + "`gamma(shape: a, scale: 1)` by label and divide it by its sum")
            return nil
        }
        guard let axis = fitting.first else {
            sink.error(
                scalar.place,
                "a dirichlet of \(count) parameters needs `each:` with an axis of \(count) labels: they are shares of a whole"
            )
            return nil
        }
        guard unit.dimension.isOne else {
            sink.error(
                scalar.place,
                "the draws of a dirichlet are shares: plain numbers, not \(units.text(of: unit.dimension))")
            return nil
        }
        return InputValues(
            shape: axes.shape(of: axis), entries: dirichlet.gammas.map { .random($0, scale: 1) }, simplexAxis: axis)
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
        case .function, .axis:
            sink.error(name.place, "`\(name.text)` is no input; only inputs can stand here")
        case nil:
            let hint = sink.suggestions.hint(for: name.text, among: names.keys)
            sink.error(name.place, "there is no input `\(name.text.prefix(60))`\(hint)")
        }
        return nil
    }

    /// Every source that is cited must be in the list.
    func checkSources() {
        let known = Set(draft.sources.map(\.source.key)).union(["judgement"])
        let cited = (draft.inputs + draft.scenarios.flatMap(\.overrides)).map(\.source)
        for source in cited + draft.observations.map(\.source) {
            guard let source, !known.contains(source.text) else { continue }
            let hint = sink.suggestions.hint(for: source.text, among: known)
            sink.error(
                source.place,
                "there is no source `\(source.text.prefix(60))`\(hint.isEmpty ? "; list it in `sources:`, or write `judgement`" : hint)"
            )
        }
    }
}
