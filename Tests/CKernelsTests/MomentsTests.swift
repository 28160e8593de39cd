import CKernels
import TestSupport
import Testing

/// Against exact fractions (`Data/make_kernels.py`).
@Suite struct MomentsTests {
    /// Mean within 2 units in the last place of the largest value's, squares within 1e-13: also where the spread is
    /// 1e-15 of the mean.
    @Test func columnsHaveTheExactMoments() {
        let rows = referenceTable("moments")
        #expect(rows.count == 10)
        for row in rows {
            let numbers = row.dropFirst().compactMap { Double($0) }
            let values = Array(numbers[5...])
            let found = suanli_column_moments(values, values.count)
            let finite = values.filter(\.isFinite)
            #expect(found.finite == Int(numbers[0]) && found.finite == finite.count, "\(row[0])")
            #expect(found.minimum == finite.min() && found.maximum == finite.max(), "\(row[0])")
            let largest = finite.map(\.magnitude).max() ?? 0
            let meanError = Reference(high: numbers[1], low: numbers[2]).error(of: found.mean)
            #expect(meanError <= 2 * largest.ulp, "\(row[0]): mean \(found.mean), not \(numbers[1])")
            let squaresError = Reference(high: numbers[3], low: numbers[4]).error(of: found.squares)
            #expect(squaresError <= 1e-13 * numbers[3], "\(row[0]): squares \(found.squares), not \(numbers[3])")
        }
    }

    @Test func nothingFiniteHasNoMoments() {
        for column in [[], [.nan], [.infinity, -.infinity, .nan]] as [[Double]] {
            let found = suanli_column_moments(column, column.count)
            #expect(found.finite == 0 && found.mean == 0 && found.squares == 0)
            #expect(found.minimum == .infinity && found.maximum == -.infinity)
        }
    }

    @Test func constantColumnsHaveExactlyThatMeanAndNoSpread() {
        for value in [0.1, -1.0 / 3, 1e300, Double.leastNonzeroMagnitude, 0x1.fffffffffffffp1023] {
            let found = suanli_column_moments([Double](repeating: value, count: 4095), 4095)
            #expect(found.mean == value && found.squares == 0, "\(value): \(found)")
        }
    }

    @Test func meansStayFiniteWhereSumsOverflow() {
        let found = suanli_column_moments([1.5e308, 1.6e308, 1.7e308, -1e308], 4)
        #expect(abs(found.mean - 0.95e308) < 1e293 && found.squares == .infinity)
    }

    /// Of numbers beyond 1e170 what rounding leaves of the mean may overflow as well, and infinity less infinity is no variance of 0.
    @Test func squaresThatOverflowAreInfinite() {
        for scale in [1e160, 1e170, 1e200, 1e300] {
            let column = (0..<4_095).map { scale * (0.1 + Double($0 * 37 % 4_093)) / 4_093 }
            #expect(suanli_column_moments(column, column.count).squares == .infinity, "\(scale)")
        }
    }

    @Test func weightedConstantsHaveNoSpread() {
        for value in [0.1, 3e169, 1.7e200, -1e308] {
            let column = [Double](repeating: value, count: 4095)
            let found = suanli_weighted_moments(column, (0..<4095).map { UInt64($0 % 7) }, 4095)
            #expect(found.mean == value && found.squares == 0, "\(value)")
        }
    }

    @Test func hitsAndUndefinedAreCountedApart() {
        var hits = 0
        var undefined = 0
        suanli_column_hits([1, 0, .nan, 1, 1, 0.5], 6, &hits, &undefined)
        #expect(hits == 3 && undefined == 1)
    }
}
