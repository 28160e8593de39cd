import ModelLanguage
import Sampling
import Testing

/// Every way of writing a distribution reaches the right one.
@Suite struct DistributionTests {
    private func marginal<Distribution: Marginal>(
        _ value: String, unit: String = "1", as type: Distribution.Type = Distribution.self
    ) throws -> Distribution {
        guard case .random(let marginal, _) = try Models.input(value, unit: unit).values.entries[0],
            let distribution = marginal as? Distribution
        else { throw Unexpected("\(value) is not a \(type)") }
        return distribution
    }

    @Test func ranges() throws {
        #expect(try marginal("0.5M to 2M", unit: "chip") == Lognormal(from: 5e5, to: 2e6))
        #expect(try marginal("20% to 40%") == Lognormal(from: 0.2, to: 0.4))
        #expect(try marginal("3 * 2 to 2 ^ 3") == Lognormal(from: 6, to: 8))
    }

    @Test func normals() throws {
        let quantiles = try Normal(lower: Quantile(0.1, 1), upper: Quantile(0.9, 5))
        #expect(try marginal("normal(2, 0.5)") == Normal(mean: 2, sd: 0.5))
        #expect(try marginal("normal(sd: 0.5, mean: 2)") == Normal(mean: 2, sd: 0.5))
        #expect(try marginal("normal(10%: 1, 90%: 5)") == quantiles)
        #expect(try marginal("normal(90%: 5, 10%: 1)") == quantiles)
    }

    @Test func lognormals() throws {
        #expect(try marginal("lognormal(mu: 1, sigma: 0.5)") == Lognormal(mu: 1, sigma: 0.5))
        #expect(try marginal("lognormal(mean: 3, sd: 0.5)") == Lognormal(mean: 3, sd: 0.5))
        #expect(
            try marginal("lognormal(5%: 1, 90%: 4)") == Lognormal(lower: Quantile(0.05, 1), upper: Quantile(0.9, 4)))
    }

    @Test func shapesWithEnds() throws {
        #expect(try marginal("uniform(1, 4)") == Uniform(low: 1, high: 4))
        #expect(try marginal("uniform(-1, 1 + 1)") == Uniform(low: -1, high: 2))
        #expect(try marginal("triangular(1, 2, 4)") == Triangular(low: 1, mode: 2, high: 4))
        #expect(try marginal("pert(1, 2, 4)") == PERT(low: 1, mode: 2, high: 4))
    }

    @Test func betas() throws {
        #expect(try marginal("beta(8, 12)") == Beta(alpha: 8, beta: 12))
        #expect(try marginal("beta(mean: 0.7, sd: 0.15)") == Beta(mean: 0.7, sd: 0.15))
        #expect(try marginal("beta(mean: 70%, sd: 15%)") == Beta(mean: 0.7, sd: 0.15))
        #expect(
            try marginal("beta(10%: 0.2, 90%: 0.6)") == Beta(lower: Quantile(0.1, 0.2), upper: Quantile(0.9, 0.6)))
        #expect(try marginal("beta(mean: 0.7, 90%: 0.4 to 0.95)") == Beta(mean: 0.7, interval: 0.4...0.95))
        #expect(try marginal("beta(90%: 0.4 to 0.95, mean: 0.7)") == Beta(mean: 0.7, interval: 0.4...0.95))
    }

    @Test func countedValues() throws {
        #expect(try marginal("bernoulli(0.6)") == Discrete.bernoulli(0.6))
        #expect(try marginal("bernoulli(60%)") == Discrete.bernoulli(0.6))
        #expect(try marginal("discrete(75%: 1, 25%: 3)") == Discrete(weighted: [(0.75, 1), (0.25, 3)]))
    }

    @Test func parametersWithUnitsComeToTheInputsOwn() throws {
        #expect(try marginal("uniform(1 year, 24 month)", unit: "month") == Uniform(low: 12, high: 24))
        let text = Models.text(
            inputs: "a: {value: 1, unit: month}, x: {value: 1 to 2, unit: year}", quantities: "q: {formula: a + x}")
        guard case .random(let marginal, let scale) = try Models.parse(text).inputs[1].values.entries[0] else {
            throw Unexpected("a range is random")
        }
        #expect(marginal as? Lognormal == (try Lognormal(from: 1, to: 2)))
        #expect(scale == 12)
    }

    @Test func constantsAreArithmetic() throws {
        #expect(try Models.input("2 * 3 + 10 ^ 2 / 4").values.entries[0].constant == 31)
        #expect(try Models.input("min(3, max(1, 2)) + round(2.5)").values.entries[0].constant == 4)
        #expect(try Models.input("400k chip", unit: "chip").values.entries[0].constant == 400_000)
    }
}
