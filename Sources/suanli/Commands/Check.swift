import ArgumentParser
import ClusterProtocol
import Foundation
import ModelLanguage
import Statistics

/// `suanli check MODEL...`: what is wrong with models, and what a run of them would cost.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check model files: syntax, names, units, every scenario; and say what a run would cost.")

    @Argument(help: "The model files.")
    var models: [String]

    @Flag(help: "Take warnings for errors.")
    var strict = false

    func run() throws {
        var hasFailed = false
        for path in models {
            do throws(CommandFailure) {
                try check(path)
            } catch {
                Terminal.printMessage(error.message)
                hasFailed = true
            }
        }
        if hasFailed { throw CommandFailure(.badInput) }
    }

    private func check(_ path: String) throws(CommandFailure) {
        let model = try ModelFile.check(try InputFile.read(path, limit: ClusterProtocol.maximumModelBytes), name: path)
        for warning in model.warnings { Terminal.printMessage(warning.description) }
        var baseline: Plan?
        for scenario in model.scenarios {
            do {
                let plan = try model.plan(scenario: scenario.name)
                baseline = baseline ?? plan
            } catch {
                throw CommandFailure(.badInput, error.description)
            }
        }
        if strict, !model.warnings.isEmpty {
            throw CommandFailure(
                .badInput, "\(path): error: \(model.warnings.count) warnings, and --strict takes them for errors")
        }
        guard let baseline else { return }
        try Terminal.printResult(summary(of: model, plan: baseline, path: path))
    }

    private func summary(of model: CheckedModel, plan: Plan, path: String) -> String {
        let counts =
            "\(model.inputs.count) inputs (\(plan.streams.count) random in the baseline), \(model.quantities.count) quantities, "
            + "\(model.outputs.count) outputs, \(model.probabilities.count) probabilities, "
            + "\(model.identities.count) identities, \(model.scenarios.count) scenarios"
        let seconds = Self.secondsPerMillionDraws(plan)
        return "\(path): ok: \(model.name): \(counts)\n  \(plan.steps.count) steps a draw; about "
            + String(format: "%.2g", seconds) + " s a million draws on one core of this machine"
    }

    /// Measured on a leaf, since it depends on the machine as much as on the model.
    private static func secondsPerMillionDraws(_ plan: Plan) -> Double {
        guard let layout = DrawLayout(draws: 1_048_576) else { return .nan }
        let evaluator = ShardEvaluator(plan: plan, seed: 1, layout: layout)
        let range = ShardRange(replicate: 0, level: 0, index: 0)
        _ = evaluator.evaluate(ShardRange(replicate: 0, level: 0, index: 1))
        let start = ContinuousClock.now
        let summary = evaluator.evaluate(range)
        return (ContinuousClock.now - start) / .seconds(1) * 1e6 / Double(max(1, summary?.draws ?? 1))
    }
}
