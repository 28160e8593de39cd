import CKernels
import TestSupport
import Testing

@testable import Sampling

/// Against mpmath at 50 digits (`Data/make_marginals.py`).
@Suite struct QuantileTests {
    private func marginal(_ name: String, _ p: [Double]) throws -> any Marginal {
        switch name {
        case "uniform": try Uniform(low: p[0], high: p[1])
        case "normal": try Normal(mean: p[0], sd: p[1])
        case "lognormal": try Lognormal(mu: p[0], sigma: p[1])
        case "triangular": try Triangular(low: p[0], mode: p[1], high: p[2])
        case "beta": try Beta(alpha: p[0], beta: p[1])
        case "gamma": try Gamma(shape: p[0], scale: p[1])
        case "exponential": try Exponential(mean: p[0])
        case "weibull": try Weibull(shape: p[0], scale: p[1])
        case "student_t": try StudentT(degreesOfFreedom: p[0], location: p[1], scale: p[2])
        case "logistic": try Logistic(location: p[0], scale: p[1])
        case "loguniform": try Loguniform(low: p[0], high: p[1])
        case "split_lognormal":
            try SplitLognormal(lower: Quantile(p[0], p[1]), median: p[2], upper: Quantile(p[3], p[4]))
        default: try PERT(low: p[0], mode: p[1], high: p[2])
        }
    }

    /// |F(Q(u)) - u| <= 1e-10 min(u, 1 - u) + 2^-53, to first order by the density, or 2 units in the last place.
    @Test(arguments: [
        "uniform", "normal", "lognormal", "triangular", "beta", "pert", "gamma", "exponential", "weibull", "student_t",
        "logistic", "loguniform", "split_lognormal",
    ])
    func quantilesHaveTheirAccuracy(name: String) throws {
        let rows = referenceTable("quantiles").filter { $0[0] == name }
        #expect(rows.count > 50)
        var kernels: [String: QuantileKernel] = [:]
        for row in rows {
            if kernels[row[1]] == nil {
                kernels[row[1]] = try marginal(name, row[1].split(separator: " ").compactMap { Double($0) }).kernel()
            }
            let numbers = row[2...].compactMap { Double($0) }
            let u = numbers[0]
            let reference = Reference(high: numbers[1], low: numbers[2])
            let found = try #require(kernels[row[1]]).quantile(u)
            let miss = reference.error(of: found) * numbers[3]
            #expect(
                miss <= 1e-10 * min(u, 1 - u) + 0x1p-53 || reference.errorInUnits(of: found) <= 2,
                "\(name)(\(row[1])) at \(u): \(found), not \(reference.high)")
        }
    }

    /// Tables between the points that their builder looked at, against the incomplete beta function, whose own accuracy the
    /// mpmath rows above hold: each u at random over all scales.
    @Test(arguments: [
        (0.1, 0.1), (0.5, 30), (1, 1), (8, 3), (60, 2), (20, 12), (1e6, 1e6), (100, 1e5), (0.1, 3), (0.9, 1.1),
    ])
    func tablesAreAccurateBetweenTheirNodes(alpha: Double, beta: Double) throws {
        let kernel = try Beta(alpha: alpha, beta: beta).kernel()
        let function = IncompleteBeta(alpha: alpha, beta: beta)
        guard case .table(let table, _, _) = kernel else {
            Issue.record("not a table")
            return
        }
        var random = SeededGenerator(seed: 11)
        var worst = (error: 0.0, p: 0.0)
        for tail in [0, 1] {
            let tailFunction = tail == 0 ? function : function.complement
            for _ in 0..<600 {
                let p = suanli_exp(-36.7 * Double.random(in: 0.0189...1, using: &random))
                let found = lookedUp(p, tail: tail, in: table)
                let error = max(0, abs(tailFunction.value(found) - p) - 0x1p-53) / p
                // Where x itself is near 1 in this tail its rounding is all that can be asked.
                if found < 0.999 && error > worst.error { worst = (error, p) }
            }
        }
        #expect(worst.error <= 1e-10, "\(worst)")
    }

    /// The quantile of tail probability `p`, through the kernel: 1 - it comes back in the upper tail, so only its small part
    /// is compared.
    private func lookedUp(_ p: Double, tail: Int, in table: QuantileTable) -> Double {
        // The upper tail's polynomials, put in the place of the lower one's, show their value without the subtraction.
        let half = table.coefficients.count / 2
        let coefficients =
            tail == 0 ? table.coefficients : Array(table.coefficients[half...] + table.coefficients[..<half])
        var result = 0.0
        suanli_quantile_table([p], coefficients, table.split, &result, 1)
        return result
    }

    /// Beside 1 - x the smallness of x is lost: an error, not a wrong draw.
    @Test func whatCannotBeTabulatedIsRefused() {
        #expect(throws: MarginalFailure.self) { try Beta(alpha: 0.1, beta: 1e6).kernel() }
    }

    @Test func quantilesNeverFall() throws {
        let kernels: [QuantileKernel] = try [
            Uniform(low: -1, high: 2).kernel(), Normal(mean: 0, sd: 1).kernel(), Lognormal(mu: 0, sigma: 1).kernel(),
            Triangular(low: 0, mode: 0.2, high: 1).kernel(), Beta(alpha: 8, beta: 3).kernel(),
            Beta(alpha: 0.1, beta: 0.1).kernel(), Beta(alpha: 1e6, beta: 1e6).kernel(),
            PERT(low: 0, mode: 1, high: 9).kernel(),
        ]
        let count = 40_001
        let uniforms = (0..<count).map { (Double($0) + 0.5) / Double(count) }
        for kernel in kernels {
            var out = uniforms
            kernel.fill(&out, fromUniforms: uniforms, count: count)
            #expect(zip(out, out.dropFirst()).allSatisfy { $0 <= $1 })
        }
    }

    @Test func columnsGiveTheBitsOfSingleValues() throws {
        let uniforms = (0..<997).map { (Double($0) + 0.5) / 997 }
        for kernel in try [Lognormal(mu: 1, sigma: 2).kernel(), Beta(alpha: 2, beta: 5).kernel()] {
            var out = uniforms
            kernel.fill(&out, fromUniforms: uniforms, count: uniforms.count)
            #expect(out == uniforms.map(kernel.quantile))
        }
    }

    /// 1/2, 0, 1 and NaN are no draws; they must not read outside the table.
    @Test func tablesAnswerOutsideTheirRange() throws {
        let kernel = try Beta(alpha: 2, beta: 2).kernel()
        #expect(abs(kernel.quantile(0.5) - 0.5) < 1e-10)
        for u in [0, 1, -1, 2, Double.leastNonzeroMagnitude, .nan, .infinity] {
            #expect((0...1).contains(kernel.quantile(u)))
        }
    }

    @Test func noQuantileLeavesItsSupport() throws {
        let marginals: [any Marginal] = try [
            Uniform(low: 0.1, high: 0.7), Uniform(low: -1e-9, high: 1e9), Triangular(low: 0.1, mode: 0.7, high: 0.7),
            PERT(low: 0.1, mode: 0.65, high: 0.7), Triangular(low: 0.1, mode: 0.1, high: 0.3),
        ]
        for marginal in marginals {
            for u in [0x1p-53, 3 * 0x1p-53, 0.5, 1 - 3 * 0x1p-53, 1 - 0x1p-53] {
                #expect(marginal.support.contains(try marginal.kernel().quantile(u)), "\(marginal) at \(u)")
            }
        }
    }
}
