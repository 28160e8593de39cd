import ModelLanguage
import Sampling
import Statistics
import Testing

/// The errors that a result states against the errors that it makes.
struct StandardErrorTests {
    private static let seeds: UInt64 = 200
    private static let draws: UInt64 = 32_768

    /// For every figure of the workload the root mean square of the stated standard errors over 200 seeds is within 30% of the
    /// spread of the figure itself. That spread is known to 5% (1 / sqrt(2 x 199)), so 30% is six of its standard errors:
    /// false alarms under 1e-7 for 37 figures, were they normal.
    @Test func statedErrorsAreTheTrueOnesOfTheWorkload() throws {
        let model = try CheckedModel(parsing: try Repository.bytes("Benchmarks/w1.yaml"), file: "w1.yaml")
        let plan = try model.plan()
        let layout = try #require(DrawLayout(draws: Self.draws))
        var values: [[Double]] = []
        var errors: [[Double]] = []
        for seed in 1...Self.seeds {
            let figures = Self.figures(try Self.estimates(plan, seed: seed, layout: layout))
            values.append(figures.map(\.value))
            errors.append(try figures.map { try #require($0.standardError) })
        }
        for figure in values[0].indices {
            let found = values.map { $0[figure] }
            let center = found.reduce(0, +) / Double(found.count)
            let spread = found.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(found.count - 1)
            let stated = errors.reduce(0) { $0 + $1[figure] * $1[figure] } / Double(errors.count)
            let ratio = (stated / spread).squareRoot()
            #expect((0.7...1.3).contains(ratio), "figure \(figure): stated over true is \(ratio)")
        }
    }

    private static func estimates(_ plan: Plan, seed: UInt64, layout: DrawLayout) throws -> Estimates {
        let evaluator = ShardEvaluator(plan: plan, sampler: .philox, seed: seed, layout: layout)
        let nodes = try (0..<DrawLayout.replicates).map { replicate in
            let root = try #require(layout.root(ofReplicate: replicate))
            return (range: root, node: try #require(evaluator.evaluate(root)))
        }
        return RunEstimates(nodes: nodes, shape: plan.shape).parts[0]
    }

    private static func figures(_ estimates: Estimates) -> [Figure] {
        let outputs = estimates.outputs.compactMap(\.figures).flatMap { [$0.mean, $0.sd] + $0.quantiles.map(\.figure) }
        return outputs + estimates.probabilities.map(\.figure)
    }
}
