import CKernels
import Sampling
import Statistics
import Testing

@testable import ModelLanguage

/// `observe:`, held against closed forms.
struct ObservationTests {
    private static func figures(_ text: String, draws: UInt64 = 1 << 18) throws -> [Estimates] {
        let plan = try Models.parse("suanli: 1\nname: test\n" + text).plan()
        let layout = try #require(DrawLayout(draws: draws))
        let evaluator = ShardEvaluator(plan: plan, sampler: .philox, seed: 11, layout: layout)
        let nodes = try (0..<DrawLayout.replicates).map { replicate in
            let root = try #require(layout.root(ofReplicate: replicate))
            return (range: root, node: try #require(evaluator.evaluate(root)))
        }
        return RunEstimates(nodes: nodes, shape: plan.shape).parts
    }

    /// Within five stated standard errors: false alarms under 1e-4 a figure for Student's t of 15 degrees, the seed is fixed.
    private static func expect(_ figure: Figure, is truth: Double, _ what: String) throws {
        let error = try #require(figure.standardError)
        #expect(abs(figure.value - truth) < 5 * error, "\(what): \(figure.value) +- \(error), not \(truth)")
    }

    /// A normal of mean 10 and sd 3 that was measured as normal(12, 1): precisions add up.
    @Test func aMeasuredNormalIsUpdatedAsItShould() throws {
        let parts = try Self.figures(
            """
            inputs: {x: {value: "normal(10, 3)"}}
            quantities: {q: {formula: x + 1}}
            outputs: [q, x]
            observe: [{quantity: q, value: "normal(13, 1)"}]
            """)
        #expect(parts.count == 2)
        let precision = 1.0 / 9 + 1
        let mean = (10.0 / 9 + 12) / precision
        let posterior = try #require(parts[1].outputs[1].figures)
        try Self.expect(posterior.mean, is: mean, "mean")
        try Self.expect(posterior.sd, is: (1 / precision).squareRoot(), "sd")
        try Self.expect(try #require(posterior.quantile(0.5)).figure, is: mean, "median")
        try Self.expect(try #require(parts[0].outputs[1].figures).mean, is: 10, "prior mean")
        // The effective number of draws of a normal of variance v weighted by one of variance 1 at distance d.
        let (v, d) = (9.0, 2.0)
        let first = 1 / (1 + v).squareRoot() * suanli_exp(-d * d / 2 / (1 + v))
        let second = 1 / (1 + 2 * v).squareRoot() * suanli_exp(-d * d / (1 + 2 * v))
        #expect(abs(parts[1].weight.effectiveDraws / (Double(1 << 18) * first * first / second) - 1) < 0.02)
    }

    /// A uniform between 0 and 100 of which only 20 to 30 is left.
    @Test func anIntervalCutsTheDistribution() throws {
        let parts = try Self.figures(
            """
            units: [chip]
            inputs: {x: {value: "uniform(0, 100k)", unit: chip}}
            outputs: [x]
            probabilities: {high: x > 27k chip}
            observe: [{quantity: x, between: [20k, 30k]}]
            """)
        let posterior = try #require(parts[1].outputs[0].figures)
        try Self.expect(posterior.mean, is: 25_000, "mean")
        try Self.expect(posterior.sd, is: 10_000 / 12.0.squareRoot(), "sd")
        #expect(posterior.minimum >= 20_000 && posterior.maximum <= 30_000)
        try Self.expect(parts[1].probabilities[0].figure, is: 0.3, "probability")
        #expect(parts[1].weight.sum % DrawWeight.one == 0)
    }

    /// The weight of a draw is the density that the distribution has there over its largest, for every distribution that can
    /// weigh: held against densities that are tested against SciPy.
    @Test(arguments: [
        ("normal(3, 2)", 3.0), ("1 to 10", nil), ("split_lognormal(5%: 1, 50%: 3, 95%: 20)", nil), ("uniform(2, 7)", 4),
        ("triangular(1, 2, 9)", 2), ("triangular(1, 1, 9)", 1), ("triangular(1, 9, 9)", 9), ("pert(1, 2, 9)", 2),
        ("beta(2, 5)", 0.2), ("beta(1, 3)", 0), ("beta(4, 1)", 1), ("beta(1, 1)", 0.5),
    ])
    func weightsAreDensities(distribution: String, mode: Double?) throws {
        let model = try Models.parse(
            """
            suanli: 1
            name: test
            inputs: {x: {value: "uniform(-1, 11)"}, y: {value: "\(distribution)"}}
            outputs: [x, y]
            observe: [{quantity: x, value: "\(distribution)"}]
            """)
        let marginal = try #require(
            model.inputs[1].values.entries.first.flatMap { entry -> (any Marginal)? in
                if case .random(let marginal, _) = entry { marginal } else { nil }
            })
        let plan = try model.plan()
        let block = BlockEvaluator(plan: plan, sampler: .philox, seed: 5)
        block.evaluate(first: 0, replicate: 0, count: block.length)
        let column = { (register: Int) in
            Array(UnsafeBufferPointer(start: block.register(register), count: block.length))
        }
        let (xs, chances) = (column(plan.parts[1].outputs[0]), column(try #require(plan.parts[1].chance)))
        // A density may be none at the very end where it is largest.
        let peak = mode.map { mode in
            [mode, mode + 1e-12, mode - 1e-12].map(marginal.density).filter(\.isFinite).max() ?? 0
        }
        let largest = try #require(
            peak ?? (0..<200_000).map { marginal.density(0.0001 + Double($0) * 0.0001) }.max())
        for (x, chance) in zip(xs, chances) {
            let expected = marginal.density(x) / largest
            #expect(abs(chance - expected) < 2e-4, "\(distribution) at \(x): \(chance), not \(expected)")
        }
    }

    /// Of a standard normal measured as normal(4, 0.005) none of the 65,536 draws that weights are scaled by fits well. Of a million some fit better than
    /// a weight can say, and the answer is of another distribution: that is seen.
    @Test func whatFitsFarTooWellIsSeen() throws {
        let parts = try Self.figures(
            """
            inputs: {x: {value: "normal(0, 1)"}}
            outputs: [x]
            observe: [{quantity: x, value: "normal(4, 0.005)"}]
            """, draws: 1 << 20)
        let mean = try #require(parts[1].outputs[0].figures?.mean)
        #expect(abs(mean.value - 4) > 0.005, "\(mean.value)")
        #expect(parts[1].weight.capped > 0 && parts[1].weight.isStarved)
    }

    @Test func whatCannotBeObservedIsRefused() {
        let head =
            "suanli: 1\nname: t\naxes: {firm: [a, b]}\ninputs: {x: {value: 1 to 2, each: firm}, y: {value: 1 to 2}}\noutputs: [y]\nobserve: "
        for (entry, message) in [
            ("[{quantity: x, value: 1 to 2}]", "lies along"), ("[{quantity: y}]", "either `value:`"),
            ("[{quantity: y, value: 3}]", "no draw has exactly"),
            ("[{quantity: y, between: [3, 2]}]", "lower end first"),
            ("[{quantity: y, between: [3]}]", "two ends"), ("[{quantity: y > 1, between: [0, 1]}]", "is a condition"),
            ("[{quantity: y, value: poisson(3)}]", "cannot be weighted"),
            ("[{quantity: z, value: 1 to 2}]", "no input or quantity"),
            ("[{quantity: y, value: \"beta(0.5, 0.5)\"}]", "cannot be weighted"),
            ("[{quantity: y, between: [1 to 2, 3]}]", "are numbers"),
            ("[{quantity: y, value: 1 to 2, source: nobody}]", "no source"),
        ] {
            do {
                _ = try Models.parse(head + entry)
                Issue.record("\(entry) was taken")
            } catch {
                #expect("\(error)".contains(message), "\(entry): \(error)")
            }
        }
    }

    @Test func oneElementOfAQuantityCanBeObserved() throws {
        let parts = try Self.figures(
            """
            axes: {firm: [a, b]}
            inputs: {x: {value: "uniform(0, 1)", each: firm}}
            outputs: [x]
            observe: [{quantity: "x[firm: b]", between: [0.5, 1]}]
            """)
        try Self.expect(try #require(parts[1].outputs[0].figures).mean, is: 0.5, "a")
        try Self.expect(try #require(parts[1].outputs[1].figures).mean, is: 0.75, "b")
    }
}
