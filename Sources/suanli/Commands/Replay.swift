import ArgumentParser
import ClusterProtocol
import Foundation
import ModelLanguage
import Reports
import Sampling
import Scheduling
import Statistics

/// `suanli replay RUN --draw N`: every input and quantity of one draw.
struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show every input and quantity of one draw of a run, computed again from its number.",
        discussion: """
            RUN may also be a result file that 'run --output' or 'result --output' wrote, or a model file: then it is a draw of
            the run that 'run MODEL' would make with this scenario and seed.
            """)

    @OptionGroup var target: RunArgument
    @OptionGroup var client: ClientOptions
    @OptionGroup var output: OutputOptions

    @Option(parsing: .unconditional, help: "Which draw, from 0.")
    var draw: UInt64

    @Option(help: "Of a model file, or of a run of all scenarios: which scenario.")
    var scenario: String?

    @Option(parsing: .unconditional, help: "Of a model file: which seed.")
    var seed: UInt64?

    @Option(help: "Of a model file: which sampler.")
    var sampler: Sampler?

    /// Which draws are meant.
    private struct Subject {
        let model: CheckedModel
        let scenario: String
        let sampler: Sampler
        let seed: UInt64
    }

    func run() throws {
        let subject = try subject()
        do {
            let replay = try DrawReplay(
                subject.model, scenario: subject.scenario, sampler: subject.sampler, seed: subject.seed)
            try output.show(ReplayReport(replay.draw(draw), number: draw))
        } catch let failure as ModelFailure {
            throw CommandFailure(.badInput, failure.description)
        }
    }

    private func subject() throws(CommandFailure) -> Subject {
        if target.text.hasSuffix(".yaml") || target.text.hasSuffix(".yml") {
            let model = try ModelFile.check(fileAt: target.text)
            return Subject(
                model: model, scenario: scenario ?? CheckedScenario.baselineName, sampler: sampler ?? .standard,
                seed: seed ?? 1)
        }
        guard seed == nil, sampler == nil else {
            throw CommandFailure(
                .usage, "error: a run has its seed and sampler; --seed and --sampler are for model files")
        }
        let description =
            try FileManager.default.fileExists(atPath: target.text)
            ? Claim(file: target.text).description : client.connect().result(target.text).description
        guard draw < description.layout.draws else {
            throw CommandFailure(
                .usage, "error: run \(description.id) has draws 0 to \(description.layout.draws - 1), not \(draw)")
        }
        let model = try ModelFile.check(description.modelText, name: description.modelName)
        guard let sampler = Sampler(rawValue: description.sampler) else {
            throw CommandFailure(.badInput, "error: this version has no sampler \"\(description.sampler)\"")
        }
        return Subject(
            model: model, scenario: try chosenScenario(of: description), sampler: sampler, seed: description.seed)
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
