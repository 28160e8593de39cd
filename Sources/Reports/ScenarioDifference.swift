import Statistics

/// What a scenario changes against the baseline, draw by draw: the error is that of the difference, which is far below those of
/// the two where both vary together.
struct ScenarioDifference {
    /// Of one output.
    struct Output {
        let name: ResultName
        let mean: Figure
        /// At ``Estimates/quantileProbabilities``.
        let quantiles: [Figure]

        /// The difference of one of the reported quantiles.
        func quantile(_ probability: Double) -> Figure? {
            Estimates.quantileProbabilities.firstIndex(of: probability).map { quantiles[$0] }
        }
    }

    /// Of one probability.
    struct Probability {
        let name: ResultName
        let figure: Figure
    }

    let scenario: String
    /// In the model's order; `nil` where either scenario has no finite value.
    let outputs: [Output?]
    let probabilities: [Probability]

    init(of scenario: ScenarioResult, from baseline: ScenarioResult) {
        self.scenario = scenario.name
        outputs = zip(scenario.figures.outputs, baseline.figures.outputs).map { here, there in
            guard let figures = here.estimate.figures, let base = there.estimate.figures else { return nil }
            return Output(
                name: here.name, mean: figures.mean.difference(from: base.mean),
                quantiles: zip(figures.quantiles, base.quantiles).map { $0.figure.difference(from: $1.figure) })
        }
        probabilities = zip(scenario.figures.probabilities, baseline.figures.probabilities).map { here, there in
            Probability(name: here.name, figure: here.estimate.difference(from: there.estimate))
        }
    }
}

extension RunResult {
    /// Of every scenario but the baseline, where all stand side by side.
    var differences: [ScenarioDifference] {
        guard isComparison, let baseline = scenarios.first else { return [] }
        return scenarios.dropFirst().map { ScenarioDifference(of: $0, from: baseline) }
    }
}
