public import Statistics

/// Evaluates shards of one run on one thread: draws, formulas, summary.
///
/// Draws are computed a block at a time; a leaf's results are gathered in columns of 4,096 and summarised together.
/// Memory: that of a block + results x 4,096 doubles; none of it grows with the draws.
public final class ShardEvaluator {
    private let plan: Plan
    private let layout: DrawLayout
    private let block: BlockEvaluator
    private let columns: UnsafeMutableBufferPointer<Double>
    private let accumulator: ShardAccumulator

    /// An evaluator of `plan` with the streams of `seed`.
    public init(plan: Plan, seed: UInt64, layout: DrawLayout) {
        self.plan = plan
        self.layout = layout
        block = BlockEvaluator(plan: plan, seed: seed)
        let results = plan.outputs.count + plan.probabilities.count + plan.identities.count
        columns = .allocate(capacity: max(1, results * Int(DrawLayout.drawsPerLeaf)))
        columns.initialize(repeating: 0)
        accumulator = ShardAccumulator(shape: plan.shape)
    }

    deinit {
        columns.deallocate()
    }

    /// The summary of all draws of the run in `range`.
    /// - Parameter isCancelled: asked before each leaf; when it says so, the work is thrown away.
    /// - Returns: `nil` when cancelled.
    public func evaluate(_ range: ShardRange, isCancelled: () -> Bool = { false }) -> Summary? {
        for leaf in range.firstLeaf..<range.firstLeaf + range.leafCount {
            let indices = layout.indices(ofLeaf: leaf, replicate: range.replicate)
            if indices.isEmpty { break }
            if isCancelled() {
                _ = accumulator.finish()
                return nil
            }
            evaluateLeaf(indices, replicate: range.replicate)
        }
        return accumulator.finish()
    }

    private func evaluateLeaf(_ indices: Range<UInt64>, replicate: Int) {
        var first = indices.lowerBound
        while first < indices.upperBound {
            let count = Int(min(UInt64(block.length), indices.upperBound - first))
            block.evaluate(first: first, replicate: replicate, count: count)
            gatherResults(count: count, at: Int(first - indices.lowerBound))
            first += UInt64(count)
        }
        let column = { (position: Int) in self.column(position) }
        let outputs = plan.outputs.count
        let conditions = outputs + plan.probabilities.count
        accumulator.addLeaf(
            outputs: (0..<outputs).map(column), probabilities: (outputs..<conditions).map(column),
            identities: (conditions..<conditions + plan.identities.count).map(column), count: indices.count)
    }

    private func gatherResults(count: Int, at offset: Int) {
        var position = 0
        for results in [plan.outputs, plan.probabilities, plan.identities] {
            for result in results {
                (column(position) + offset).update(from: block.register(result), count: count)
                position += 1
            }
        }
    }

    private func column(_ position: Int) -> UnsafeMutablePointer<Double> {
        guard let base = columns.baseAddress else { preconditionFailure("an evaluator's columns are never empty") }
        return base + position * Int(DrawLayout.drawsPerLeaf)
    }
}
