import Testing

@testable import Sampling

@Suite struct PowerSeriesTests {
    /// The quantile of beta(a, 1) is p^(1/a), whose series is the binomial one.
    @Test(arguments: [0.3, 1, 2.5, 40], [1e-12, 0.01, 0.4])
    func seriesOfAPowerIsTheBinomialOne(alpha: Double, p: Double) {
        let function = IncompleteBeta(alpha: alpha, beta: 1)
        let x = function.inverse(p)
        let reach = p / 17
        var expected = x
        for (power, found) in function.inverseSeries(around: p, at: x, reach: reach).enumerated() {
            #expect(abs(found - expected) <= 1e-11 * x * (1 / Double(power + 1)), "power \(power)")
            expected *= (1 / alpha - Double(power)) / Double(power + 1) * reach / p
        }
    }

    /// A polynomial of degree 15 and the one of degree 7 agree at the Chebyshev points, and one of degree 7 stays what it is.
    @Test func economizingKeepsTheValuesAtTheNodes() {
        let coefficients = (0..<16).map { power in Double(power % 5) - 1.7 }
        let found = Chebyshev.economized(coefficients)
        #expect(found.count == 8)
        for node in Chebyshev.nodes {
            let values = [coefficients, found].map { $0.reversed().reduce(0) { $0 * node + $1 } }
            #expect(abs(values[0] - values[1]) < 1e-13)
        }
        #expect(Chebyshev.economized(Array(coefficients[..<8])) == Array(coefficients[..<8]))
    }
}
