public import Sampling
public import Statistics

/// Evaluates shards of one run on one thread: draws, formulas, summary.
///
/// Draws are computed a block at a time; a leaf's results stand in columns of 4,096 and are summarised together. Memory:
/// that of a block + distinct results x 4,096 doubles; none of it grows with the draws.
public final class ShardEvaluator {
    private let layout: DrawLayout
    private let block: BlockEvaluator
    /// Of each register that is a result.
    private let columns: DoubleColumns
    private let accumulator: ShardAccumulator

    /// An evaluator of `plan` at the points of a sampler under `seed`.
    public init(plan: Plan, sampler: Sampler, seed: UInt64, layout: DrawLayout) {
        self.layout = layout
        let registers = Set(plan.parts.flatMap(\.registers)).sorted()
        let length = Int(DrawLayout.drawsPerLeaf)
        columns = DoubleColumns(count: registers.count * length)
        let base = columns.base
        let places = Dictionary(uniqueKeysWithValues: registers.enumerated().map { ($1, base + $0 * length) })
        block = BlockEvaluator(plan: plan, sampler: sampler, seed: seed, columns: places, columnLength: length)
        let column = { (register: Int) -> UnsafePointer<Double> in
            guard let place = places[register] else { preconditionFailure("result \(register) has no column") }
            return UnsafePointer(place)
        }
        accumulator = ShardAccumulator(
            shape: plan.shape,
            columns: plan.parts.map { part in
                PartColumns(
                    outputs: part.outputs.map(column), probabilities: part.probabilities.map(column),
                    identities: part.identities.map(column), chance: part.chance.map(column))
            })
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
            block.evaluate(
                first: first, replicate: replicate, count: count, at: Int(first - indices.lowerBound))
            first += UInt64(count)
        }
        accumulator.addLeaf(count: indices.count)
    }
}
