import TestSupport
import Testing

@testable import Sampling

/// Against NumPy and Higham's alternating projections (`Data/make_correlations.py`).
@Suite struct CorrelationMatrixTests {
    private struct Row {
        let matrix: CorrelationMatrix
        /// The lower triangle, row by row.
        let answer: [Double]
        let floor: Double
        let smallestEigenvalue: Double
    }

    private func rows(_ kind: String) throws -> [Row] {
        try referenceTable("matrices").filter { $0[0] == kind }.map { row in
            let numbers = row[1...].map { $0.split(separator: " ").compactMap { Double($0) } }
            return try Row(
                matrix: matrix(rows: Int(numbers[0][0]), lowerTriangle: numbers[1]), answer: numbers[2],
                floor: numbers[3][0], smallestEigenvalue: numbers[4][0])
        }
    }

    private func matrix(rows: Int, lowerTriangle: [Double]) throws -> CorrelationMatrix {
        var pairs: [(first: Int, second: Int, correlation: Double)] = []
        for row in 0..<rows {
            for column in 0..<row { pairs.append((row, column, lowerTriangle[row * (row + 1) / 2 + column])) }
        }
        return try #require(CorrelationMatrix(count: rows, pairs: pairs))
    }

    private func lowerTriangle(_ matrix: CorrelationMatrix) -> [Double] {
        (0..<matrix.count).flatMap { row in (0...row).map { matrix[row, $0] } }
    }

    private func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
        a.count == b.count ? zip(a, b).map { abs($0 - $1) }.max() ?? 0 : .infinity
    }

    private func random(rows: Int, seed: UInt64) throws -> CorrelationMatrix {
        var generator = SeededGenerator(seed: seed)
        let entries = (0..<rows * (rows + 1) / 2).map { _ in Double.random(in: -1...1, using: &generator) }
        return try matrix(rows: rows, lowerTriangle: entries)
    }

    @Test func factorsAreNumPys() throws {
        let rows = try rows("cholesky")
        #expect(rows.count == 6)
        for row in rows {
            let factor = try #require(row.matrix.choleskyFactor())
            #expect(largestDifference(factor.flatMap { $0 }, row.answer) < 1e-13)
            #expect(factor.map(\.count) == Array(1...row.matrix.count))
        }
    }

    /// What draws of one input are must not depend on the inputs after it.
    @Test func rowsOfAFactorDependOnThoseBefore() throws {
        let whole = try #require(try rows("cholesky").last)
        let factor = try #require(whole.matrix.choleskyFactor())
        #expect(factor[0] == [1])
        for count in 1..<whole.matrix.count {
            let part = try matrix(rows: count, lowerTriangle: lowerTriangle(whole.matrix))
            #expect(part.choleskyFactor() == Array(factor[..<count]))
        }
    }

    @Test func eigenvaluesAreNumPys() throws {
        for row in try rows("cholesky") + rows("nearest") {
            #expect(abs(row.matrix.smallestEigenvalue - row.smallestEigenvalue) < 1e-13)
        }
    }

    @Test func indefiniteMatricesHaveNoFactor() throws {
        for row in try rows("nearest") { #expect(row.matrix.choleskyFactor() == nil) }
        for seed in UInt64(0)..<200 {
            let matrix = try random(rows: 4, seed: seed)
            let smallest = matrix.smallestEigenvalue
            if abs(smallest) > 1e-6 { #expect((matrix.choleskyFactor() != nil) == (smallest > 0), "seed \(seed)") }
        }
    }

    @Test func twoRowsMayBeTheSameDrawOrItsMirrorImage() throws {
        let same = try matrix(rows: 3, lowerTriangle: [1, 0.5, 1, 0.5, 1, 1])
        let factor = try #require(same.choleskyFactor())
        #expect(largestDifference(factor[1], Array(factor[2][..<2])) < 1e-15 && factor[2][2] == 0)
        let mirrored = try matrix(rows: 4, lowerTriangle: [1, -1, 1, 0.25, -0.25, 1, 0, 0, 0, 1])
        let mirror = try #require(mirrored.choleskyFactor())
        #expect(mirror[1] == [-1, 0] && mirror[2][1] == 0)
        #expect(try matrix(rows: 3, lowerTriangle: [1, 1, 1, 0.5, 0.4, 1]).choleskyFactor() == nil)
    }

    @Test func nearestMatrixIsTheLimitOfAlternatingProjections() throws {
        let rows = try rows("nearest")
        #expect(rows.count == 7)
        for row in rows {
            let nearest = row.matrix.nearestCorrelationMatrix(floor: row.floor)
            #expect(largestDifference(lowerTriangle(nearest), row.answer) < 1e-7, "\(row.matrix.count) rows")
            #expect(nearest.smallestEigenvalue > row.floor - 1e-9)
        }
    }

    /// The example of Higham's paper, as printed there.
    @Test func nearestMatrixOfHighamsExample() throws {
        let nearest = try matrix(rows: 3, lowerTriangle: [1, 1, 1, 0, 1, 1]).nearestCorrelationMatrix(floor: 0)
        #expect(largestDifference(lowerTriangle(nearest), [1, 0.7607, 1, 0.1573, 0.7607, 1]) < 5e-5)
    }

    @Test func definiteMatricesAreTheirOwnNearest() throws {
        for row in try rows("cholesky") where row.smallestEigenvalue > 0.0006 * Double(row.matrix.count) {
            let nearest = row.matrix.nearestCorrelationMatrix()
            #expect(largestDifference(lowerTriangle(nearest), lowerTriangle(row.matrix)) < 1e-12)
        }
    }

    /// As ranks, the answer is what a user types into the model again.
    @Test(arguments: [2, 3, 4, 7, 12, 30, 100])
    func nearestMatrixSurvivesPrintingToThreeDecimals(count: Int) throws {
        for seed in UInt64(0)..<(count < 30 ? 40 : 1) {
            let wanted = try random(rows: count, seed: seed).normalsOfRanks()
            let nearest = wanted.nearestCorrelationMatrix()
            let printed = lowerTriangle(nearest.ranksOfNormals()).map { ($0 * 1000).rounded() / 1000 }
            let factor = try matrix(rows: count, lowerTriangle: printed).normalsOfRanks().choleskyFactor()
            #expect(factor != nil, "seed \(seed)")
            #expect((factor ?? []).enumerated().allSatisfy { $0.element[$0.offset] > 1e-5 }, "seed \(seed)")
        }
    }

    @Test func nearestMatrixOfAHundredRowsIsQuick() throws {
        let matrix = try random(rows: 100, seed: 5)
        let time = ContinuousClock().measure { _ = matrix.nearestCorrelationMatrix() }
        #expect(time < .seconds(5))
    }

    @Test func whatIsNoCorrelationIsRefused() {
        let refused: [(Int, Int, Double)] = [(0, 0, 0.5), (0, 3, 0.5), (-1, 0, 0.5), (0, 1, 1.5), (0, 1, .nan)]
        for (first, second, correlation) in refused {
            #expect(CorrelationMatrix(count: 3, pairs: [(first, second, correlation)]) == nil)
        }
        #expect(CorrelationMatrix(count: 0, pairs: []) == nil)
        #expect(CorrelationMatrix(count: CorrelationMatrix.largestCount + 1, pairs: []) == nil)
    }
}
