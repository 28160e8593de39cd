import BinaryCoding
import ModelLanguage
import Sampling
import Statistics
import TestSupport
import Testing

@Suite struct PlanTests {
    private let text = """
        suanli: 1
        name: test
        inputs:
          x: {value: "normal(2, 1)"}
          y: {value: 1 to 3}
          g: {value: bernoulli(0.3)}
        quantities:
          q: {formula: "if g then min(x, y) ^ 2 else clamp(x * y - 1, 0, 5)"}
          r: {formula: "exp(-abs(x)) / sqrt(y) + log(y)"}
        outputs: [q, r, x]
        probabilities: {p: q > 1 and not r < 1}
        identities: [q + r == r + q, q == r]
        """

    /// The draws of one input, computed beside the evaluator.
    private func draws(_ name: String, _ marginal: any Marginal, seed: UInt64, replicate: Int, count: Int) throws
        -> [Double]
    {
        let key = StreamKey(seed: seed, stream: StreamID(input: name))
        let kernel = try marginal.kernel()
        var uniforms = Array(repeating: 0.0, count: count)
        UniformStream.fill(&uniforms, key: key, replicate: replicate, first: 0, count: count)
        return uniforms.map(kernel.quantile)
    }

    @Test func evaluationAgreesWithPlainArithmetic() throws {
        let plan = try Models.parse(text).plan()
        let layout = try #require(DrawLayout(draws: 16 * 3_000))
        let evaluator = ShardEvaluator(plan: plan, sampler: .philox, seed: 7, layout: layout)
        let summary = try #require(evaluator.evaluate(ShardRange(replicate: 5, level: 0, index: 0)))
        let x = try draws("x", Normal(mean: 2, sd: 1), seed: 7, replicate: 5, count: 3_000)
        let y = try draws("y", Lognormal(from: 1, to: 3), seed: 7, replicate: 5, count: 3_000)
        let g = try draws("g", Discrete.bernoulli(0.3), seed: 7, replicate: 5, count: 3_000)
        var (q, r) = ([Double](), [Double]())
        for index in x.indices {
            let smaller = Swift.min(x[index], y[index])
            q.append(g[index] == 1 ? smaller * smaller : Swift.min(Swift.max(x[index] * y[index] - 1, 0), 5))
            r.append(exponential(-abs(x[index])) / y[index].squareRoot() + logarithm(y[index]))
        }
        #expect(summary.draws == 3_000)
        for (output, values) in zip(summary.outputs, [q, r, x]) {
            let mean = values.reduce(0, +) / 3_000
            #expect(abs(output.moments.mean - mean) < 1e-12)
            #expect(abs(output.moments.maximum - (values.max() ?? .nan)) < 1e-12)
            #expect(abs(output.moments.minimum - (values.min() ?? .nan)) < 1e-12)
            #expect(output.notFinite == 0)
        }
        #expect(summary.probabilities[0].hits == UInt64(zip(q, r).filter { $0 > 1 && !($1 < 1) }.count))
        #expect(summary.violations == [0, UInt64(zip(q, r).filter { abs($0 - $1) > 1e-9 * Swift.max($0, $1) }.count)])
    }

    private func exponential(_ x: Double) -> Double {
        // By its series; x is small.
        var (sum, term) = (1.0, 1.0)
        for n in 1..<200 {
            term *= -x / Double(n)
            sum += term
        }
        return 1 / sum
    }

    private func logarithm(_ x: Double) -> Double {
        // By the series of artanh.
        let ratio = (x - 1) / (x + 1)
        var (sum, power) = (0.0, ratio)
        for n in stride(from: 1, to: 2_001, by: 2) {
            sum += power / Double(n)
            power *= ratio * ratio
        }
        return 2 * sum
    }

    @Test func outputsAreInTheirOwnUnit() throws {
        let text = Models.text(
            inputs: "a: {value: 6, unit: month}", quantities: "q: {formula: a + 1 year, unit: year}")
        let plan = try Models.parse(text).plan()
        let layout = try #require(DrawLayout(draws: 16))
        let evaluator = ShardEvaluator(plan: plan, sampler: .philox, seed: 1, layout: layout)
        let summary = try #require(evaluator.evaluate(ShardRange(replicate: 0, level: 0, index: 0)))
        #expect(summary.outputs[0].moments.mean == 1.5)
    }

    @Test func aScenarioMovesNoOtherInputsDraws() throws {
        let model = try Models.parse(text + "\nscenarios: {s: {set: {y: 2}}}\n")
        let layout = try #require(DrawLayout(draws: 16 * 100))
        let range = ShardRange(replicate: 0, level: 0, index: 0)
        let summaries = try ["baseline", "s"].map { name in
            ShardEvaluator(plan: try model.plan(scenario: name), sampler: .philox, seed: 3, layout: layout).evaluate(
                range)
        }
        #expect(summaries[0]?.outputs[2] == summaries[1]?.outputs[2])
        #expect(summaries[0]?.outputs[0] != summaries[1]?.outputs[0])
    }

    @Test func whatNoResultNeedsIsLeftOutAndWhatIsEqualIsDoneOnce() throws {
        let text = """
            suanli: 1
            name: test
            inputs: {x: {value: 1 to 2}, idle: {value: 1 to 2}}
            quantities: {a: {formula: x * 2 + 1}, b: {formula: x * 2 + 1}, c: {formula: idle + 1}, k: {formula: 2 * 3}}
            outputs: [a, b, k]
            """
        let plan = try Models.parse(text).plan()
        #expect(plan.streams.count == 1)
        #expect(plan.steps.count == 3)
        #expect(plan.outputs[0] == plan.outputs[1])
    }

    @Test func bytesComeBackAsThePlan() throws {
        for scenario in ["baseline", "article", "blocked"] {
            let plan = try Repository.model("h200-2026").plan(scenario: scenario)
            let encoded = plan.encoded()
            let decoded = try Plan(decoding: encoded[...])
            #expect(decoded == plan)
            #expect(decoded.encoded() == encoded)
        }
    }

    @Test func spoiltBytesAreRefusedOrEvaluated() throws {
        let bytes = try Models.parse(text).plan().encoded()
        let layout = try #require(DrawLayout(draws: 16 * 40))
        let seed: UInt64 = 20_260_128
        var random = SeededGenerator(seed: seed)
        var evaluated = 0
        for round in 0..<4_000 {
            var spoilt = bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<spoilt.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: spoilt[index] = UInt8.random(in: 0...255, using: &random)
                case 1: spoilt[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 2: spoilt.remove(at: index)
                default: spoilt.insert(UInt8.random(in: 0...255, using: &random), at: index)
                }
                if spoilt.isEmpty { break }
            }
            guard let plan = try? Plan(decoding: spoilt[...]) else { continue }
            let evaluator = ShardEvaluator(plan: plan, sampler: .philox, seed: 1, layout: layout)
            let summary = evaluator.evaluate(ShardRange(replicate: 0, level: 0, index: 0))
            #expect(summary?.draws == 40, "seed \(seed), round \(round)")
            evaluated += 1
        }
        #expect(evaluated > 100)
    }
}
