import CKernels
import Testing

@testable import Statistics

@Suite struct MomentsTests {
    private func moments(_ values: [Double]) -> Moments { Moments(column: values, weights: nil, length: values.count) }

    /// Joined halves against the kernel over the whole, which `CKernelsTests` hold to exact fractions: to 1e-12, or what the
    /// rounding of a mean far from zero leaves of the spread.
    @Test(arguments: [(3.0, 2.0), (1e9, 1e-3), (0, 1e150), (1e15, 1)])
    func joiningHalvesGivesTheWhole(mean: Double, sd: Double) {
        let values = uniforms(seed: 4, count: 4000).map { mean + sd * suanli_normal_quantile($0) }
        for cut in [1, 700, 2000, 3999] {
            var joined = moments(Array(values[..<cut]))
            joined.merge(moments(Array(values[cut...])))
            let whole = moments(values)
            #expect(joined.count == 4000 && joined.minimum == whole.minimum && joined.maximum == whole.maximum)
            #expect(abs(joined.mean - whole.mean) <= 2 * whole.maximum.ulp)
            let tolerance = 1e-12 + 4 * whole.maximum.ulp / sd
            let isClose = abs(joined.squares - whole.squares) <= tolerance * whole.squares
            #expect(isClose, "\(joined.squares), not \(whole.squares)")
        }
    }

    @Test func nothingIsTheIdentityOnBothSides() {
        let some = moments([1, 2, 0.1])
        var joined = Moments()
        joined.merge(some)
        #expect(joined == some)
        joined.merge(Moments())
        joined.merge(moments([.nan, .infinity]))
        #expect(joined == some)
    }

    @Test func aConstantStaysExactThroughAnyNumberOfJoins() {
        var joined = Moments()
        for count in [4096, 1, 777, 4096] { joined.merge(moments([Double](repeating: 0.1, count: count))) }
        #expect(joined.mean == 0.1 && joined.squares == 0 && joined.variance == 0)
    }

    @Test func meansStayFiniteAtTheEndsOfTheRange() {
        var joined = moments([1.7e308, 1.7e308, 1.7e308])
        joined.merge(moments([-1.7e308]))
        #expect(abs(joined.mean - 0.85e308) <= 2 * joined.mean.ulp)
        #expect(joined.squares == .infinity)
        joined.merge(joined)
        #expect(joined.mean.isFinite && !joined.squares.isNaN)
    }

    @Test func fewerThanTwoNumbersHaveNoVariance() {
        #expect(moments([3]).variance.isNaN && Moments().variance.isNaN)
    }
}
