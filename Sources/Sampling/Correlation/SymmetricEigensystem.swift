/// Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations (G. H. Golub and C. F. Van Loan, "Matrix
/// Computations", section 8.5): the same bits everywhere, and small eigenvalues as accurate as large ones.
struct SymmetricEigensystem {
    let count: Int
    /// In no order.
    private(set) var values: [Double] = []
    /// Row k is the unit eigenvector of `values[k]`.
    private(set) var vectors: [Double]
    private var matrix: [Double]

    /// The eigensystem of `entries`, row by row.
    init(of entries: [Double], count: Int) {
        self.count = count
        matrix = entries
        vectors = Array(repeating: 0, count: count * count)
        for row in 0..<count { vectors[row * count + row] = 1 }
        let negligible = 0x1p-54 * entries.reduce(0) { $0 + $1 * $1 }.squareRoot() / Double(count)
        // Convergence is quadratic; ten sweeps serve a thousand rows.
        for _ in 0..<30 where sweep(negligible: negligible) == 0 { break }
        values = (0..<count).map { matrix[$0 * count + $0] }
    }

    /// Rotates every pair once; returns how many were not negligible.
    private mutating func sweep(negligible: Double) -> Int {
        var rotations = 0
        for first in 0..<count {
            for second in first + 1..<count where abs(matrix[first * count + second]) > negligible {
                rotate(first, second)
                rotations += 1
            }
        }
        return rotations
    }

    /// Makes the entry at (first, second) zero by the smaller of the two angles that do.
    private mutating func rotate(_ first: Int, _ second: Int) {
        let entry = matrix[first * count + second]
        let ratio = (matrix[second * count + second] - matrix[first * count + first]) / (2 * entry)
        let tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + (1 + ratio * ratio).squareRoot())
        let cosine = 1 / (1 + tangent * tangent).squareRoot()
        let sine = tangent * cosine
        matrix.withUnsafeMutableBufferPointer { matrix in
            Self.turn(matrix, from: first * count, and: second * count, by: 1, count: count, cosine, sine)
            Self.turn(matrix, from: first, and: second, by: count, count: count, cosine, sine)
        }
        vectors.withUnsafeMutableBufferPointer { vectors in
            Self.turn(vectors, from: first * count, and: second * count, by: 1, count: count, cosine, sine)
        }
    }

    private static func turn(
        _ entries: UnsafeMutableBufferPointer<Double>, from first: Int, and second: Int, by step: Int, count: Int,
        _ cosine: Double, _ sine: Double
    ) {
        for index in 0..<count {
            let a = entries[first + index * step]
            let b = entries[second + index * step]
            entries[first + index * step] = cosine * a - sine * b
            entries[second + index * step] = sine * a + cosine * b
        }
    }
}
