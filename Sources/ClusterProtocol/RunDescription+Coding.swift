import BinaryCoding
import Scheduling
import Statistics

extension RunDescription {
    /// A run whose plan and sensitivities are read from `reader`, as ``plans`` has them.
    init(_ body: WireRun, modelText: [UInt8], plans reader: inout ByteReader) throws(ProtocolFailure) {
        guard let layout = DrawLayout(draws: body.draws) else { throw .malformed("a run of \(body.draws) draws") }
        let plan = try reader.readBytes()
        let sensitivity = SensitivityWork(
            plan: try reader.readBytes(),
            parts: try Int(count: body.parts, "sensitivity parts", limit: ShardTask.maximumParts))
        guard plan.count + sensitivity.plan.count <= ClusterProtocol.maximumPlanBytes else {
            throw .malformed("a plan of \(plan.count) bytes and sensitivities of \(sensitivity.plan.count)")
        }
        self.init(
            id: try RunID(field: body.run), label: try body.label.checked("label"),
            modelName: try body.modelName.checked("model name"), modelText: modelText,
            scenario: try body.scenario.checked("scenario"), sampler: try body.sampler.checked("sampler"),
            seed: body.seed, layout: layout, precision: try Precision?(field: body.precision), plan: plan,
            sensitivity: sensitivity,
            kernelVersion: try body.kernelVersion.checked("kernel version"),
            submittedAt: try body.submittedAt.checkedSeconds("a time of submission", atLeast: -1e12),
            terms: try RunTerms(body.terms))
    }

    /// Plan and sensitivities, each with its length before it.
    var plans: [UInt8] {
        var writer = ByteWriter()
        writer.write(counted: plan)
        writer.write(counted: sensitivity.plan)
        return writer.bytes
    }
}

extension WireRun {
    /// The run but for its model's text, its plan and its sensitivities.
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
        precision = description.precision.field
        parts = UInt32(clamping: description.sensitivity.parts)
        terms = WireTerms(description.terms)
    }
}
