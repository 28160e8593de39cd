public import Sampling
import Statistics

/// Computes any stretch of a run's draws again, a row a draw, with every element of every input and output.
///
/// Memory: that of a block in each of sixteen replicates, however many draws are asked for.
public final class DrawTable {
    /// One column of the table.
    public struct Column: Hashable, Sendable {
        /// The name, with the labels of the element.
        public let name: String
        /// The unit of its numbers; `1` for plain ones.
        public let unit: String
    }

    /// Inputs in the order of the file, then outputs; last, where the model observes, ``observationWeight``.
    public let columns: [Column]
    /// How well a draw fits what was observed: the chance of that given the draw, relative to the largest there can be; 0 where that is undefined. The run
    /// counts draws by it.
    public static let observationWeight = Column(name: "observation weight", unit: "1")
    private let block: BlockEvaluator
    private let registers: [Int]
    private let scales: [Double]

    /// Prepares to compute draws of `model` under one scenario at the points of a sampler under `seed`.
    /// - Throws: ``ModelFailure`` as ``CheckedModel/plan(scenario:)`` does.
    public init(_ model: CheckedModel, scenario: String, sampler: Sampler, seed: UInt64) throws(ModelFailure) {
        var columns: [Column] = []
        var scales: [Double] = []
        for input in model.inputs {
            for element in 0..<input.shape.count {
                let name = model.axes.name(input.name, of: element, in: input.shape)
                columns.append(Column(name: name, unit: input.unit))
                scales.append(input.scale)
            }
        }
        for output in model.outputs {
            columns.append(Column(name: output.name, unit: output.unit))
            scales.append(1)
        }
        if !model.observations.isEmpty {
            columns.append(Self.observationWeight)
            scales.append(1)
        }
        let plan = try PlanCompiler(model: model).compileInputsAndOutputs(try model.scenario(named: scenario))
        self.columns = columns
        self.scales = scales
        registers = plan.parts[0].outputs
        block = BlockEvaluator(plan: plan, sampler: sampler, seed: seed)
    }

    /// Gives `body` the draws `first ..< first + count` of the run in their order, a number a column.
    public func rows(first: UInt64, count: UInt64, _ body: (_ number: UInt64, _ row: [Double]) throws -> Void) rethrows
    {
        let replicates = UInt64(DrawLayout.replicates)
        let end = first + min(count, UInt64.max - first)
        var index = first / replicates & ~1
        while index * replicates < end {
            let length = min(UInt64(block.length), (end - 1) / replicates + 1 - index)
            let values = (0..<DrawLayout.replicates).map { columns(index: index, length: Int(length), replicate: $0) }
            for number in max(first, index * replicates)..<min(end, (index + length) * replicates) {
                let position = DrawLayout.position(ofDraw: number)
                let offset = Int(position.index - index)
                try body(number, values[position.replicate].map { $0[offset] })
            }
            index += length
        }
    }

    private func columns(index: UInt64, length: Int, replicate: Int) -> [[Double]] {
        block.evaluate(first: index, replicate: replicate, count: length)
        return zip(registers, zip(scales, columns)).map { register, about in
            let values = UnsafeBufferPointer(start: block.register(register), count: length).map { $0 / about.0 }
            return about.1 == Self.observationWeight ? values.map { $0.isNaN ? 0 : $0 } : values
        }
    }
}
