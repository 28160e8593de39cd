/// What fails in every draw, and what is doubtful.
extension ModelChecker {
    /// The most formula steps, over all scenarios, that are searched for certain failures.
    private static let maximumSteps = 10_000_000

    /// Reports what fails in every draw of the baseline or of a scenario, each place once.
    func checkCertainFailures() {
        let rootQuantities = outputs.compactMap { if case .quantity(let index) = $0.node { index } else { nil } }
        let search = CertainFailures(
            quantities: loweredQuantities, roots: loweredRoots, rootQuantities: rootQuantities)
        let size = search.size * scenarios.count
        guard size <= Self.maximumSteps else {
            sink.error(
                nil,
                "\(scenarios.count) scenarios of \(search.size) steps are too many; at most \(Self.maximumSteps) together"
            )
            return
        }
        var told: Set<Place> = []
        for scenario in scenarios {
            let constants = inputs.indices.map { index -> Double? in
                guard case .constant(let value) = scenario.overrides[index] ?? inputs[index].value else { return nil }
                return value
            }
            for (scalar, failure) in search.find(inputs: { constants[$0] }) {
                let place = scalar.place(ofOffset: failure.offset, in: sink.source)
                guard told.insert(place).inserted else { continue }
                let isBaseline = scenario.name == CheckedScenario.baselineName
                sink.error(place, failure.message + (isBaseline ? "" : " of scenario `\(scenario.name)`"))
            }
        }
    }

    /// Warns of inputs without evidence or use, and of sources that nothing cites.
    func warnOfDoubts() {
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
            if !isUsed[index] {
                sink.warning(
                    place, "no output, probability or identity uses input `\(input.name)`; use it, or take it out")
            }
        }
        let cited = Set((draft.inputs + draft.scenarios.flatMap(\.overrides)).compactMap(\.source?.text))
        for (place, source) in draft.sources where !cited.contains(source.key) {
            sink.warning(place, "nothing cites source `\(source.key)`; cite it, or take it out")
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
        for index in quantities.indices.reversed() where isNeeded[index] {
            note(quantities[index].formula, &isUsed, &isNeeded)
        }
        return isUsed
    }
}
