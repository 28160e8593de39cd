import CKernels
import ModelLanguage
import Sampling
import Statistics
import Testing

/// How often the stated errors of sensitivities hold what closed forms say.
///
/// Of the runs that call a figure's error reliable (of 100 seeds), as many have to hold the truth as 95 of 100 would in all but 1 of
/// 100,000 cases: one of the 120 fails by chance with 0.1%, and the seeds are fixed. Where fewer than 30 runs call it reliable nothing
/// is asked.
@Suite struct SensitivityCoverageTests {
    private static let seeds: UInt64 = 100

    /// The fewest of `runs` trials of 95% that succeed in all but 1 of 100,000 cases.
    private static func fewest(of runs: Int) -> Int {
        var term = 1.0
        for _ in 0..<runs { term *= 0.05 }
        var (below, successes) = (0.0, 0)
        while below + term <= 1e-5 {
            below += term
            term *= Double(runs - successes) / Double(successes + 1) * 19
            successes += 1
        }
        return successes
    }

    /// A figure of an output and a factor, and what it would be with endless draws.
    private struct Known {
        let name: String
        let output: Int
        let factor: Int
        let truth: Double
        let figure: (SensitivityEstimate) -> Figure?
    }

    private func expectCoverage(
        _ text: String, _ known: [Known], request: SensitivityRequest = SensitivityRequest(kind: .first),
        sampler: Sampler = .sobol
    ) throws {
        let plan = try Models.parse(text).sensitivityPlan(scenario: "baseline", request)
        var held = Array(repeating: 0, count: known.count)
        var reliable = held
        for seed in 1...Self.seeds {
            let estimates = try SensitivityOracleTests.estimates(plan, sampler: sampler, seed: seed)
            for (index, known) in known.enumerated() {
                let figure = try #require(estimates[known.output, known.factor].flatMap(known.figure))
                guard figure.isReliable else { continue }
                reliable[index] += 1
                // Where nothing is left to chance the last bits are.
                let width = try #require(figure.halfWidth) + 1e-12
                held[index] += abs(figure.value - known.truth) <= width ? 1 : 0
            }
        }
        for (index, known) in known.enumerated() where reliable[index] >= 30 {
            #expect(
                held[index] >= Self.fewest(of: reliable[index]),
                "\(known.name): \(held[index]) of \(reliable[index])")
        }
    }

    /// Φ⁻¹ and the density there.
    private static func normal(_ probability: Double) -> (quantile: Double, density: Double) {
        let z = suanli_normal_quantile(probability)
        return (z, suanli_exp(-z * z / 2) / (2 * Double.pi).squareRoot())
    }

    /// Of a standard normal between two of its quantiles.
    private static func meanOfNormal(_ quantiles: ClosedRange<Double>) -> Double {
        let ends = [quantiles.lowerBound, quantiles.upperBound].map { $0 > 0 && $0 < 1 ? normal($0).density : 0 }
        return (ends[0] - ends[1]) / (quantiles.upperBound - quantiles.lowerBound)
    }

    /// Of the exponential function of one.
    private static func meanOfLognormal(_ quantiles: ClosedRange<Double>) -> Double {
        let ends = [quantiles.lowerBound, quantiles.upperBound].map { end in
            end > 0 && end < 1 ? suanli_normal_cdf(normal(end).quantile - 1) : end
        }
        return suanli_exp(0.5) * (ends[1] - ends[0]) / (quantiles.upperBound - quantiles.lowerBound)
    }

    /// What is said of one input alone, whose mean over a part of its draws is `mean`.
    private func alone(
        _ output: Int, _ factor: Int, points: Int = SensitivityEstimate.curvePoints,
        mean: @escaping (ClosedRange<Double>) -> Double
    ) -> [Known] {
        let (low, high) = (SensitivityEstimate.lowQuantiles, SensitivityEstimate.highQuantiles)
        let ends = [
            Known(name: "low of \(output)", output: output, factor: factor, truth: mean(low)) { $0.low },
            Known(name: "high of \(output)", output: output, factor: factor, truth: mean(high)) { $0.high },
        ]
        let curve = (0..<points).map { point in
            let count = Double(points)
            let part = Double(point) / count...Double(point + 1) / count
            return Known(name: "point \(point) of \(output)", output: output, factor: factor, truth: mean(part)) {
                $0.curve[point].mean
            }
        }
        return ends + curve
    }

    /// A skewed input that hardly anything else blurs, so that the errors are small; and two normals, of which one decides all but 1%.
    @Test func ofOneInputThatDecidesNearlyAll() throws {
        let text = Models.text(
            inputs: """
                x: {value: "lognormal(mu: 0, sigma: 1)"}, y: {value: "normal(0, 1)"}, z: {value: "normal(0, 1)"}
                """,
            quantities: "q: {formula: x + 0.01 * z}, r: {formula: y + 0.1 * z}", results: "outputs: [q, r]")
        let correlation = 1 / 1.01.squareRoot()
        let known =
            alone(0, 0, mean: Self.meanOfLognormal) + alone(1, 1, mean: Self.meanOfNormal) + [
                Known(name: "first", output: 1, factor: 1, truth: correlation * correlation) { $0.first },
                Known(name: "first, the rest", output: 1, factor: 2, truth: 0.01 / 1.01) { $0.first },
                // K. Pearson, 1907.
                Known(name: "rank", output: 1, factor: 1, truth: 6 / Double.pi * arcsine(correlation / 2)) {
                    $0.spearman
                },
            ]
        try expectCoverage(text, known)
        try expectCoverage(text, known, sampler: .philox)
        let few = alone(0, 0, points: 8, mean: Self.meanOfLognormal) + alone(1, 1, points: 8, mean: Self.meanOfNormal)
        try expectCoverage(text, few + known.suffix(3), request: SensitivityRequest(kind: .first, draws: 1 << 13))
    }

    /// An input that has one value in six draws of ten: below a hundredth of it lies a normal's lower tail, above it the rest.
    @Test func ofAnInputWithAnAtom() throws {
        let text = Models.text(
            inputs: "m: {value: \"mixture(60%: 1, 40%: normal(3, 1))\"}, z: {value: \"normal(0, 1)\"}",
            quantities: "q: {formula: m + 0.01 * z}")
        let upper = 3 + Self.meanOfNormal((0.925 - 0.6) / 0.4...(0.975 - 0.6) / 0.4)
        // By the law of total variance.
        let mean = 0.6 * 1 + 0.4 * 3
        let variance = 0.6 * 1 + 0.4 * (3 * 3 + 1) - mean * mean
        let known = [
            Known(name: "low", output: 0, factor: 0, truth: 1) { $0.low },
            Known(name: "high", output: 0, factor: 0, truth: upper) { $0.high },
            Known(name: "first", output: 0, factor: 0, truth: variance / (variance + 1e-4)) { $0.first },
        ]
        try expectCoverage(text, known)
    }

    /// Eight draws of ten are 0, the others lognormal: all of it in a fifth of the draws, and much of that in a few.
    @Test func ofAnInputThatIsMostlyNothing() throws {
        let text = Models.text(
            inputs: """
                m: {value: "mixture(80%: 0, 20%: lognormal(mu: 0, sigma: 0.5))"}, z: {value: "normal(0, 1)"}
                """,
            quantities: "q: {formula: m + 0.3 * z}")
        let mean = 0.2 * suanli_exp(0.125)
        let variance = 0.2 * suanli_exp(0.5) - mean * mean
        let known = [
            Known(name: "first", output: 0, factor: 0, truth: variance / (variance + 0.09)) { $0.first },
            Known(name: "first, the rest", output: 0, factor: 1, truth: 0.09 / (variance + 0.09)) { $0.first },
        ]
        try expectCoverage(text, known)
    }

    /// A count of some thousand: many atoms, none of them wide.
    @Test func ofACount() throws {
        let text = Models.text(
            inputs: "m: {value: \"poisson(3000)\"}, z: {value: \"normal(0, 1)\"}", quantities: "q: {formula: m + z}")
        let known = [
            Known(name: "first", output: 0, factor: 0, truth: 3_000 / 3_001.0) { $0.first },
            // SciPy: the mean of poisson(3000).ppf(u) for u from 0.025 to 0.075, and from 0.925 to 0.975.
            Known(name: "low", output: 0, factor: 0, truth: 2909.255156438352) { $0.low },
            Known(name: "high", output: 0, factor: 0, truth: 3091.3366358366566) { $0.high },
        ]
        try expectCoverage(text, known)
    }

    /// Jumps anywhere: all that the output does, within one bin.
    @Test(arguments: [0.1234, 0.4321, 0.5, 0.9433, 0.9907])
    func ofAStep(place: Double) throws {
        let text = Models.text(
            inputs: "x: {value: \"uniform(0, 1)\"}, z: {value: \"normal(0, 1)\"}",
            quantities: "q: {formula: \"if x > \(place) then 1 else 0\"}, r: {formula: q + 0.1 * z}",
            results: "outputs: [q, r]")
        let variance = place * (1 - place)
        let known = [
            Known(name: "first", output: 0, factor: 0, truth: 1) { $0.first },
            Known(name: "first, blurred", output: 1, factor: 0, truth: variance / (variance + 0.01)) { $0.first },
        ]
        try expectCoverage(text, known)
    }

    /// Ranks do not care how far apart values are.
    @Test func rankCorrelationsOfWhatLiesFarApart() throws {
        let text = Models.text(
            inputs: """
                b: {value: "discrete(50%: 0, 50%: 1)"}, x: {value: "normal(0, 1)"}, z: {value: "normal(0, 1)"}
                """,
            quantities: "q: {formula: 1M * b + x}, r: {formula: exp(8 * (x + z))}", results: "outputs: [q, r]")
        let known = [
            Known(name: "two heaps", output: 0, factor: 1, truth: 0.5) { $0.spearman },
            Known(name: "a long tail", output: 1, factor: 1, truth: 6 / Double.pi * arcsine(0.5.squareRoot() / 2)) {
                $0.spearman
            },
        ]
        try expectCoverage(text, known)
        try expectCoverage(text, known, sampler: .philox)
    }

    /// The series of the arcsine about 0, for arguments up to a half.
    private func arcsine(_ x: Double) -> Double {
        var (term, sum) = (x, x)
        for k in 1...60 {
            let n = Double(2 * k)
            term *= x * x * (n - 1) / n
            sum += term / (n + 1)
        }
        return sum
    }
}
