import ModelLanguage
import Sampling
import Statistics
import Testing

/// The estimates of one run, as a run on one thread makes them.
final class CoverageRun {
    private let evaluator: ShardEvaluator
    private let layout: DrawLayout
    private let shape: SummaryShape
    private let sampler: Sampler
    /// Of each replicate all leaves so far, and how many there are.
    private var replicates: [Summary]
    private var leaves: UInt64 = 0

    init(_ plan: Plan, sampler: Sampler, seed: UInt64, layout: DrawLayout) {
        evaluator = ShardEvaluator(plan: plan, sampler: sampler, seed: seed, layout: layout)
        self.layout = layout
        self.sampler = sampler
        shape = plan.shape
        replicates = Array(repeating: Summary(shape: shape), count: DrawLayout.replicates)
    }

    /// All draws of the layout at once.
    func whole() throws -> RunEstimates {
        replicates = try (0..<DrawLayout.replicates).map { replicate in
            let root = try #require(layout.root(ofReplicate: replicate))
            return try #require(evaluator.evaluate(root))
        }
        return estimates()
    }

    /// Doubles the draws from the first goal on until `precision` is met, or all are drawn; and says how many there were.
    func until(_ precision: Precision) throws -> (estimates: Estimates, draws: UInt64) {
        var goal = layout.firstGoal
        while true {
            try draw(leaves: goal.leaves(ofReplicate: 0))
            let found = estimates()
            guard !precision.shortfalls(in: found).isEmpty, let next = layout.goal(after: goal) else {
                return (found.parts[0], found.draws)
            }
            goal = next
        }
    }

    /// Draws on up to `count` leaves a replicate, a power of two: the sibling of all that there is, and so on.
    private func draw(leaves count: UInt64) throws {
        while leaves < count {
            let level = leaves == 0 ? 0 : leaves.trailingZeroBitCount
            for replicate in replicates.indices {
                let range = ShardRange(replicate: replicate, level: level, index: leaves == 0 ? 0 : 1)
                let summary = try #require(evaluator.evaluate(range))
                replicates[replicate].merge(summary)
            }
            leaves = leaves == 0 ? 1 : 2 * leaves
        }
    }

    private func estimates() -> RunEstimates {
        RunEstimates(replicates: replicates, arePointsNested: sampler.arePointsNested)
    }
}
