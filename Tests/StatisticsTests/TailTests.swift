import CKernels
import Testing

@testable import Statistics

/// What lies beyond the draws seen is told from the draws before.
@Suite struct TailTests {
    private static let count = 1 << 18

    /// The summary of an even spread of quantiles, so that chance plays no part.
    private func even(_ count: Int = Self.count, _ quantile: (Double) -> Double) -> Summary {
        summary(ofOutput: (0..<count).map { quantile((Double($0) + 0.5) / Double(count)) })
    }

    private func excess(_ count: Int = Self.count, _ quantile: (Double) -> Double) -> Double {
        Distribution(even(count, quantile).outputs[0]).tailExcess(each: 1)
    }

    /// The mean excess of an exponential is its scale, wherever it begins.
    @Test(arguments: [4096, 1 << 18])
    func anExponentialTailReachesOnByItsScale(count: Int) {
        let found = excess(count) { -3 * suanli_log1p(-$0) }
        #expect(abs(found - 3) < 0.15, "\(found)")
        #expect(abs(excess(count) { 3 * suanli_log($0) } + found) < 0.01)
    }

    /// That of a Pareto with exponent 4 over the fourth of N draws is a third of it: (N/4)^(1/4) / 3.
    @Test func aParetoTailReachesOnByAShareOfItself() {
        let expected = (Double(Self.count) / 4).squareRoot().squareRoot() / 3
        let found = excess { 1 / (1 - $0).squareRoot().squareRoot() }
        #expect(abs(found - expected) < 0.1 * expected, "\(found), not \(expected)")
    }

    @Test func tailsThatAreAlikeCancelAndEndsHaveNone() {
        #expect(abs(excess { suanli_normal_quantile($0) }) < 0.01)
        #expect(abs(excess { $0 }) < 1e-4)
        #expect(excess { min(0.5, $0) } > -1e-4)
        #expect(excess { _ in 7 } == 0)
        #expect(excess(1000) { -suanli_log1p(-$0) } == 0)
    }

    @Test func hugeNumbersDoNotOverflow() {
        let found = excess { -1e306 * suanli_log1p(-$0) }
        #expect(abs(found - 1e306) < 0.05e306)
    }

    /// The squares of a Laplace distribution of scale 1 lie beyond y by 2 (sqrt(y) + 1) on average.
    @Test func squaresAreTakenFromBothEnds() {
        let laplace = even { $0 < 0.5 ? suanli_log(2 * $0) : -suanli_log(2 - 2 * $0) }
        let expected = 2 * (suanli_log(Double(Self.count) / 4) + 1)
        let found = Distribution(laplace.outputs[0]).squaredTailExcess(each: 1)
        #expect(abs(found - expected) < 0.1 * expected, "\(found), not \(expected)")
    }

    /// Sixteen replicates that agree on an exponential: 0.1 of a draw of its excess is left open of the mean under evenly spread points
    /// besides the gap before the last draw, and nothing is where points are independent.
    @Test func agreeingMeansAreDoubtedByTheirTail() throws {
        let shape = SummaryShape(outputs: 1, probabilities: 0, identities: 0, continuous: [true])
        let values = (0..<4096).map { -suanli_log1p(-(Double($0) + 0.5) / 4096) }
        let part = summary(ofOutput: values, limit: shape)
        let replicates = Array(repeating: part, count: DrawLayout.replicates)
        let error = { (areNested: Bool) in
            RunEstimates(replicates: replicates, arePointsNested: areNested).parts[0].outputs[0].figures?.mean
                .standardError
        }
        let whole = Distribution(replicates.dropFirst().reduce(into: part) { $0.merge($1) }.outputs[0])
        let (gap, beyond) = (0.08 * whole.widestGap(each: 1), 0.1 * whole.tailExcess(each: 1))
        let step = (gap * gap + beyond * beyond).squareRoot() / 4096
        let found = try #require(error(true))
        #expect(beyond > 0.02 && abs(found - step) < 1e-9 * step, "\(found), not \(step)")
        #expect(error(false) == 0)
    }
}
