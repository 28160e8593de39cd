import Scheduling
import Statistics

extension RunDescription {
    init(_ body: WireRun, modelText: [UInt8], plan: [UInt8]) throws(ProtocolFailure) {
        guard let layout = DrawLayout(draws: body.draws) else { throw .malformed("a run of \(body.draws) draws") }
        guard plan.count <= ClusterProtocol.maximumPlanBytes else { throw .malformed("a plan of \(plan.count) bytes") }
        self.init(
            id: try RunID(field: body.run), label: try body.label.checked("label"),
            modelName: try body.modelName.checked("model name"), modelText: modelText,
            scenario: try body.scenario.checked("scenario"), sampler: try body.sampler.checked("sampler"),
            seed: body.seed, layout: layout, plan: plan,
            kernelVersion: try body.kernelVersion.checked("kernel version"),
            submittedAt: try body.submittedAt.checkedSeconds("a time of submission", atLeast: -1e12))
    }
}

extension WireRun {
    /// The run but for its model's text and its plan.
    init(_ description: RunDescription) {
        self.init()
        run = description.id.text
        label = description.label.clipped()
        modelName = description.modelName.clipped()
        scenario = description.scenario
        sampler = description.sampler
        seed = description.seed
        draws = description.layout.draws
        kernelVersion = description.kernelVersion
        submittedAt = description.submittedAt
    }
}
