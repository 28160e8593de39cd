import Sampling
public import Statistics

/// Evaluates shards of one run on one thread: draws, formulas, summary.
///
/// Draws are computed a block at a time, registers being columns that fit in cache; a leaf's results are gathered
/// in columns of 4,096 and summarised together. Nothing depends on the block's length, so any is right.
/// Memory: registers x block + results x 4,096 doubles; none of it grows with the draws.
public final class ShardEvaluator {
    private let plan: Plan
    private let layout: DrawLayout
    private let keys: [StreamKey]
    private let blockLength: Int
    private let registers: UnsafeMutableBufferPointer<Double>
    private let uniforms: UnsafeMutableBufferPointer<Double>
    private let columns: UnsafeMutableBufferPointer<Double>
    private let accumulator: ShardAccumulator

    /// An evaluator of `plan` with the streams of `seed`.
    public init(plan: Plan, seed: UInt64, layout: DrawLayout) {
        self.plan = plan
        self.layout = layout
        keys = plan.streams.map { StreamKey(seed: seed, stream: $0.id) }
        blockLength = Self.blockLength(registers: plan.registers)
        let results = plan.outputs.count + plan.probabilities.count + plan.identities.count
        registers = .allocate(capacity: max(1, plan.registers * blockLength))
        uniforms = .allocate(capacity: blockLength)
        columns = .allocate(capacity: max(1, results * Int(DrawLayout.drawsPerLeaf)))
        registers.initialize(repeating: 0)
        uniforms.initialize(repeating: 0)
        columns.initialize(repeating: 0)
        accumulator = ShardAccumulator(shape: plan.shape)
        for constant in plan.constants {
            register(constant.register).update(repeating: constant.value, count: blockLength)
        }
    }

    deinit {
        registers.deallocate()
        uniforms.deallocate()
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
            let count = Int(min(UInt64(blockLength), indices.upperBound - first))
            evaluateBlock(first: first, replicate: replicate, count: count)
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

    private func evaluateBlock(first: UInt64, replicate: Int, count: Int) {
        for step in plan.steps {
            switch step {
            case .draw(let stream, let into):
                let source = plan.streams[stream]
                guard let uniform = uniforms.baseAddress else { return }
                UniformStream.fill(
                    uniform, key: keys[stream], element: source.element, replicate: replicate, first: first,
                    count: count)
                source.kernel.fill(register(into), fromUniforms: uniform, count: count)
            case .operate(let operation, let first, let second, let third, let into):
                operation.apply(
                    register(first), register(second), register(third), into: register(into), count: count)
            }
        }
    }

    private func gatherResults(count: Int, at offset: Int) {
        var position = 0
        for results in [plan.outputs, plan.probabilities, plan.identities] {
            for result in results {
                (column(position) + offset).update(from: register(result), count: count)
                position += 1
            }
        }
    }

    private func register(_ index: Int) -> UnsafeMutablePointer<Double> {
        pointer(into: registers, at: index * blockLength)
    }

    private func column(_ position: Int) -> UnsafeMutablePointer<Double> {
        pointer(into: columns, at: position * Int(DrawLayout.drawsPerLeaf))
    }

    private func pointer(into buffer: UnsafeMutableBufferPointer<Double>, at offset: Int) -> UnsafeMutablePointer<
        Double
    > {
        guard let base = buffer.baseAddress else { preconditionFailure("an evaluator's buffers are never empty") }
        return base + offset
    }

    /// Even, since uniforms come in pairs; as long as keeps all registers within half a megabyte, from 16 to 512.
    private static func blockLength(registers: Int) -> Int {
        let fitting = 65_536 / max(1, registers)
        return min(512, max(16, fitting / 2 * 2))
    }
}
