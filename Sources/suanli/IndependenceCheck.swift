import ModelLanguage
import Reports
import Statistics

/// Computes a model with its correlations as stated, without them, and at their extremes, from the same draws.
struct IndependenceCheck {
    private let model: CheckedModel
    private let options: RunOptions

    init(_ options: RunOptions) throws(CommandFailure) {
        self.options = options
        model = try ModelFile.check(fileAt: options.model)
    }

    func report() throws(CommandFailure) -> IndependenceReport {
        guard let layout = DrawLayout(draws: options.roundedDraws) else {
            throw CommandFailure(.usage, "error: too many draws")
        }
        do {
            let runs = try CorrelationStrength.allCases.map { strength in
                let plan = try model.plan(scenario: options.scenario, correlations: strength)
                let estimates = Verification.estimates(
                    of: plan, sampler: options.sampler, seed: options.seed, layout: layout, progress: { _ in })
                // Where something is observed, the last part is the answer.
                return (strength: strength, estimates: estimates.parts[estimates.parts.count - 1])
            }
            return try IndependenceReport(model, scenario: options.scenario, runs: runs)
        } catch {
            throw CommandFailure(.badInput, "\(error)")
        }
    }
}
