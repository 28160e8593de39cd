import CKernels
import TestSupport
import Testing

/// Against mpmath at 60 digits (`Data/make_kernels.py`); the bounds are those of `elementary.h`.
@Suite struct ElementaryTests {
    private func worst(_ table: String, _ function: ([Double]) -> Double) -> (units: Double, at: [Double], rows: Int) {
        var worst = (units: 0.0, at: [Double](), rows: 0)
        for row in referenceTable(table).map({ $0.compactMap { Double($0) } }) {
            let arguments = Array(row.dropLast(2))
            let reference = Reference(high: row[row.count - 2], low: row[row.count - 1])
            let units = reference.errorInUnits(of: function(arguments))
            worst.rows += 1
            if !(units <= worst.units) { (worst.units, worst.at) = (units, arguments) }
        }
        return worst
    }

    @Test func exponentialIsWithinItsBound() {
        let found = worst("exp") { suanli_exp($0[0]) }
        #expect(found.rows > 500 && found.units < 1.1, "\(found)")
    }

    @Test func logarithmIsWithinOneUnit() {
        let found = worst("log") { suanli_log($0[0]) }
        #expect(found.rows > 400 && found.units < 1, "\(found)")
    }

    @Test func logarithmOfOnePlusIsWithinTwoUnits() {
        let found = worst("log1p") { suanli_log1p($0[0]) }
        #expect(found.rows > 400 && found.units < 2, "\(found)")
    }

    @Test func powerIsWithinOneAndAHalfUnits() {
        let found = worst("pow") { suanli_pow($0[0], $0[1]) }
        #expect(found.rows > 400 && found.units < 1.5, "\(found)")
    }

    @Test func normalQuantileHasRelativeError1e15() {
        var worst = (error: 0.0, at: 0.0)
        let rows = referenceTable("normal_quantile").map { $0.compactMap { Double($0) } }
        for row in rows {
            let error = Reference(high: row[1], low: row[2]).error(of: suanli_normal_quantile(row[0])) / abs(row[1])
            if !(error <= worst.error) { worst = (error, row[0]) }
        }
        #expect(rows.count > 500 && worst.error < 1e-15, "\(worst)")
    }

    @Test func columnsGiveTheBitsOfScalars() {
        let arguments = referenceTable("exp").compactMap { Double($0[0]) } + [.nan, .infinity, -.infinity, 1e4, -1e4]
        var column = arguments
        suanli_exp_column(arguments, &column, arguments.count)
        #expect(bits(column) == bits(arguments.map(suanli_exp)))
        suanli_log_column(arguments, &column, arguments.count)
        #expect(bits(column) == bits(arguments.map(suanli_log)))
        let uniforms = referenceTable("normal_quantile").compactMap { Double($0[0]) }
        column = uniforms
        suanli_normal_quantile_column(uniforms, &column, uniforms.count)
        #expect(bits(column) == bits(uniforms.map(suanli_normal_quantile)))
    }

    @Test func exponentialOfSpecialValues() {
        #expect(suanli_exp(0) == 1 && suanli_exp(-0.0) == 1)
        #expect(suanli_exp(.infinity) == .infinity && suanli_exp(-.infinity) == 0)
        #expect(suanli_exp(.nan).isNaN)
        #expect(suanli_exp(709.8) == .infinity && suanli_exp(1e308) == .infinity)
        #expect(suanli_exp(-745.2) == 0 && suanli_exp(-1e308) == 0)
        #expect(suanli_exp(-745.1) == .leastNonzeroMagnitude)
    }

    @Test func logarithmOfSpecialValues() {
        #expect(suanli_log(1) == 0 && suanli_log(1).sign == .plus)
        #expect(suanli_log(0) == -.infinity && suanli_log(-0.0) == -.infinity)
        #expect(suanli_log(.infinity) == .infinity)
        #expect(suanli_log(-1).isNaN && suanli_log(-.infinity).isNaN && suanli_log(.nan).isNaN)
        #expect(suanli_log1p(-1) == -.infinity && suanli_log1p(.infinity) == .infinity)
        #expect(suanli_log1p(-1.5).isNaN && suanli_log1p(-.infinity).isNaN && suanli_log1p(.nan).isNaN)
        #expect(
            suanli_log1p(-0.0).sign == .minus
                && suanli_log1p(Double.leastNonzeroMagnitude) == Double.leastNonzeroMagnitude)
        #expect(suanli_log1p(.greatestFiniteMagnitude) == suanli_log(.greatestFiniteMagnitude))
    }

    /// C99 Annex F.9.4.4, line by line.
    @Test func powersOfSpecialValues() {
        let (inf, nan) = (Double.infinity, Double.nan)
        let cases: [(Double, Double, Double)] = [
            (0, -3, inf), (-0.0, -3, -inf), (0, -2, inf), (-0.0, -2, inf), (0, -2.5, inf), (-0.0, -2.5, inf),
            (0, -inf, inf), (-0.0, -inf, inf), (0, 3, 0), (-0.0, 3, -0.0), (-0.0, 2, 0), (-0.0, 2.5, 0), (0, inf, 0),
            (-1, inf, 1), (-1, -inf, 1), (1, nan, 1), (1, inf, 1), (nan, 0, 1), (inf, 0, 1), (nan, -0.0, 1), (0, 0, 1),
            (-8, 1.0 / 3, nan), (-1.5, 0.5, nan), (0.5, -inf, inf), (2, -inf, 0), (0.5, inf, 0), (-2, inf, inf),
            (-inf, -3, -0.0), (-inf, -2, 0), (-inf, -2.5, 0), (-inf, 3, -inf), (-inf, 2, inf), (-inf, 2.5, inf),
            (inf, -1, 0), (inf, 0.5, inf), (nan, 1, nan), (2, nan, nan), (-2, 3, -8), (-2, 1025, -inf),
            (-2, -1075, -0.0),
            (-1, 0x1p53, 1), (-1, 0x1p53 - 1, -1), (10, 308.5, inf), (10, -330, 0), (2, 1e300, inf), (0.5, 1e300, 0),
        ]
        for (x, y, expected) in cases {
            let found = suanli_pow(x, y)
            let isSame = expected.isNaN ? found.isNaN : found.bitPattern == expected.bitPattern
            #expect(isSame, "\(x)^\(y) is \(found), not \(expected)")
        }
    }

    @Test func smallIntegerPowersAreExact() {
        for base in 2...20 {
            var expected = 1.0
            for exponent in 0...12 where expected < 0x1p53 {
                #expect(suanli_pow(Double(base), Double(exponent)) == expected, "\(base)^\(exponent)")
                expected *= Double(base)
            }
        }
    }

    private func bits(_ values: [Double]) -> [UInt64] {
        values.map { $0.isNaN ? .max : $0.bitPattern }
    }
}
