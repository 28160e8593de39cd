import CKernels
import Foundation
import ModelLanguage
import Sampling
import Statistics
import Testing

/// How often the stated 95% intervals hold the truth, for models with closed forms.
///
/// `SUANLI_COVERAGE_SEEDS=10000 swift test --filter CoverageTests` measures it closely and prints it; by default 400 seeds see that it
/// is not far off: a share of 95% has a standard error of 1.1% then, and the bounds are four of them away.
struct CoverageTests {
    struct Case: Sendable {
        let name: String
        let text: String
        /// Of the mean, the sd, and quantiles.
        let mean: Double
        let sd: Double
        let quantile: @Sendable (Double) -> Double
        let probability: Double
    }

    private static let seeds = Int(ProcessInfo.processInfo.environment["SUANLI_COVERAGE_SEEDS"] ?? "") ?? 400
    private static let bounds = seeds >= 10_000 ? 0.935...0.965 : 0.905...0.995
    /// Evenly spread points may be further off than replicates show, which the stated errors of what jumps allow for: a condition
    /// does, and a quantile is where one flips. Means of outputs that do not jump have errors as close as with any points.
    private static func bounds(of name: String, _ sampler: Sampler) -> ClosedRange<Double> {
        sampler.arePointsNested && name != "mean" ? bounds.lowerBound...1 : bounds
    }

    static let cases = [
        Case(
            name: "sum of normals",
            text: "inputs: {x: {value: \"normal(1, 1)\"}, y: {value: \"normal(2, 2)\"}, z: {value: \"normal(0, 2)\"}}\n"
                + "quantities: {q: {formula: x + y + z}}\noutputs: [q]\nprobabilities: {p: q > 5}",
            mean: 3, sd: 3, quantile: { 3 + 3 * suanli_normal_quantile($0) },
            probability: 1 - suanli_normal_cdf(2.0 / 3)),
        Case(
            name: "product of lognormals",
            text:
                "inputs: {x: {value: \"lognormal(mu: 0, sigma: 0.6)\"}, y: {value: \"lognormal(mu: 1, sigma: 0.8)\"}}\n"
                + "quantities: {q: {formula: x * y}}\noutputs: [q]\nprobabilities: {p: q > 6}",
            mean: suanli_exp(1.5), sd: suanli_exp(1.5) * (suanli_exp(1) - 1).squareRoot(),
            quantile: { suanli_exp(1 + suanli_normal_quantile($0)) },
            probability: 1 - suanli_normal_cdf(suanli_log(6) - 1)),
        Case(
            name: "the smaller of two waits",
            text: "inputs: {x: {value: \"exponential(mean: 2)\"}, y: {value: \"exponential(mean: 3)\"}}\n"
                + "quantities: {q: {formula: \"min(x, y)\"}}\noutputs: [q]\nprobabilities: {p: q > 2}",
            mean: 1.2, sd: 1.2, quantile: { -1.2 * suanli_log(1 - $0) }, probability: suanli_exp(-2 / 1.2)),
    ]

    @Test(arguments: cases.indices, Sampler.allCases)
    func intervalsHoldTheTruth(number: Int, sampler: Sampler) throws {
        let test = Self.cases[number]
        let plan = try Models.parse("suanli: 1\nname: test\n" + test.text).plan()
        let layout = try #require(DrawLayout(draws: 1 << 14))
        var held: [String: Int] = [:]
        var counted: [String: Int] = [:]
        for seed in 1...Self.seeds {
            let estimates = try Self.estimates(plan, sampler: sampler, seed: UInt64(seed), layout: layout)
            let figures = try #require(estimates.outputs[0].figures)
            // The contract promises nothing of an error that says it is not reliable.
            var all = [
                ("probability", estimates.probabilities[0].figure, test.probability)
            ]
            if figures.mean.isReliable { all.append(("mean", figures.mean, test.mean)) }
            if figures.sd.isReliable { all.append(("sd", figures.sd, test.sd)) }
            for estimate in figures.quantiles {
                all.append(("\(estimate.probability)", estimate.figure, test.quantile(estimate.probability)))
            }
            for (name, figure, truth) in all {
                counted[name, default: 0] += 1
                held[name, default: 0] += abs(figure.value - truth) <= (try #require(figure.halfWidth)) ? 1 : 0
            }
        }
        // What is reliable in few seeds only is a choice among them, and says nothing.
        for (name, count) in counted.sorted(by: { $0.key < $1.key }) where count * 2 >= Self.seeds {
            let share = Double(held[name] ?? 0) / Double(count)
            if Self.seeds >= 10_000 { print("coverage of \(name), \(test.name), \(sampler): \(share) of \(count)") }
            #expect(
                Self.bounds(of: name, sampler).contains(share),
                "\(name) of \(test.name), \(sampler): \(share) of \(count)")
        }
    }

    private static func estimates(
        _ plan: Plan, sampler: Sampler, seed: UInt64, layout: DrawLayout
    ) throws -> Estimates {
        let evaluator = ShardEvaluator(plan: plan, sampler: sampler, seed: seed, layout: layout)
        let nodes = try (0..<DrawLayout.replicates).map { replicate in
            let root = try #require(layout.root(ofReplicate: replicate))
            return (range: root, node: try #require(evaluator.evaluate(root)))
        }
        return RunEstimates(nodes: nodes, shape: plan.shape, arePointsNested: sampler.arePointsNested).parts[0]
    }
}
