import BinaryCoding
import ClusterProtocol
import ModelLanguage
import Sampling
import Scheduling
import Statistics

/// A submission made into a run.
struct CompiledRun: Sendable {
    let description: RunDescription
    let shapes: ResultShapes
}

/// Checks what a client submitted and compiles it, once for all workers.
enum RunCompiler {
    /// The run of `submission`, scheduled by `terms`, submitted at `submittedAt` seconds since 1970.
    /// - Throws: the answer to a submission that cannot be run.
    static func compile(
        _ submission: Submission, terms: RunTerms, submittedAt: Double
    ) throws(ClientFailure) -> CompiledRun {
        guard let layout = DrawLayout(draws: submission.draws) else {
            throw ClientFailure(.invalid, "a run has between 1 and \(DrawLayout.maximumDraws) draws")
        }
        guard let sampler = Sampler(rawValue: submission.sampler) else {
            let known = Sampler.allCases.map(\.rawValue).joined(separator: ", ")
            throw ClientFailure(.invalid, "unknown sampler \"\(submission.sampler)\"; known: \(known)")
        }
        guard sampler.draws(atLeast: submission.draws, replicates: UInt64(DrawLayout.replicates)) == submission.draws
        else { throw ClientFailure(.invalid, "\(sampler.rawValue) takes 16 times a power of two draws") }
        let request = try sensitivityRequest(submission.sensitivity)
        let model: CheckedModel
        let plan: Plan
        let sensitivity: SensitivityPlan?
        do {
            model = try CheckedModel(parsing: submission.modelText, file: submission.fileName)
            plan = try model.plan(scenario: submission.scenario)
            sensitivity = try request.map { request throws(ModelFailure) in
                try model.sensitivityPlan(scenario: submission.scenario, request)
            }
        } catch {
            throw ClientFailure(.badModel, error.description)
        }
        guard submission.draws <= DrawWeight.maximumDraws || !plan.shape.weighted.contains(true) else {
            throw ClientFailure(
                .invalid, "a run of a model that observes something has at most \(DrawWeight.maximumDraws) draws")
        }
        let encoded = plan.encoded()
        var work = SensitivityWork.none
        if let sensitivity { work = try self.work(sensitivity, beside: plan) }
        guard encoded.count + work.plan.count <= ClusterProtocol.maximumPlanBytes else {
            throw ClientFailure(
                .badModel,
                "\(submission.fileName): error: the plan has \((encoded.count + work.plan.count) >> 20) MB, too many to send"
            )
        }
        let description = RunDescription(
            id: submission.id, label: submission.label, modelName: model.name, modelText: submission.modelText,
            scenario: submission.scenario, sampler: sampler.rawValue, seed: submission.seed, layout: layout,
            precision: submission.precision, plan: encoded, sensitivity: work, kernelVersion: Plan.kernelVersion,
            submittedAt: submittedAt, terms: terms)
        try checkMemory(of: description, plan.shape)
        return CompiledRun(
            description: description, shapes: ResultShapes(plan: plan, sensitivity: sensitivity?.shape))
    }

    /// Refuses a run that could not fit into the memory that it may take, however few values its outputs have: at its end there is
    /// a summary of each replicate.
    private static func checkMemory(of run: RunDescription, _ shape: SummaryShape) throws(ClientFailure) {
        let summaries = min(Int(clamping: run.layout.draws), DrawLayout.replicates)
        let empty = Summary(shape: shape)
        let least = run.byteCount + summaries * (empty.byteCount + empty.encoded().count)
        guard let most = run.terms.maximumBytes, most < least else { return }
        throw ClientFailure(
            .invalid, "the run takes at least \(least) bytes of the coordinator's memory, and \(most) are allowed")
    }

    /// What the words of a submission ask for; `nil` for nothing.
    private static func sensitivityRequest(
        _ asked: RequestedSensitivity
    ) throws(ClientFailure) -> SensitivityRequest? {
        guard asked.kind != RequestedSensitivity.none.kind else { return nil }
        guard let kind = SensitivityRequest.Kind(rawValue: asked.kind) else {
            let known = SensitivityRequest.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ClientFailure(.invalid, "unknown sensitivity \"\(asked.kind)\"; known: none, \(known)")
        }
        guard let grouping = SensitivityRequest.Grouping(rawValue: asked.grouping) else {
            let known = SensitivityRequest.Grouping.allCases.map(\.rawValue).joined(separator: ", ")
            throw ClientFailure(.invalid, "unknown grouping \"\(asked.grouping)\"; known: \(known)")
        }
        return SensitivityRequest(kind: kind, draws: asked.draws, grouping: grouping)
    }

    /// The plan as work, within what a ledger is to hold and a reply can carry.
    private static func work(_ plan: SensitivityPlan, beside run: Plan) throws(ClientFailure) -> SensitivityWork {
        guard plan.partCount <= ShardTask.maximumParts else {
            throw ClientFailure(
                .invalid,
                "the sensitivities come in \(plan.partCount) parts and \(ShardTask.maximumParts) are allowed; "
                    + "ask for fewer outputs, or by source")
        }
        let bytes = (0..<plan.partCount).reduce(0) {
            $0 + SensitivityPart.byteCount(ofPart: $1, shape: plan.shape)
        }
        guard bytes <= ResultShapes.maximumSensitivityBytes else {
            throw ClientFailure(
                .invalid,
                "the sensitivities come to \(bytes >> 20) MB and \(ResultShapes.maximumSensitivityBytes >> 20) "
                    + "are allowed; ask for fewer outputs, or by source")
        }
        return SensitivityWork(plan: plan.encoded(beside: run), parts: plan.partCount)
    }
}
