import CKernels
import TestSupport
import Testing

/// Against mpmath at 50 digits (`Data/make_normal_cdf.py`).
@Suite struct NormalCDFTests {
    private let rows = referenceTable("normal_cdf").map { $0.compactMap { Double($0) } }

    @Test func lowerTailHasRelativeError1e15() {
        var worst = (error: 0.0, at: 0.0)
        for row in rows where row[0] <= 0 {
            let error = Reference(high: row[1], low: row[2]).error(of: suanli_normal_cdf(row[0])) / row[1]
            if !(error <= worst.error) { worst = (error, row[0]) }
        }
        #expect(rows.count > 1000 && worst.error < 1e-15, "\(worst)")
    }

    @Test func upperHalfHasAbsoluteError3e16() {
        var worst = (error: 0.0, at: 0.0)
        for row in rows where row[0] > 0 {
            let error = Reference(high: row[1], low: row[2]).error(of: suanli_normal_cdf(row[0]))
            if !(error <= worst.error) { worst = (error, row[0]) }
        }
        #expect(worst.error < 3e-16, "\(worst)")
    }

    /// Up to what the error of a value may undo between neighbours.
    @Test func valuesAscendOverFineGrids() {
        for (low, high) in [(-40.0, -8.0), (-8.0, 9.0), (-0.01, 0.01), (-37.51, -37.49)] {
            let values = (0...200_000).map { suanli_normal_cdf(low + (high - low) * Double($0) / 200_000) }
            #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 }, "\(low) to \(high)")
        }
    }

    /// The quantile's own error of 1e-15 |z| times the density, and the distribution function's.
    @Test func undoesTheQuantile() {
        let steps = (1...2_000).map { Double($0) * 0.0184 }
        let uniforms = steps.flatMap { [suanli_exp(-$0), 1 - suanli_exp(-$0)] } + [0x1p-53, 1 - 0x1p-53, 0.5]
        for u in uniforms where u > 0 && u < 1 {
            let z = suanli_normal_quantile(u)
            let found = suanli_normal_cdf(z)
            let density = suanli_exp(-z * z / 2) * 0.3989422804014327
            #expect(abs(found - u) <= 1.5e-15 * (abs(z) * density + min(u, 1 - u)) + 0x1p-53, "\(u): \(found)")
            #expect(found > 0 && found < 1, "\(u)")
        }
    }

    @Test func specialValues() {
        #expect(suanli_normal_cdf(0) == 0.5 && suanli_normal_cdf(-0.0) == 0.5)
        #expect(suanli_normal_cdf(-.infinity) == 0 && suanli_normal_cdf(.infinity) == 1)
        #expect(suanli_normal_cdf(-1e308) == 0 && suanli_normal_cdf(1e308) == 1)
        #expect(suanli_normal_cdf(.nan).isNaN)
        #expect(suanli_normal_cdf(-37.5) > .leastNormalMagnitude && suanli_normal_cdf(-38.4) > 0)
        #expect(suanli_normal_cdf(8.2) < 1)
    }

    @Test func columnsGiveTheBitsOfScalars() {
        let arguments = rows.map { $0[0] } + [.infinity, -.infinity, 1e308, -41]
        let expected = arguments.map { suanli_normal_cdf($0).bitPattern }
        var column = arguments
        suanli_normal_cdf_column(arguments, &column, arguments.count)
        #expect(column.map(\.bitPattern) == expected)
        column = arguments
        column.withUnsafeMutableBufferPointer { suanli_normal_cdf_column($0.baseAddress, $0.baseAddress, $0.count) }
        #expect(column.map(\.bitPattern) == expected)
        column = [.nan]
        suanli_normal_cdf_column([.nan], &column, 1)
        #expect(column[0].isNaN)
    }
}
