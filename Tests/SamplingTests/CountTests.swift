import TestSupport
import Testing

@testable import Sampling

/// Binomial, Poisson and listed observations.
@Suite struct CountTests {
    /// Exactly SciPy's whole numbers, for u that are not within 1e-9 of a step (`Data/make_marginals.py`).
    @Test(arguments: ["binomial", "poisson"])
    func countsAreExact(name: String) throws {
        let rows = referenceTable("counts").filter { $0[0] == name }
        #expect(rows.count > 200)
        var kernels: [String: QuantileKernel] = [:]
        for row in rows {
            if kernels[row[1]] == nil {
                let p = row[1].split(separator: " ").compactMap { Double($0) }
                kernels[row[1]] =
                    name == "poisson"
                    ? try Poisson(rate: p[0]).kernel() : try Binomial(trials: Int(p[0]), probability: p[1]).kernel()
            }
            let u = try #require(Double(row[2]))
            let found = try #require(kernels[row[1]]).quantile(u)
            #expect(found == Double(row[3]), "\(name)(\(row[1])) at \(u)")
        }
    }

    @Test func certainCountsAreSingleValues() throws {
        for (trials, probability, value) in [(0, 0.5, 0.0), (9, 0, 0), (9, 1, 9)] {
            let binomial = try Binomial(trials: trials, probability: probability)
            #expect(binomial.support == value...value && binomial.kernel().quantile(0.7) == value)
        }
        #expect(try Poisson(rate: 1e-300).kernel().quantile(1 - 0x1p-53) == 0)
    }

    /// Only what a uniform can reach is kept.
    @Test func largeCountsStaySmall() throws {
        for steps in [
            try Poisson(rate: Poisson.largest).steps, try Binomial(trials: Binomial.largest, probability: 0.5).steps,
        ] {
            #expect(steps.values.count < 20_000)
            #expect(abs(steps.weights.reduce(0, +) - 1) < 1e-12)
        }
    }

    @Test func observationsWeighAsOftenAsTheyCome() throws {
        let empirical = try Discrete(observations: [3, 1, 4, 1, 5])
        #expect(empirical.values == [1, 3, 4, 5] && empirical.weights == [0.4, 0.2, 0.2, 0.2])
        let kernel = empirical.kernel()
        #expect([0.1, 0.39, 0.41, 0.61, 0.81].map(kernel.quantile) == [1, 1, 3, 4, 5])
        #expect(throws: MarginalFailure.self) { try Discrete(observations: []) }
        #expect(throws: MarginalFailure.self) { try Discrete(observations: [1, .nan]) }
    }
}
