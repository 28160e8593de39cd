import TestSupport
import Testing

@testable import Sampling

/// Mixtures, truncations and metalogs against mpmath at 50 digits (`Data/make_marginals.py`).
@Suite struct MarginalTests {
    static let cases: [(name: String, make: @Sendable () throws -> any Marginal)] = [
        ("mix ranges", { try mix((0.7, Lognormal(from: 1e6, to: 2e6)), (0.3, Normal(mean: 3e6, sd: 1e5))) }),
        ("mix far", { try far() }),
        ("mix spike", { try mix((0.999, Normal(mean: 0, sd: 1)), (0.001, Normal(mean: 0.5, sd: 1e-9))) }),
        ("mix gap", { try mix((0.4, Uniform(low: 0, high: 1)), (0.6, Uniform(low: 2, high: 3))) }),
        ("mix atom", { try atom() }),
        ("mix steps", { try mix((0.5, Poisson(rate: 3)), (0.5, Discrete(weighted: [(0.25, 1.5), (0.75, 3)]))) }),
        ("mix counts", { try mix((0.4, Poisson(rate: 20)), (0.6, Normal(mean: 20, sd: 5))) }),
        ("mix heavy", { try mix((0.4, StudentT(degreesOfFreedom: 3)), (0.6, Beta(alpha: 0.5, beta: 0.5))) }),
        (
            "mix deep",
            {
                let inner = try mix((0.5, Uniform(low: 0, high: 1)), (0.5, Normal(mean: 0, sd: 2)))
                return try mix((0.5, inner), (0.5, Truncated(Normal(mean: 0, sd: 1), min: 1, max: nil)))
            }
        ),
        ("cut tail", { try Truncated(Normal(mean: 0, sd: 1), min: 7, max: nil) }),
        ("cut low", { try Truncated(Normal(mean: 0, sd: 1), min: nil, max: -6) }),
        ("cut half", { try Truncated(Normal(mean: 0, sd: 1), min: 0, max: nil) }),
        ("cut narrow", { try Truncated(Normal(mean: 1, sd: 1), min: 0, max: 1e-4) }),
        ("cut range", { try Truncated(Lognormal(from: 1, to: 100), min: 2, max: 50) }),
        ("cut beta", { try Truncated(Beta(alpha: 0.5, beta: 0.5), min: 0.3, max: nil) }),
        ("cut triangle", { try Truncated(Triangular(low: 0, mode: 1, high: 3), min: 0.5, max: 2) }),
        ("cut mixture", { try Truncated(far(), min: 1, max: 99) }),
        ("cut gamma", { try Truncated(Gamma(shape: 0.1, scale: 1), min: 1e-5, max: 2) }),
        ("cut exponential", { try Truncated(Exponential(mean: 1), min: nil, max: 1e-6) }),
        ("cut counts", { try Truncated(Poisson(rate: 4), min: 2, max: 9) }),
        ("cut atom", { try Truncated(atom(), min: nil, max: 1) }),
        ("cut split", { try Truncated(split(), min: 0.5, max: 12) }),
        ("cut twice", { try Truncated(Truncated(Normal(mean: 0, sd: 1), min: -1, max: 2), min: 0, max: 3) }),
        ("metalog 3", { try metalog([(0.1, 1), (0.5, 2), (0.9, 5)]) }),
        ("metalog 3 min", { try metalog([(0.1, 1), (0.5, 2), (0.9, 5)], min: 0) }),
        ("metalog 3 max", { try metalog([(0.05, -3), (0.5, 2), (0.95, 4)], max: 5) }),
        ("metalog 4 both", { try metalog([(0.05, 0.1), (0.25, 0.3), (0.75, 0.5), (0.95, 0.9)], min: 0, max: 1) }),
        ("metalog 5", { try metalog([(0.05, -4), (0.25, -1), (0.5, 0), (0.75, 1.5), (0.95, 6)]) }),
        (
            "metalog 7 min",
            {
                try metalog(
                    [(0.01, 12), (0.1, 20), (0.25, 30), (0.5, 50), (0.75, 82), (0.95, 164), (0.99, 260)], min: 5)
            }
        ),
    ]

    private static func mix(_ pairs: (weight: Double, component: any Marginal)...) throws -> Mixture {
        try Mixture(weighted: pairs)
    }

    private static func far() throws -> Mixture {
        try mix((0.7, Normal(mean: 0, sd: 1)), (0.3, Normal(mean: 100, sd: 1)))
    }

    private static func atom() throws -> Mixture {
        try mix((0.4, Discrete(weighted: [(1, 0)])), (0.6, Gamma(shape: 0.3, scale: 3)))
    }

    private static func split() throws -> SplitLognormal {
        try SplitLognormal(lower: Quantile(0.05, 1), median: 2, upper: Quantile(0.95, 9))
    }

    private static func metalog(
        _ quantiles: [(Double, Double)], min: Double? = nil, max: Double? = nil
    ) throws -> Metalog {
        try Metalog(quantiles: quantiles.map { Quantile($0.0, $0.1) }, min: min, max: max)
    }

    /// |F(Q(u)) - u| <= 1e-10 min(u, 1 - u) + 2^-53, to first order by the density, or 2 units in the last place; an atom
    /// exactly.
    @Test(arguments: cases.map(\.name))
    func quantilesHaveTheirAccuracy(name: String) throws {
        let rows = referenceTable("marginals").filter { $0[0] == name }
        #expect(rows.count > 20)
        let kernel = try #require(Self.cases.first { $0.name == name }).make().kernel()
        for row in rows {
            let numbers = row[1...].compactMap { Double($0) }
            let u = numbers[0]
            let reference = Reference(high: numbers[1], low: numbers[2])
            let found = kernel.quantile(u)
            let miss = reference.error(of: found) * numbers[3]
            #expect(
                found == reference.high
                    || numbers[3].isFinite
                        && (miss <= 1e-10 * min(u, 1 - u) + 0x1p-53 || reference.errorInUnits(of: found) <= 2),
                "\(name) at \(u): \(found), not \(reference.high)")
        }
    }

    /// On a grid over both tails and the middle: never falling, never outside.
    @Test(arguments: cases.map(\.name))
    func quantilesNeverFallNorLeaveTheSupport(name: String) throws {
        let marginal = try #require(Self.cases.first { $0.name == name }).make()
        let kernel = try marginal.kernel()
        // Neighbours for tables; closed forms round several times on their way.
        var isTable = false
        if case .pieces = kernel { isTable = true }
        var uniforms = (0..<20_000).map { (Double($0) + 0.5) / 20_000 }
        for octave in 2...53 {
            for sixteenth in 16..<32 {
                let p = Double(sign: .plus, exponent: -octave, significand: Double(sixteenth) / 16)
                uniforms += isTable ? [p.nextDown, p, p.nextUp, 1 - p] : [p, p * (1 + 1e-9), 1 - p]
            }
        }
        uniforms = uniforms.filter { $0 >= 0x1p-53 && $0 <= 1 - 0x1p-53 }.sorted()
        let found = uniforms.map(kernel.quantile)
        #expect(zip(found, found.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(found.allSatisfy(marginal.support.contains))
    }

    /// Table or closed form and distribution function agree where neither was looked at before; u at random over all
    /// scales.
    @Test(arguments: cases.map(\.name))
    func chancesInvertTheQuantiles(name: String) throws {
        let marginal = try #require(Self.cases.first { $0.name == name }).make()
        let kernel = try marginal.kernel()
        var random = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let p = Double(
                sign: .plus, exponent: -Int.random(in: 2...53, using: &random),
                significand: Double.random(in: 1..<2, using: &random))
            for u in [p, 1 - p] {
                let x = kernel.quantile(u)
                // Nothing is left beyond an end that rounding has reached.
                if x == marginal.support.lowerBound || x == marginal.support.upperBound { continue }
                let chances = marginal.chances(around: x)
                let tail = u < 0.5 ? chances.below : chances.above
                let slack = 2e-10 * min(u, 1 - u) + 0x1p-52 + 3 * x.ulp * marginal.density(x)
                #expect(
                    tail - slack <= min(u, 1 - u) && min(u, 1 - u) <= tail + chances.at + slack,
                    "\(u) \(x) \(chances)")
            }
        }
    }

    @Test func atomsAreTheRangesOfConstantQuantiles() throws {
        #expect(try Discrete(weighted: [(1, 7)]).atoms == [0...1])
        #expect(try Normal(mean: 0, sd: 1).atoms == [])
        #expect(try Discrete(observations: [3, 1, 4, 1]).atoms == [0...0.5, 0.5...0.75, 0.75...1])
        let atom = try Self.atom().atoms
        #expect(atom.count == 1 && atom[0] == 0...0.4)
        let mixed = try Self.mix((0.5, Uniform(low: 0, high: 1)), (0.5, Discrete(weighted: [(1, 0.5)]))).atoms
        #expect(mixed == [0.25...0.75])
        for atom in try Poisson(rate: 3).atoms {
            #expect(0 <= atom.lowerBound && atom.lowerBound < atom.upperBound && atom.upperBound <= 1)
        }
    }
}
