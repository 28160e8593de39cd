import CKernels
import Sampling

/// Takes the steps of a plan for some draws at a time, in registers that fit in cache.
///
/// Memory: registers x block doubles. Nothing depends on the block's length, so any is right.
final class BlockEvaluator {
    /// The most draws at a time; even, since uniforms come in pairs.
    let length: Int
    private let plan: Plan
    private let keys: [StreamKey]
    private let registers: UnsafeMutableBufferPointer<Double>
    private let uniforms: UnsafeMutableBufferPointer<Double>

    /// An evaluator of `plan` with the streams of `seed`.
    init(plan: Plan, seed: UInt64) {
        self.plan = plan
        keys = plan.streams.map { StreamKey(seed: seed, stream: $0) }
        length = Self.length(registers: plan.registers)
        registers = .allocate(capacity: max(1, plan.registers * length))
        uniforms = .allocate(capacity: length)
        registers.initialize(repeating: 0)
        uniforms.initialize(repeating: 0)
        for constant in plan.constants {
            register(constant.register).update(repeating: constant.value, count: length)
        }
    }

    deinit {
        registers.deallocate()
        uniforms.deallocate()
    }

    /// Fills the registers with draws `first ..< first + count` of a replicate.
    /// - Precondition: `first` is even, and `count` at most ``length``.
    func evaluate(first: UInt64, replicate: Int, count: Int) {
        guard let uniform = uniforms.baseAddress else { return }
        for step in plan.steps {
            switch step {
            case .draw(let stream, let kernel, let into):
                fillUniforms(uniform, stream: stream, first: first, replicate: replicate, count: count)
                plan.kernels[kernel].fill(register(into), fromUniforms: uniform, count: count)
            case .normal(let stream, let into):
                fillUniforms(uniform, stream: stream, first: first, replicate: replicate, count: count)
                suanli_normal_quantile_column(uniform, register(into), count)
            case .quantile(let kernel, let normals, let into):
                plan.kernels[kernel].fill(register(into), fromNormals: register(normals), count: count)
            case .operate(let operation, let first, let second, let third, let into):
                operation.apply(
                    register(first), register(second), register(third), into: register(into), count: count)
            }
        }
    }

    /// The uniforms of a stream of the plan, as draws `first ..< first + count` have them.
    /// - Precondition: `first` is even.
    func fillUniforms(
        _ out: UnsafeMutablePointer<Double>, stream: Int, first: UInt64, replicate: Int, count: Int
    ) {
        UniformStream.fill(out, key: keys[stream], replicate: replicate, first: first, count: count)
    }

    /// The column of a register.
    func register(_ index: Int) -> UnsafeMutablePointer<Double> {
        guard let base = registers.baseAddress else {
            preconditionFailure("an evaluator's registers are never empty")
        }
        return base + index * length
    }

    /// As long as keeps all registers within half a megabyte, from 16 to 512.
    private static func length(registers: Int) -> Int {
        let fitting = 65_536 / max(1, registers)
        return min(512, max(16, fitting / 2 * 2))
    }
}
