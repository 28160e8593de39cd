public import Sampling
import Statistics

/// Computes single draws of a run again, with every input and quantity of theirs, from nothing but their number.
public final class DrawReplay {
    /// One number of a draw.
    public struct Value: Hashable, Sendable {
        /// The name, with the labels of the element.
        public let name: String
        /// The unit that ``value`` is in; `1` for a plain number.
        public let unit: String
        /// 1 and 0 for a condition that holds and one that does not.
        public let value: Double
    }

    /// Everything of one draw: inputs in the order of the file, quantities in that of computation.
    public struct Draw: Hashable, Sendable {
        /// Every element of every input.
        public let inputs: [Value]
        /// Every element of every quantity.
        public let quantities: [Value]
        /// 1 where the condition holds, NaN where it is undefined.
        public let probabilities: [Value]
        /// 1 where the identity holds.
        public let identities: [Value]
    }

    /// How one number is shown.
    private struct Label {
        let name: String
        let unit: String
        let scale: Double
    }

    private let block: BlockEvaluator
    private let registers: [Int]
    private let labels: [Label]
    private let sections: [Int]

    /// Prepares to replay runs of `model` under one scenario at the points of a sampler under `seed`.
    /// - Throws: ``ModelFailure`` as ``CheckedModel/plan(scenario:)`` does.
    public init(_ model: CheckedModel, scenario: String, sampler: Sampler, seed: UInt64) throws(ModelFailure) {
        let compiled = try PlanCompiler(model: model).compileEverything(try model.scenario(named: scenario))
        var labels: [Label] = []
        let note = { (name: String, unit: String, scale: Double, shape: Shape, labels: inout [Label]) in
            for element in 0..<shape.count {
                labels.append(
                    Label(name: model.axes.name(name, of: element, in: shape), unit: unit, scale: scale))
            }
            return shape.count
        }
        let inputs = model.inputs.reduce(0) { $0 + note($1.name, $1.unit, $1.scale, $1.shape, &labels) }
        let quantities = model.quantities.reduce(0) { $0 + note($1.name, $1.unit, $1.scale, $1.shape, &labels) }
        labels += model.probabilities.map { Label(name: $0.name, unit: "1", scale: 1) }
        labels += model.identities.map { Label(name: $0.text, unit: "1", scale: 1) }
        sections = [inputs, quantities, model.probabilities.count, model.identities.count]
        self.labels = labels
        registers = compiled.parts[0].outputs
        block = BlockEvaluator(plan: compiled, sampler: sampler, seed: seed)
    }

    /// The draw of number `number` of the run.
    public func draw(_ number: UInt64) -> Draw {
        let (index, replicate) = DrawLayout.position(ofDraw: number)
        block.evaluate(first: index & ~1, replicate: replicate, count: 2)
        let values = zip(labels, registers).map { label, register in
            Value(name: label.name, unit: label.unit, value: block.register(register)[Int(index & 1)] / label.scale)
        }
        var rest = values[...]
        let parts = sections.map { count in
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        return Draw(inputs: parts[0], quantities: parts[1], probabilities: parts[2], identities: parts[3])
    }
}
