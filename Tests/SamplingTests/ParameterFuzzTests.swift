import TestSupport
import Testing

@testable import Sampling

/// Whatever the parameters, an initialiser gives a distribution or an error, and a distribution a kernel or an error, in
/// bounded time; what is given has finite quantiles that ascend.
@Suite struct ParameterFuzzTests {
    /// Numbers as they come in models, and the ones that nobody expects.
    private func number(_ random: inout SeededGenerator) -> Double {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: [0, -0.0, 1, -1, 0.5, .nan, .infinity, -.infinity].randomElement(using: &random) ?? 0
        case 1: Double(bitPattern: random.next())
        case 2:
            [Double.leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e-300, 1e300, 1e6].randomElement(using: &random)
                ?? 0
        case 3: Double(Int.random(in: -5...20, using: &random))
        case 4: Double.random(in: 0...1, using: &random)
        default:
            Double(
                sign: .plus, exponent: Int.random(in: -20...20, using: &random),
                significand: Double.random(in: 1..<2, using: &random))
        }
    }

    private func quantile(_ random: inout SeededGenerator) -> Quantile {
        Quantile(
            Bool.random(using: &random) ? Double.random(in: 0...1, using: &random) : number(&random), number(&random))
    }

    private func marginal(_ random: inout SeededGenerator, depth: Int) throws -> any Marginal {
        let x = number(&random)
        let y = number(&random)
        switch Int.random(in: 0..<(depth > 0 ? 18 : 15), using: &random) {
        case 0: return try Gamma(shape: x, scale: y)
        case 1: return try Gamma(mean: x, sd: y)
        case 2: return try Exponential(mean: x)
        case 3: return try Weibull(shape: x, scale: y)
        case 4: return try StudentT(degreesOfFreedom: x, location: y, scale: number(&random))
        case 5: return try Logistic(location: x, scale: y)
        case 6: return try Loguniform(low: min(x, y), high: max(x, y))
        case 7: return try SplitLognormal(lower: quantile(&random), median: x, upper: quantile(&random))
        case 8: return try Binomial(trials: Int.random(in: -2...1_000_000, using: &random), probability: x)
        case 9: return try Poisson(rate: x)
        case 10: return try Discrete(observations: [x, y, x])
        case 11:
            return try Metalog(
                quantiles: (0..<Int.random(in: 2...7, using: &random)).map { _ in quantile(&random) }.sorted {
                    $0.value < $1.value
                }, min: Bool.random(using: &random) ? nil : x, max: Bool.random(using: &random) ? nil : y)
        case 12: return try Normal(mean: x, sd: abs(y))
        case 13: return try Lognormal(from: min(x, y), to: max(x, y))
        case 14: return try Triangular(low: min(x, y), mode: x, high: max(x, y))
        case 15, 16:
            let weight = Double.random(in: 0...1, using: &random)
            return try Mixture(weighted: [
                (weight, marginal(&random, depth: depth - 1)), (1 - weight, marginal(&random, depth: depth - 1)),
            ])
        default:
            return try Truncated(
                marginal(&random, depth: depth - 1), min: Bool.random(using: &random) ? nil : x,
                max: Bool.random(using: &random) ? nil : y)
        }
    }

    @Test(arguments: UInt64(1)...12)
    func anyParametersGiveADistributionOrAnError(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var built = 0
        let clock = ContinuousClock()
        for round in 0..<300 {
            guard let marginal = try? marginal(&random, depth: 2) else { continue }
            let start = clock.now
            let kernel = try? marginal.kernel()
            // Tens of milliseconds alone; the machine may be busy.
            #expect(clock.now - start < .seconds(5), "seed \(seed), round \(round): \(marginal)")
            guard let kernel else { continue }
            built += 1
            let found = [0x1p-53, 1e-9, 0.01, 0.3, 0.5, 0.8, 0.999, 1 - 0x1p-53].map(kernel.quantile)
            let isOrdered = zip(found, found.dropFirst()).allSatisfy { $0 <= $1 }
            #expect(isOrdered, "seed \(seed), round \(round): \(marginal) \(found)")
            for x in found where x.isFinite {
                let chances = marginal.chances(around: x)
                let sum = chances.below + chances.at + chances.above
                #expect(abs(sum - 1) < 1e-9, "seed \(seed), round \(round): \(marginal) at \(x): \(chances)")
            }
            for atom in marginal.atoms { #expect(0 <= atom.lowerBound && atom.upperBound <= 1) }
        }
        #expect(built > 25)
    }

    @Test func whatCannotBeIsRefusedInOneLine() {
        let attempts: [(String, () throws -> any Marginal)] = [
            ("shape", { try Gamma(shape: 0, scale: 1) }), ("scale", { try Gamma(shape: 1, scale: -1) }),
            ("sd", { try Gamma(mean: 1, sd: 1e9) }), ("mean", { try Exponential(mean: 0) }),
            ("overflow", { try Exponential(mean: 1e308) }), ("weibull", { try Weibull(shape: 0.001, scale: 1) }),
            ("degrees", { try StudentT(degreesOfFreedom: 0.1) }), ("logistic", { try Logistic(location: 0, scale: 0) }),
            ("loguniform", { try Loguniform(low: 0, high: 1) }), ("reversed", { try Loguniform(low: 2, high: 1) }),
            ("split", { try SplitLognormal(lower: Quantile(0.6, 1), median: 2, upper: Quantile(0.9, 3)) }),
            ("order", { try SplitLognormal(lower: Quantile(0.1, 3), median: 2, upper: Quantile(0.9, 4)) }),
            ("trials", { try Binomial(trials: -1, probability: 0.5) }),
            ("many", { try Binomial(trials: 1_000_001, probability: 0.5) }),
            ("p", { try Binomial(trials: 1, probability: 1.1) }), ("rate", { try Poisson(rate: 1e7) }),
            ("no component", { try Mixture(weighted: []) }),
            ("weights", { try Mixture(weighted: [(0.5, Uniform(low: 0, high: 1))]) }),
            ("far", { try Truncated(Normal(mean: 0, sd: 1), min: 8, max: nil) }),
            ("nothing", { try Truncated(Uniform(low: 0, high: 1), min: 2, max: nil) }),
            ("between counts", { try Truncated(Poisson(rate: 3), min: 1.2, max: 1.8) }),
            ("reversed", { try Truncated(Normal(mean: 0, sd: 1), min: 1, max: 1) }),
            ("no ends", { try Truncated(Normal(mean: 0, sd: 1), min: nil, max: nil) }),
            ("NaN", { try Truncated(Normal(mean: 0, sd: 1), min: .nan, max: nil) }),
        ]
        for (name, attempt) in attempts {
            do {
                _ = try attempt()
                Issue.record("accepted: \(name)")
            } catch {
                let line = "\(error)"
                #expect(error is MarginalFailure && !line.contains("\n") && line.count > 15, "\(name): \(line)")
            }
        }
        #expect(throws: MarginalFailure.self) { try Dirichlet(concentrations: [1]) }
        #expect(throws: MarginalFailure.self) { try Dirichlet(concentrations: [1, 0]) }
    }

    /// Nothing that a model file may hold takes a plan longer than seconds.
    @Test func largeMixturesAreReadyOrRefused() throws {
        let clock = ContinuousClock()
        let start = clock.now
        let weight = 1.0 / 300
        let many = try (0..<300).map {
            (weight: weight, component: try Normal(mean: Double($0), sd: 1) as any Marginal)
        }
        _ = try? Mixture(weighted: many).kernel()
        let counts = try (0..<300).map {
            (weight: weight, component: try Poisson(rate: 9e5 + Double($0)) as any Marginal)
        }
        #expect(throws: MarginalFailure.self) { try Mixture(weighted: counts) }
        #expect(clock.now - start < .seconds(20))
    }

    @Test func fitsHaveTheirMoments() throws {
        let gamma = try Gamma(mean: 40, sd: 10)
        #expect(abs(gamma.shape - 16) < 1e-12 && abs(gamma.scale - 2.5) < 1e-12)
        let dirichlet = try Dirichlet(concentrations: [8, 7, 5])
        #expect(dirichlet.gammas.map(\.shape) == [8, 7, 5] && dirichlet.gammas.allSatisfy { $0.scale == 1 })
    }

    @Test func splitLognormalMeetsItsQuantiles() throws {
        let kernel = try SplitLognormal(lower: Quantile(0.05, 1), median: 2, upper: Quantile(0.9, 9)).kernel()
        for (u, x) in [(0.05, 1.0), (0.5, 2), (0.9, 9)] { #expect(abs(kernel.quantile(u) - x) < 1e-12) }
    }
}
