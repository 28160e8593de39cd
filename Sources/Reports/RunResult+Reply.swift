import BinaryCoding
public import ClusterProtocol
public import ModelLanguage
import Sampling
import Scheduling
import Statistics

extension RunResult {
    /// What a coordinator's reply says: its nodes decoded and estimated.
    /// - Parameter model: what the run's text says, where that is at hand; else it is read again, for the names.
    /// - Throws: ``ReportFailure`` when the parts of the reply do not fit each other.
    public init(of reply: RunResultReply, model known: CheckedModel? = nil) throws(ReportFailure) {
        let run = reply.description
        do {
            let model =
                if let known, known.text == run.modelText {
                    known
                } else {
                    try CheckedModel(parsing: run.modelText, file: run.modelName)
                }
            let shape = try Plan(decoding: run.plan[...]).shape
            var tree = MergeTree<Summary>(layout: run.layout)
            for (range, bytes) in reply.nodes {
                let summary = try Summary(decoding: bytes[...], shape: shape)
                guard summary.draws == run.layout.draws(in: range), case .merged = tree.insert(summary, at: range)
                else {
                    throw ReportFailure("the reply holds a node that is none of run \(run.id), or one twice")
                }
            }
            try self.init(
                of: run, model: model,
                estimates: RunEstimates(
                    nodes: tree.nodes, shape: shape,
                    arePointsNested: Sampler(rawValue: run.sampler)?.arePointsNested ?? false),
                state: reply.snapshot.state,
                reason: reply.snapshot.reason, seconds: reply.snapshot.seconds, computedBy: Self.computedBy(reply))
            if !run.sensitivity.plan.isEmpty {
                let parts = Dictionary(reply.parts.map { ($0.part, $0.bytes) }, uniquingKeysWith: { first, _ in first })
                sensitivity = try SensitivityResult(
                    of: model, scenario: run.scenario, plan: run.sensitivity.plan, parts: parts,
                    outputs: scenarios[0].unconditioned.outputs.map(\.estimate.figures))
                hasForeignSensitivity = sensitivity == nil && !parts.isEmpty
            }
        } catch let failure as ReportFailure {
            throw failure
        } catch {
            throw ReportFailure("the result of run \(run.id) cannot be read: \(error)")
        }
    }

    private static func computedBy(_ reply: RunResultReply) -> String? {
        switch reply.receipts.count {
        case 0: nil
        case 1: "1 worker"
        case let count: "\(count) workers"
        }
    }
}
