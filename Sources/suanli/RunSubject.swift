import ArgumentParser
import ClusterProtocol
import Foundation
import ModelLanguage
import Sampling
import Scheduling
import Statistics

/// The run whose draws a command computes again: one of a cluster, one in a result file, or the one that a model file would give.
struct RunSubject: ParsableArguments {
    /// What the help of such a command says about RUN.
    static let discussion = """
        RUN may also be a result file that 'run --output' or 'result --output' wrote, or a model file: then it is the run that
        'run MODEL' would make with this scenario and seed.
        """

    @OptionGroup var target: RunArgument
    @OptionGroup var client: ClientOptions

    @Option(help: "Of a model file, or of a run of all scenarios: which scenario.")
    var scenario: String?

    @Option(parsing: .unconditional, help: "Of a model file: which seed.", transform: WholeNumber.parse)
    var seed: UInt64?

    @Option(help: "Of a model file: which sampler.")
    var sampler: Sampler?

    /// What is computed again.
    struct Resolved {
        let model: CheckedModel
        let scenario: String
        let sampler: Sampler
        let seed: UInt64
        /// The run, where there is one.
        let description: RunDescription?
    }

    func resolve() throws(CommandFailure) -> Resolved {
        if target.text.hasSuffix(".yaml") || target.text.hasSuffix(".yml") {
            let model = try ModelFile.check(fileAt: target.text)
            return Resolved(
                model: model, scenario: scenario ?? CheckedScenario.baselineName, sampler: sampler ?? .standard,
                seed: seed ?? 1, description: nil)
        }
        guard seed == nil, sampler == nil else {
            throw CommandFailure(
                .usage, "error: a run has its seed and sampler; --seed and --sampler are for model files")
        }
        let description =
            try FileManager.default.fileExists(atPath: target.text)
            ? Claim(file: target.text).description : client.connect().result(target.text).description
        let model = try ModelFile.check(description.modelText, name: description.modelName)
        guard let sampler = Sampler(rawValue: description.sampler) else {
            throw CommandFailure(.badInput, "error: this version has no sampler \"\(description.sampler)\"")
        }
        return Resolved(
            model: model, scenario: try chosenScenario(of: description), sampler: sampler, seed: description.seed,
            description: description)
    }

    /// The scenario of a run, or one of all.
    private func chosenScenario(of run: RunDescription) throws(CommandFailure) -> String {
        if run.scenario == CheckedScenario.allName { return scenario ?? CheckedScenario.baselineName }
        guard scenario == nil || scenario == run.scenario else {
            throw CommandFailure(
                .usage,
                "error: run \(run.id) is of the scenario \(run.scenario); --scenario is for runs of all scenarios")
        }
        return run.scenario
    }
}

extension RunSubject.Resolved {
    /// Refuses draws that the run does not have; of a model file any number that a run may have.
    func checkDraws(upTo last: UInt64) throws(CommandFailure) {
        let draws = description?.layout.draws ?? sampler.maximumDraws
        guard last < draws else {
            let name = description.map { "run \($0.id)" } ?? "a run"
            throw CommandFailure(.usage, "error: \(name) has draws 0 to \(draws - 1), not \(last)")
        }
    }
}
