import CKernels
import TestSupport
import Testing

@testable import Sampling

/// Distributions from statements about them.
@Suite struct FitTests {
    /// The shapes that SciPy's root finder gives (`Data/make_marginals.py`), to 1e-6.
    @Test func betasHaveTheShapesThatSciPyFinds() throws {
        let rows = referenceTable("fits")
        #expect(rows.count == 18)
        for row in rows {
            let given = row[1].split(separator: " ").compactMap { Double($0) }
            let beta =
                switch row[0] {
                case "quantiles": try Beta(lower: Quantile(given[0], given[1]), upper: Quantile(given[2], given[3]))
                case "interval": try Beta(mean: given[0], interval: given[1]...given[2])
                default: try Beta(mean: given[0], sd: given[1])
                }
            let alpha = try #require(Double(row[2]))
            let other = try #require(Double(row[3]))
            let tolerance = row[0] == "moments" ? 1e-13 : 1e-6
            #expect(abs(beta.alpha - alpha) <= tolerance * alpha, "\(row[0]) \(given): \(beta), not \(alpha), \(other)")
            #expect(abs(beta.beta - other) <= tolerance * other, "\(row[0]) \(given): \(beta), not \(alpha), \(other)")
        }
    }

    @Test(arguments: [(1.6e6, 2.6e6), (0.001, 1000), (1, 1.0001), (1e-200, 1e200)])
    func lognormalRangesHaveTheirEndsAsQuantiles(low: Double, high: Double) throws {
        let kernel = try Lognormal(from: low, to: high).kernel()
        let spread = suanli_log(high / low)
        #expect(abs(kernel.quantile(0.05) - low) <= 1e-12 * low * max(1, spread))
        #expect(abs(kernel.quantile(0.95) - high) <= 1e-12 * high * max(1, spread))
    }

    @Test func lognormalMeanAndSdAreItsOwn() throws {
        let fitted = try Lognormal(mean: 100, sd: 30)
        let mean = suanli_exp(fitted.mu + fitted.sigma * fitted.sigma / 2)
        #expect(abs(mean - 100) < 1e-11)
        let variance = (suanli_exp(fitted.sigma * fitted.sigma) - 1) * mean * mean
        #expect(abs(variance.squareRoot() - 30) < 1e-11)
    }

    @Test func normalMeetsItsQuantiles() throws {
        let kernel = try Normal(lower: Quantile(0.1, -3), upper: Quantile(0.75, 11)).kernel()
        #expect(abs(kernel.quantile(0.1) + 3) < 1e-13 && abs(kernel.quantile(0.75) - 11) < 1e-13)
    }

    @Test func intervalIsMetInItsWidthAtTheExactMean() throws {
        let beta = try Beta(mean: 0.7, interval: 0.4...0.9)
        #expect(abs(beta.mean - 0.7) < 1e-15)
        #expect(abs(beta.interval90.upperBound - beta.interval90.lowerBound - 0.5) < 1e-10)
    }

    @Test func whatCannotBeIsRefusedWithAReason() {
        let attempts: [(String, () throws -> any Marginal)] = [
            ("infinite", { try Uniform(low: 0, high: .infinity) }), ("reversed", { try Uniform(low: 2, high: 1) }),
            ("too wide", { try Uniform(low: -1e308, high: 1e308) }), ("no spread", { try Normal(mean: 0, sd: 0) }),
            ("NaN", { try Normal(mean: .nan, sd: 1) }), ("range through 0", { try Lognormal(from: 0, to: 1) }),
            ("reversed range", { try Lognormal(from: 2, to: 1) }),
            ("mode outside", { try Triangular(low: 0, mode: 2, high: 1) }),
            ("NaN mode", { try PERT(low: 0, mode: .nan, high: 1) }),
            ("small shape", { try Beta(alpha: 0.01, beta: 1) }),
            ("large shape", { try Beta(alpha: 2e6, beta: 1) }), ("sd of a coin", { try Beta(mean: 0.5, sd: 0.5) }),
            ("mean 1", { try Beta(mean: 1, sd: 0.1) }), ("mean outside", { try Beta(mean: 0.1, interval: 0.2...0.3) }),
            ("narrow", { try Beta(mean: 0.5, interval: 0.4999999...0.5000001) }),
            ("wide", { try Beta(mean: 0.5, interval: 0...1) }),
            ("tiny mean", { try Beta(mean: 1e-9, interval: 0...0.5) }),
            ("same quantile", { try Beta(lower: Quantile(0.1, 0.5), upper: Quantile(0.9, 0.5)) }),
            ("close quantiles", { try Beta(lower: Quantile(0.1, 0.5), upper: Quantile(0.9, 0.500001)) }),
            ("crossed", { try Beta(lower: Quantile(0.9, 0.1), upper: Quantile(0.1, 0.9)) }),
            ("weights", { try Discrete(weighted: [(0.5, 1), (0.4, 2)]) }), ("nothing", { try Discrete(weighted: []) }),
            ("twice", { try Discrete(weighted: [(0.5, 1), (0.5, 1)]) }), ("p", { try Discrete.bernoulli(1.5) }),
            ("NaN p", { try Discrete.bernoulli(.nan) }),
        ]
        for (name, attempt) in attempts { #expect(throws: MarginalFailure.self, "\(name)") { try attempt() } }
    }

    @Test func discreteValuesHaveTheirWeights() throws {
        let kernel = try Discrete(weighted: [(0.25, 3), (0.7, -1), (0.05, 10)]).kernel()
        for (u, value) in [(0x1p-53, -1.0), (0.6999, -1), (0.7001, 3), (0.9499, 3), (0.9501, 10), (1 - 0x1p-53, 10)] {
            #expect(kernel.quantile(u) == value, "\(u)")
        }
        #expect(try Discrete.bernoulli(0).kernel().quantile(0.999) == 0)
        #expect(try Discrete.bernoulli(1).kernel().quantile(0.001) == 1)
        #expect(try Discrete.bernoulli(0.3).kernel().quantile(0.69) == 0)
        #expect(try Discrete.bernoulli(0.3).kernel().quantile(0.71) == 1)
    }

    @Test func manyDiscreteValuesAreReadyAtOnce() throws {
        let count = 200_000
        let kernel = try Discrete(weighted: (0..<count).map { (1 / Double(count), Double($0)) }).kernel()
        #expect(kernel.quantile(0.25 + 1e-7) == 50_000 && kernel.quantile(0.75 + 1e-7) == 150_000)
    }
}
