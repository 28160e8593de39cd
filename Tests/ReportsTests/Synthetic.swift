import BinaryCoding
import Scheduling
import Statistics
import Testing

@testable import Reports

/// Results made by the real accumulators from draws that a formula makes.
enum Synthetic {
    /// One draw: uniform numbers in, the values of the outputs, probabilities and identities out.
    struct Model {
        var outputs: [ResultName] = []
        var probabilities: [ResultName] = []
        var identities: [String] = []
        var draw: (inout SplitMix64) -> (outputs: [Double], probabilities: [Double], identities: [Double])
    }

    /// The estimates of `draws` draws, those of `model` in replicate `r` made from seed `seed + r`.
    static func estimates(of model: Model, draws: UInt64, seed: UInt64 = 1) -> RunEstimates {
        let shape = SummaryShape(
            outputs: model.outputs.count, probabilities: model.probabilities.count, identities: model.identities.count)
        let columns = (0..<(shape.outputs + shape.probabilities + shape.identities)).map { _ in
            UnsafeMutablePointer<Double>.allocate(capacity: Int(DrawLayout.drawsPerLeaf))
        }
        defer { for column in columns { column.deallocate() } }
        let fixed = columns.map { UnsafePointer($0) }
        let conditions = shape.outputs + shape.probabilities
        let part = PartColumns(
            outputs: Array(fixed[..<shape.outputs]), probabilities: Array(fixed[shape.outputs..<conditions]),
            identities: Array(fixed[conditions...]))
        let accumulator = ShardAccumulator(shape: shape, columns: [part])
        let layout = DrawLayout(draws: draws)
        let replicates = (0..<DrawLayout.replicates).map { replicate in
            var random = SplitMix64(seed: seed &+ UInt64(replicate))
            var left = Int(layout?.draws(ofReplicate: replicate) ?? 0)
            while left > 0 {
                let count = min(left, Int(DrawLayout.drawsPerLeaf))
                for row in 0..<count {
                    let draw = model.draw(&random)
                    for (column, value) in zip(columns, draw.outputs + draw.probabilities + draw.identities) {
                        column[row] = value
                    }
                }
                accumulator.addLeaf(count: count)
                left -= count
            }
            return accumulator.finish()
        }
        return RunEstimates(replicates: replicates)
    }

    /// A run of `model` and its result.
    static func result(
        of model: Model, draws: UInt64, merged: UInt64? = nil, state: RunState = .done, reason: String = "",
        modelText: String = "suanli: 1\n", title: String? = "A model to test with", estimatedBy version: String = "1"
    ) throws -> (run: RunDescription, result: RunResult) {
        let id = try #require(RunID("test"))
        let layout = try #require(DrawLayout(draws: draws))
        let run = RunDescription(
            id: id, label: "", modelName: "synthetic", modelText: Array(modelText.utf8), scenario: "baseline",
            sampler: "philox", seed: 18_446_744_073_709_551_615, layout: layout, plan: [1, 2, 3], kernelVersion: "1",
            submittedAt: 0)
        let identity = ModelIdentity(
            name: "synthetic", title: title, asOf: "2026-01-28", digest: ContentDigest(of: run.modelText))
        let result = try RunResult(
            of: run, model: identity, scenarios: [("baseline", nil, ContentDigest(of: run.plan))],
            names: ResultNames(
                outputs: model.outputs, probabilities: model.probabilities, identities: model.identities),
            estimates: estimates(of: model, draws: merged ?? draws), state: state, reason: reason, seconds: 0.5,
            computedBy: "2 threads", estimatedBy: version)
        return (run, result)
    }
}

extension SplitMix64 {
    /// Roughly normal, with mean 0 and standard deviation 1: twelve uniform numbers less 6. It takes no function of the
    /// C library, so that it is the same everywhere.
    mutating func normal() -> Double {
        (0..<12).reduce(-6) { sum, _ in sum + unit() }
    }
}

extension ResultName {
    /// A name with everything a model can say.
    init(_ name: String, _ label: String? = nil, unit: String = "1") {
        self.init(name: name, label: label, unit: unit)
    }
}
