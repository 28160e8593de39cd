/// Scenarios: named sets of overrides.
extension ModelChecker {
    /// The most scenarios, and the most overrides in all of them with those they extend.
    private static let maximumScenarios = 1_000
    private static let maximumOverrides = 1_000_000

    mutating func checkScenarios(_ parsed: ParsedModel) {
        scenarios = [
            CheckedScenario(
                name: CheckedScenario.baselineName, title: nil, overrides: [:], correlations: baselineGroups)
        ]
        guard draft.scenarios.count <= Self.maximumScenarios else {
            sink.error(draft.scenarios[0].name.place, "a model has at most \(Self.maximumScenarios) scenarios")
            return
        }
        var numbers: [String: Int] = [:]
        for (index, scenario) in draft.scenarios.enumerated() {
            numbers[scenario.name.text] = index
            if scenario.name.text == CheckedScenario.allName {
                sink.error(
                    scenario.name.place, "`all` stands for every scenario of a run; this one needs another name")
            }
            if scenario.name.text == CheckedScenario.baselineName {
                sink.error(
                    scenario.name.place, "`baseline` is the model as it stands; this scenario needs another name")
            }
        }
        let parents = draft.scenarios.map { parent(of: $0, numbers: numbers) }
        let sorted = DependencyOrder(parents.map { $0.map { [$0] } ?? [] })
        for cycle in sorted.cycles {
            let named = cycle.map { draft.scenarios[$0].name.text }
            sink.error(
                draft.scenarios[cycle[0]].name.place,
                "this scenario extends itself: \((named + [named[0]]).prefix(10).joined(separator: " -> ")); break the circle"
            )
        }
        resolve(parsed, parents: parents, order: sorted.order)
    }

    private func parent(of scenario: ModelDraft.Scenario, numbers: [String: Int]) -> Int? {
        guard let extended = scenario.extends, extended.text != CheckedScenario.baselineName else { return nil }
        if let number = numbers[extended.text] { return number }
        let hint = sink.suggestions.hint(for: extended.text, among: numbers.keys)
        sink.error(extended.place, "there is no scenario `\(extended.text.prefix(60))`\(hint)")
        return nil
    }

    /// Gives every scenario its own overrides and correlations, and those of what it extends.
    private mutating func resolve(_ parsed: ParsedModel, parents: [Int?], order: [Int]) {
        var overrides: [[Int: InputValues]] = Array(repeating: [:], count: draft.scenarios.count)
        var ranks = Array(repeating: baselineRanks, count: draft.scenarios.count)
        var groups = Array(repeating: baselineGroups, count: draft.scenarios.count)
        var total = 0
        for index in order {
            let scenario = draft.scenarios[index]
            if let parent = parents[index] {
                (overrides[index], ranks[index], groups[index]) = (overrides[parent], ranks[parent], groups[parent])
            }
            for (draft, value) in zip(scenario.overrides, parsed.overrides[index]) {
                if let (input, values) = override(draft, value) { overrides[index][input] = values }
            }
            if !scenario.correlations.isEmpty {
                ranks[index] = ranks[index].overridden(by: self.ranks(of: scenario.correlations))
                groups[index] =
                    self.groups(of: ranks[index], given: scenario.correlations, scenario: scenario.name.text) ?? []
            }
            total += overrides[index].count + ranks[index].ranks.count
            guard total <= Self.maximumOverrides else {
                sink.error(
                    scenario.name.place,
                    "the scenarios override more than \(Self.maximumOverrides) values and correlations in all")
                return
            }
        }
        for (index, scenario) in draft.scenarios.enumerated() {
            scenarios.append(
                CheckedScenario(
                    name: scenario.name.text, title: scenario.title, overrides: overrides[index],
                    correlations: groups[index]))
        }
    }

    private func override(_ draft: ModelDraft.Value, _ value: ParsedModel.Value) -> (Int, InputValues)? {
        guard let input = input(named: draft.name), let own = inputUnits[input] else { return nil }
        var unit = own
        if let written = draft.unit {
            guard let measured = measured(value.unit, written) else { return nil }
            guard measured.dimension == own.dimension else {
                sink.error(
                    written.place,
                    "`\(draft.name.text)` is in \(units.text(of: own.dimension)), not \(units.text(of: measured.dimension))"
                )
                return nil
            }
            unit = measured
        }
        guard let built = inputValues(value.content, unit: unit, each: inputs[input].each) else { return nil }
        if !inputs[input].shape.contains(built.shape) {
            let shape = inputs[input].shape
            sink.error(
                draft.content.place,
                "`\(draft.name.text)` \(shape.axes.isEmpty ? "is a single number" : "lies along \(axes.text(of: shape))") in the "
                    + "model, and this table lies along \(axes.text(of: built.shape))")
            return nil
        }
        if built.simplexAxis != nil,
            baselineRanks.ranks.keys.contains(where: { [$0.first.input, $0.second.input].contains(input) })
        {
            sink.error(
                draft.content.place,
                "`\(draft.name.text)` is correlated, and the shares of a dirichlet depend on each other already")
            return nil
        }
        if conditionInputs.contains(input) && !built.isBinary {
            sink.error(
                draft.content.place,
                "`\(draft.name.text)` stands where a condition is due, so it can only be 0, 1 or a bernoulli")
        }
        return (input, built)
    }
}
