/// What fails in every draw, and what is doubtful.
extension ModelChecker {
    /// The most values, over all scenarios, that are searched for certain failures; a run counts what is left.
    private static let maximumValues = 20_000_000

    /// Reports what fails in every draw of the baseline or of a scenario, each place once.
    func checkCertainFailures() {
        let model = self.model
        let formulas = loweredQuantities + loweredRoots
        let conditions = loweredRoots.filter { $0.type == .condition }.map(\.formula)
        var told: Set<Place> = []
        var size = 0
        for scenario in scenarios where size < Self.maximumValues {
            let search = CertainFailures(model, scenario: scenario, probabilities: conditions)
            size += search.size
            let isBaseline = scenario.name == CheckedScenario.baselineName
            for (formula, node, message) in search.find() {
                let located = formulas[formula]
                let place = sink.place(ofOffset: located.offsets[node], in: located.scalar)
                guard told.insert(place).inserted else { continue }
                sink.error(place, message + (isBaseline ? "" : " of scenario `\(scenario.name)`"))
            }
            if isBaseline { warnOfCertainties(search) }
        }
    }

    /// Warns of probabilities that no draw can change.
    private func warnOfCertainties(_ search: CertainFailures) {
        let bounds = search.bounds
        let readable = draft.probabilities
        guard readable.count == search.probabilities.count else { return }
        for (probability, numbers) in zip(readable, search.probabilities) {
            for (range, what) in [(0.0...0.0, "never"), (1.0...1.0, "always")]
            where numbers.allSatisfy({ bounds[$0] == range }) {
                sink.warning(
                    probability.name.place,
                    "`\(probability.name.text)` \(what) holds, whatever is drawn; is the condition what you mean?")
            }
        }
    }

    /// Warns of inputs without evidence or use, of what nothing mentions, and of likely slips.
    func warnOfDoubts() {
        warnOfInputs()
        let cited = Set(
            ((draft.inputs + draft.scenarios.flatMap(\.overrides)).map(\.source) + draft.observations.map(\.source))
                .compactMap(\.?.text))
        for (place, source) in draft.sources where !cited.contains(source.key) && isOwn(place) {
            sink.warning(place, "nothing cites source `\(source.key)`; cite it, or take it out")
        }
        warnOfIdleNames()
        var medians = Medians()
        warnOfPerCent(&medians)
        warnOfMagnitudes(&medians)
        noteIntervals()
        noteCorrelations()
    }

    private func warnOfInputs() {
        let isUsed = usedInputs()
        for (index, input) in inputs.enumerated() {
            let missing = [input.source == nil ? "source" : nil, input.confidence == nil ? "confidence" : nil]
                .compactMap { $0 }
            let place = draft.inputs[index].name.place
            if !missing.isEmpty {
                sink.warning(
                    place,
                    "input `\(input.name)` has no \(missing.joined(separator: " and no ")); say where the number is from"
                )
            }
            if !isUsed[index], isOwn(place) {
                sink.warning(
                    place, "no output, probability or identity uses input `\(input.name)`; use it, or take it out")
            }
            let random = input.values.entries.count { if case .random = $0 { true } else { false } }
            if random > 1, draft.inputs[index].each == nil {
                let axis = axes.text(of: input.values.shape)
                sink.warning(
                    place,
                    "the values of `\(input.name)` along \(axis) share one draw, high or low together; write `each: \(axis)` "
                        + "for draws of their own, or `each: []` if that is meant")
            }
        }
    }

    /// Whether a place is in the model itself; a file that several models include may hold more than each of them uses.
    private func isOwn(_ place: Place) -> Bool { place.file == 0 }

    /// Warns of functions that nothing calls and axes along which nothing lies.
    private func warnOfIdleNames() {
        var called: Set<String> = []
        let expressions = formulaTexts.compactMap(\.self) + functions.values.map(\.expression)
        for case .userCall(let name, _) in expressions.flatMap(\.nodes) { called.insert(name) }
        for function in draft.functions where !called.contains(function.name.text) && isOwn(function.name.place) {
            sink.warning(function.name.place, "nothing calls function `\(function.name.text)`; call it, or take it out")
        }
        var used = Set(inputs.flatMap(\.shape.axes))
        for lowered in loweredQuantities + loweredRoots { used.formUnion(lowered.formula.shapes.flatMap(\.axes)) }
        var measured: Set<String> = []
        for case .axisCall(_, let axis) in expressions.flatMap(\.nodes) { measured.insert(axis.text) }
        for (index, axis) in axes.axes.enumerated() where !used.contains(index) {
            let place = draft.axes.first { $0.name.text == axis.name }?.name.place
            if !measured.contains(axis.name), place.map(isOwn) ?? true {
                sink.warning(place, "nothing lies along axis `\(axis.name)`; use it, or take it out")
            }
        }
    }

    /// Whether any result depends on each input.
    private func usedInputs() -> [Bool] {
        var isUsed = Array(repeating: false, count: inputs.count)
        var isNeeded = Array(repeating: false, count: quantities.count)
        let note = { (formula: Formula, isUsed: inout [Bool], isNeeded: inout [Bool]) in
            for node in formula.nodes {
                switch node {
                case .input(let input): isUsed[input] = true
                case .quantity(let quantity): isNeeded[quantity] = true
                default: break
                }
            }
        }
        for root in loweredRoots { note(root.formula, &isUsed, &isNeeded) }
        for output in outputs {
            switch output.node {
            case .input(let input): isUsed[input] = true
            case .quantity(let quantity): isNeeded[quantity] = true
            }
        }
        // Quantities that are defined through each other need two rounds.
        for _ in 0..<(recursions.isEmpty ? 1 : 2) {
            for index in quantities.indices.reversed() where isNeeded[index] {
                note(quantities[index].formula, &isUsed, &isNeeded)
            }
        }
        return isUsed
    }
}
