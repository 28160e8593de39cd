import BinaryCoding
import ClusterProtocol
import ModelLanguage
import Sampling
import Scheduling
import Statistics

/// A submission made into a run.
struct CompiledRun: Sendable {
    let description: RunDescription
    let shape: SummaryShape
}

/// Checks what a client submitted and compiles it, once for all workers.
enum RunCompiler {
    /// The run of `submission`, submitted at `submittedAt` seconds since 1970.
    /// - Throws: the answer to a submission that cannot be run.
    static func compile(_ submission: Submission, submittedAt: Double) throws(ClientFailure) -> CompiledRun {
        guard let layout = DrawLayout(draws: submission.draws) else {
            throw ClientFailure(.invalid, "a run has between 1 and \(DrawLayout.maximumDraws) draws")
        }
        guard let sampler = Sampler(rawValue: submission.sampler) else {
            let known = Sampler.allCases.map(\.rawValue).joined(separator: ", ")
            throw ClientFailure(.invalid, "unknown sampler \"\(submission.sampler)\"; known: \(known)")
        }
        let model: CheckedModel
        let plan: Plan
        do {
            model = try CheckedModel(parsing: submission.modelText, file: submission.fileName)
            plan = try model.plan(scenario: submission.scenario)
        } catch {
            throw ClientFailure(.badModel, error.description)
        }
        let encoded = plan.encoded()
        guard encoded.count <= ClusterProtocol.maximumPlanBytes else {
            throw ClientFailure(
                .badModel, "\(submission.fileName): error: the plan has \(encoded.count >> 20) MB, too many to send")
        }
        let description = RunDescription(
            id: submission.id, label: submission.label, modelName: model.name, modelText: submission.modelText,
            scenario: submission.scenario, sampler: sampler.rawValue, seed: submission.seed, layout: layout,
            plan: encoded, kernelVersion: Plan.kernelVersion, submittedAt: submittedAt)
        return CompiledRun(description: description, shape: plan.shape)
    }
}
