import TestSupport
import Testing

@testable import Sampling

/// Against mpmath and SciPy (`Data/make_correlations.py`), and closed forms.
@Suite struct CorrelationRankTests {
    @Test func sineIsGoodTo1e15() {
        let rows = referenceTable("sine").map { $0.compactMap { Double($0) } }
        #expect(rows.count > 100)
        for row in rows {
            let found = RankCorrelation.normal(ofRank: row[0])
            #expect(Reference(high: row[1], low: row[2]).errorInUnits(of: found) <= 3, "\(row[0]): \(found)")
        }
    }

    @Test func ranksComeBack() {
        for step in -1000...1000 {
            let rank = Double(step) / 1000
            #expect(abs(RankCorrelation.rank(ofNormal: RankCorrelation.normal(ofRank: rank)) - rank) <= 8e-16)
        }
        for rank in [-1.0, 0, 1] {
            #expect(RankCorrelation.normal(ofRank: rank) == rank && RankCorrelation.rank(ofNormal: rank) == rank)
        }
    }

    private func atoms(_ text: String) -> [ClosedRange<Double>] {
        let ends = text.split(separator: " ").compactMap { Double($0) }
        return stride(from: 0, to: ends.count, by: 2).map { ends[$0]...ends[$0 + 1] }
    }

    private func atoms(weights: [Double]) -> [ClosedRange<Double>] {
        var low = 0.0
        return weights.map { weight in
            defer { low = min(1, low + weight) }
            return low...min(1, low + weight)
        }
    }

    @Test func attainedRanksAreThoseOfQuadrature() throws {
        let rows = referenceTable("attained_ranks")
        #expect(rows.count == 96)
        for row in rows {
            let (requested, expected) = (try #require(Double(row[0])), try #require(Double(row[3])))
            let found = RankCorrelation.attained(requested: requested, first: atoms(row[1]), second: atoms(row[2]))
            #expect(abs(try #require(found) - expected) < 1e-7, "\(row): \(found ?? .nan), not \(expected)")
        }
    }

    @Test func continuousInputsGetWhatWasRequested() {
        for requested in [-1, -0.7, 0, 0.3, 1] {
            #expect(RankCorrelation.attained(requested: requested, first: [], second: []) == requested)
        }
    }

    /// Both below their medians with probability 1/4 + arcsin(r) / (2 π) (W. F. Sheppard, 1899); at r = 1/2 that is 1/3.
    @Test func twoFairCoinsAtCorrelationOneHalf() throws {
        let coin = atoms(weights: [0.5, 0.5])
        let requested = RankCorrelation.rank(ofNormal: 0.5)
        let found = try #require(RankCorrelation.attained(requested: requested, first: coin, second: coin))
        #expect(abs(found - 1.0 / 3) < 1e-9)
    }

    /// A bernoulli(p) and a continuous input at most reach sqrt(3 p (1 - p)).
    @Test func attainableRangesOfGates() throws {
        for p in [0.5, 0.1, 0.01] {
            let gate = atoms(weights: [1 - p, p])
            let range = try #require(RankCorrelation.attainable(first: gate, second: []))
            let most = (3 * p * (1 - p)).squareRoot()
            #expect(abs(range.upperBound - most) < 1e-12 && abs(range.lowerBound + most) < 1e-12)
        }
        let (rare, common) = (atoms(weights: [0.9, 0.1]), atoms(weights: [0.4, 0.6]))
        // min(p, q) - p q over the standard deviations; max(0, p + q - 1) below.
        let range = try #require(RankCorrelation.attainable(first: rare, second: common))
        let scale = (0.1 * 0.9 * 0.6 * 0.4).squareRoot()
        #expect(abs(range.upperBound - 0.04 / scale) < 1e-12 && abs(range.lowerBound + 0.06 / scale) < 1e-12)
    }

    @Test func attainedRanksApproachTheExtremes() throws {
        let (first, second) = (atoms(weights: [0.3, 0.3, 0.4]), [0.0...0.25, 0.5...0.75])
        let range = try #require(RankCorrelation.attainable(first: first, second: second))
        for (requested, limit) in [(1 - 1e-9, range.upperBound), (-1 + 1e-9, range.lowerBound)] {
            let found = try #require(RankCorrelation.attained(requested: requested, first: first, second: second))
            #expect(abs(found - limit) < 1e-4)
        }
        let same = try #require(RankCorrelation.attained(requested: 1, first: first, second: first))
        #expect(abs(same - 1) < 1e-12)
    }

    @Test func constantsHaveNoRankCorrelation() {
        #expect(RankCorrelation.attained(requested: 0.5, first: [0...1], second: []) == nil)
        #expect(RankCorrelation.attainable(first: [], second: [0...1]) == nil)
    }

    /// Beyond 256 atoms, and at any correlation, in bounded time; as many fine atoms are nearly continuous.
    @Test func manyAtomsAreQuick() throws {
        let (coarse, fine) = (atoms(weights: Array(repeating: 1.0 / 200, count: 200)), 100_000)
        let many = atoms(weights: Array(repeating: 1.0 / Double(fine), count: fine))
        let clock = ContinuousClock()
        for requested in [0.3, 0.99, 0.999_9, 1] {
            var found: Double?
            let time = clock.measure {
                found = RankCorrelation.attained(requested: requested, first: coarse, second: coarse)
            }
            #expect(abs(try #require(found) - requested) < 1e-4 && time < .seconds(2), "\(time)")
        }
        #expect(RankCorrelation.attained(requested: 0.3, first: many, second: many) == 0.3)
    }
}
