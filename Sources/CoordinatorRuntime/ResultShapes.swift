import BinaryCoding
import ModelLanguage
import Scheduling
import Statistics

/// What the results of a run's units of work must look like, and what it is expected to cost to get them.
struct ResultShapes: Sendable {
    let summary: SummaryShape
    let costs: ExpectedCosts
    /// `nil` where no sensitivities are asked for.
    let sensitivity: SensitivityShape?

    /// The most bytes that all parts of the sensitivities of a run may have together, so that a result fits into a reply.
    static let maximumSensitivityBytes = 256 << 20

    init(plan: Plan, sensitivity: SensitivityShape?) {
        summary = plan.shape
        costs = ExpectedCosts(
            secondsPerLeaf: plan.expectedSecondsPerDraw * Double(DrawLayout.drawsPerLeaf),
            secondsPerSummary: plan.expectedSecondsPerSummary)
        self.sensitivity = sensitivity
    }

    /// Those of a run from the ledger, whose plans are read again.
    init(of run: RunDescription) throws(DecodingFailure) {
        let plan = try Plan(decoding: run.plan[...])
        // Of a run of other kernels, which cannot go on here, none come; what its analysis is only they know.
        guard run.sensitivity != .none, run.kernelVersion == Plan.kernelVersion else {
            self.init(plan: plan, sensitivity: nil)
            return
        }
        let sensitivity = try SensitivityPlan(decoding: run.sensitivity.plan[...], beside: plan)
        guard sensitivity.partCount == run.sensitivity.parts else {
            throw .malformed("sensitivities of \(sensitivity.partCount) parts, not \(run.sensitivity.parts)")
        }
        self.init(plan: plan, sensitivity: sensitivity.shape)
    }

    /// The result of `task`, checked against all that is known of it, in its canonical form.
    /// - Throws: ``ResultFailure``.
    func check(_ bytes: [UInt8], of task: ShardTask, layout: DrawLayout) throws(ResultFailure) -> ShardOutput<Summary> {
        do throws(DecodingFailure) {
            switch task {
            case .draws(let range):
                let node = try Summary(decoding: bytes[...], shape: summary, keepsBytes: true)
                guard layout.contains(range), node.draws == layout.draws(in: range) else {
                    throw .malformed("\(node.draws) draws, which is not what the shard has")
                }
                return .summary(node)
            case .sensitivity(let part):
                guard let sensitivity else { throw .malformed("sensitivities where none are asked for") }
                try SensitivityPart.check(bytes[...], part: part, shape: sensitivity)
                return .sensitivity(bytes)
            }
        } catch {
            throw ResultFailure(description: "the result cannot be read: \(error)")
        }
    }
}

/// Why a worker's result is none.
struct ResultFailure: Error, CustomStringConvertible {
    let description: String
}
