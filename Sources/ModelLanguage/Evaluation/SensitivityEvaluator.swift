import CKernels
public import Sampling
public import Statistics

/// Evaluates parts of one sensitivity analysis on one thread.
///
/// Memory: that of two block evaluators, a leaf's columns of the outputs and bins of the factors, and the sums of a part, which are
/// kept from one to the next.
public final class SensitivityEvaluator {
    private let plan: SensitivityPlan
    private let sampler: Sampler
    private let seed: UInt64
    private let block: BlockEvaluator
    private let columns: LeafColumns
    private lazy var redrawn = LeafColumns(outputs: plan.plan.parts[0].outputs)
    private lazy var accumulator = SensitivityAccumulator(
        shape: plan.shape, arePointsNested: sampler.arePointsNested)
    private lazy var bins = LeafBins(of: plan, block: block)

    /// An evaluator of `plan`, drawing as a run of this sampler and seed does.
    public init(plan: SensitivityPlan, sampler: Sampler, seed: UInt64) {
        self.plan = plan
        self.sampler = sampler
        self.seed = seed
        block = BlockEvaluator(plan: plan.plan, sampler: sampler, seed: seed, keepsUniforms: !plan.observations.isEmpty)
        columns = LeafColumns(outputs: plan.plan.parts[0].outputs)
    }

    /// Part `part` of the analysis.
    /// - Parameter isCancelled: asked before each leaf and each redraw; when it says so, the work is thrown away.
    /// - Returns: `nil` when cancelled.
    /// - Precondition: `0 <= part < plan.partCount`.
    public func evaluate(part: Int, isCancelled: () -> Bool = { false }) -> SensitivityPart? {
        let (replicate, redraws) = plan.shape.content(ofPart: part)
        return if let redraws {
            evaluate(redraws, replicate: replicate, isCancelled: isCancelled)
        } else {
            observe(replicate: replicate, isCancelled: isCancelled)
        }
    }

    // MARK: As they are

    private func observe(replicate: Int, isCancelled: () -> Bool) -> SensitivityPart? {
        for first in leaves {
            if isCancelled() {
                _ = accumulator.finish()
                return nil
            }
            let count = leafCount(first)
            columns.fill(from: block, first: first, replicate: replicate, count: count) { offset, length in
                bins.fill(at: offset, count: length)
            }
            accumulator.addLeaf(column: { UnsafePointer(columns[$0]) }, bins: { bins[$0] }, count: count)
        }
        return accumulator.finish()
    }

    // MARK: Redrawn

    private func evaluate(_ redraws: Range<Int>, replicate: Int, isCancelled: () -> Bool) -> SensitivityPart? {
        var accumulator = RedrawAccumulator(outputs: plan.shape.outputs, redraws: redraws.count)
        for first in leaves {
            let count = leafCount(first)
            columns.fill(from: block, first: first, replicate: replicate, count: count)
            for (position, redraw) in redraws.enumerated() {
                if isCancelled() { return nil }
                let changed = BlockEvaluator(plan: plan.plan(redrawing: redraw), sampler: sampler, seed: seed)
                redrawn.fill(from: changed, first: first, replicate: replicate, count: count)
                for output in 0..<plan.shape.outputs {
                    accumulator.add(
                        columns[output], redrawn: redrawn[output], count: count, output: output, redraw: position)
                }
            }
        }
        return accumulator.finish()
    }

    private var leaves: StrideTo<UInt64> {
        stride(from: 0, to: plan.shape.drawsPerReplicate, by: Int(DrawLayout.drawsPerLeaf))
    }

    private func leafCount(_ first: UInt64) -> Int {
        Int(min(DrawLayout.drawsPerLeaf, plan.shape.drawsPerReplicate - first))
    }
}

/// A leaf's values of the outputs of a plan.
private final class LeafColumns {
    private let outputs: [Int]
    private let storage: DoubleColumns

    init(outputs: [Int]) {
        self.outputs = outputs
        storage = DoubleColumns(count: outputs.count * Int(DrawLayout.drawsPerLeaf))
    }

    subscript(output: Int) -> UnsafeMutablePointer<Double> {
        storage.base + output * Int(DrawLayout.drawsPerLeaf)
    }

    /// Evaluates the leaf; `onBlock` is told of each block of draws while it is in the evaluator's registers.
    func fill(
        from block: BlockEvaluator, first: UInt64, replicate: Int, count: Int,
        onBlock: (_ offset: Int, _ count: Int) -> Void = { _, _ in }
    ) {
        for offset in stride(from: 0, to: count, by: block.length) {
            let length = min(block.length, count - offset)
            block.evaluate(first: first + UInt64(offset), replicate: replicate, count: length)
            for (output, register) in outputs.enumerated() {
                (self[output] + offset).update(from: block.register(register), count: length)
            }
            onBlock(offset, length)
        }
    }
}

/// A leaf's bins of the factors of a plan.
private final class LeafBins {
    private let plan: SensitivityPlan
    private let block: BlockEvaluator
    private let cellBins: [[UInt16]]
    private let storage: UnsafeMutableBufferPointer<UInt16>
    /// Those of correlated normals.
    private let probabilities: DoubleColumns

    init(of plan: SensitivityPlan, block: BlockEvaluator) {
        self.plan = plan
        self.block = block
        cellBins = plan.shape.bins.map(\.binsOfCells)
        storage = .allocate(capacity: max(1, plan.observations.count * Int(DrawLayout.drawsPerLeaf)))
        storage.initialize(repeating: 0)
        probabilities = DoubleColumns(count: block.length)
    }

    deinit {
        storage.deallocate()
    }

    subscript(factor: Int) -> UnsafePointer<UInt16> {
        guard let base = storage.baseAddress else { preconditionFailure("a leaf's bins are never empty") }
        return UnsafePointer(base + factor * Int(DrawLayout.drawsPerLeaf))
    }

    /// The bins of the block of draws that the evaluator has just evaluated.
    func fill(at offset: Int, count: Int) {
        guard let base = storage.baseAddress else { return }
        for (factor, observation) in plan.observations.enumerated() {
            let uniforms = uniforms(of: observation, count: count)
            let out = base + factor * Int(DrawLayout.drawsPerLeaf) + offset
            switch plan.shape.bins[factor] {
            case .graded(_, let cells): suanli_bins_of_cells(uniforms, cells, cellBins[factor], out, count)
            case .cut(let cuts, _): suanli_bins_cut(uniforms, cuts, cuts.count, out, count)
            }
        }
    }

    private func uniforms(of observation: SensitivityPlan.Observation, count: Int) -> UnsafePointer<Double> {
        switch observation {
        case .stream(let stream): return block.uniforms(ofStream: stream)
        case .normal(let normal):
            let out = probabilities.base
            suanli_normal_cdf_column(block.register(plan.normals[normal].register), out, count)
            // Within the range of uniforms, NaN too: what follows is an index.
            for index in 0..<count { out[index] = out[index] >= 0x1p-53 ? min(out[index], 1 - 0x1p-53) : 0x1p-53 }
            return UnsafePointer(out)
        }
    }
}
