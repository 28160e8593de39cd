import CKernels
import Sampling
import Statistics

/// Takes the steps of a plan for some draws at a time, in registers that fit in cache.
///
/// Memory: registers x block doubles, and streams x block where uniforms are kept. Nothing depends on the block's length, so any is right.
final class BlockEvaluator {
    /// The most draws at a time; a multiple of 16, of which uniforms come fastest.
    let length: Int
    private let kernels: [QuantileKernel]
    private let instructions: [Instruction]
    private let registers: DoubleColumns
    /// Of every stream a block, one after the other, where they are kept; else of the one that is being drawn.
    private let uniforms: DoubleColumns
    private let keepsUniforms: Bool

    /// A step with its registers and points looked up.
    private enum Instruction {
        case draw(points: PointStream, uniforms: UnsafeMutablePointer<Double>, kernel: Int, into: Register)
        case normal(points: PointStream, uniforms: UnsafeMutablePointer<Double>, into: Register)
        case quantile(kernel: Int, normals: Register, into: Register)
        case operate(Operation, Operands, into: Register)
    }

    /// Where a register stands.
    private struct Register {
        let base: UnsafeMutablePointer<Double>
        /// All ones of a longer column, which blocks fill one after the other; 0 of a register that every block uses anew.
        let mask: Int

        func from(_ offset: Int) -> UnsafeMutablePointer<Double> { base + (offset & mask) }
    }

    private struct Operands {
        let first: Register
        let second: Register
        let third: Register
        /// Which of them are constants, as `arithmetic.h` has it.
        let fixed: UInt32
    }

    /// An evaluator of `plan` at the points of a sampler under `seed`.
    /// - Parameters:
    ///   - columns: where registers stand that are to be kept, for as many draws as `columnLength` says; the evaluator does not own
    ///     them.
    ///   - keepsUniforms: whether ``uniforms(ofStream:)`` is asked for.
    init(
        plan: Plan, sampler: Sampler, seed: UInt64, columns: [Int: UnsafeMutablePointer<Double>] = [:],
        columnLength: Int = 0, keepsUniforms: Bool = false
    ) {
        let length = Self.length(columns: plan.registers + (keepsUniforms ? plan.streams.count : 0))
        let registers = DoubleColumns(count: plan.registers * length)
        let kept = keepsUniforms ? max(1, plan.streams.count) : 1
        let uniforms = DoubleColumns(count: kept * length)
        for constant in plan.constants {
            let column = columns[constant.register]
            (column ?? Self.register(constant.register, of: registers, length: length))
                .update(repeating: constant.value, count: column == nil ? length : columnLength)
        }
        let streams = plan.streams.enumerated().map { index, stream in
            let points = PointStream(
                sampler, key: StreamKey(seed: seed, stream: stream.id), dimension: stream.dimension,
                replicates: DrawLayout.replicates)
            return (points: points, uniforms: keepsUniforms ? uniforms.base + index * length : uniforms.base)
        }
        let constants = Set(plan.constants.map(\.register))
        instructions = plan.steps.map { step in
            Self.instruction(step, streams: streams, constants: constants) { number in
                columns[number].map { Register(base: $0, mask: -1) }
                    ?? Register(base: Self.register(number, of: registers, length: length), mask: 0)
            }
        }
        kernels = plan.kernels
        self.registers = registers
        self.uniforms = uniforms
        self.keepsUniforms = keepsUniforms
        self.length = length
    }

    private static func instruction(
        _ step: Plan.Step, streams: [(points: PointStream, uniforms: UnsafeMutablePointer<Double>)],
        constants: Set<Int>, register: (Int) -> Register
    ) -> Instruction {
        switch step {
        case .draw(let stream, let kernel, let into):
            let (points, uniforms) = streams[stream]
            return .draw(points: points, uniforms: uniforms, kernel: kernel, into: register(into))
        case .normal(let stream, let into):
            let (points, uniforms) = streams[stream]
            return .normal(points: points, uniforms: uniforms, into: register(into))
        case .quantile(let kernel, let normals, let into):
            return .quantile(kernel: kernel, normals: register(normals), into: register(into))
        case .operate(let operation, let first, let second, let third, let into):
            let flags = zip([first, second, third], [SUANLI_FIRST_FIXED, SUANLI_SECOND_FIXED, SUANLI_THIRD_FIXED])
                .prefix(operation.operandCount).map { constants.contains($0) ? UInt32($1) : 0 }
            let operands = Operands(
                first: register(first), second: register(second), third: register(third), fixed: flags.reduce(0, |))
            return .operate(operation, operands, into: register(into))
        }
    }

    /// Fills the registers with draws `first ..< first + count` of a replicate, columns from `offset` on.
    /// - Precondition: `count` is at most ``length``.
    func evaluate(first: UInt64, replicate: Int, count: Int, at offset: Int = 0) {
        for instruction in instructions {
            switch instruction {
            case .draw(let points, let uniforms, let kernel, let into):
                points.fill(uniforms, replicate: replicate, first: first, count: count)
                kernels[kernel].fill(into.from(offset), fromUniforms: uniforms, count: count)
            case .normal(let points, let uniforms, let into):
                points.fill(uniforms, replicate: replicate, first: first, count: count)
                suanli_normal_quantile_column(uniforms, into.from(offset), count)
            case .quantile(let kernel, let normals, let into):
                kernels[kernel].fill(into.from(offset), fromNormals: normals.from(offset), count: count)
            case .operate(let operation, let operands, let into):
                operation.apply(
                    operands.first.from(offset), operands.second.from(offset), operands.third.from(offset),
                    fixed: operands.fixed, into: into.from(offset), count: count)
            }
        }
    }

    /// The uniforms of a stream of the plan, which some step draws by, of the block that was evaluated last.
    /// - Precondition: the evaluator keeps them.
    func uniforms(ofStream stream: Int) -> UnsafePointer<Double> {
        precondition(keepsUniforms, "the evaluator keeps no uniforms")
        return UnsafePointer(uniforms.base + stream * length)
    }

    /// The values of a register that stands in no column.
    func register(_ index: Int) -> UnsafeMutablePointer<Double> {
        Self.register(index, of: registers, length: length)
    }

    private static func register(
        _ index: Int, of registers: DoubleColumns, length: Int
    ) -> UnsafeMutablePointer<Double> {
        registers.base + index * length
    }

    /// As long as keeps all registers, and uniforms that are kept, within half a megabyte, from 16 to 1,024.
    private static func length(columns: Int) -> Int {
        let fitting = 65_536 / max(1, columns)
        return min(1024, max(16, fitting / 16 * 16))
    }
}
