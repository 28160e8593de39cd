extension CorrelationMatrix {
    /// The lower triangular L with L L^T equal to the matrix; row i has i + 1 entries. `nil` where the matrix is not positive
    /// semidefinite.
    ///
    /// Row i depends on rows 0...i alone, and row 0 is [1]: the first normal is its own, and appending a row changes no
    /// other. A pivot within 1e-10 of zero counts as zero if what is left of its column is within 1e-8 of zero too: so two
    /// rows may have correlation 1 or -1, and are then the same draw or its mirror image.
    public func choleskyFactor() -> [[Double]]? {
        var rows: [[Double]] = []
        rows.reserveCapacity(count)
        for index in 0..<count {
            guard let row = factorRow(index, after: rows) else { return nil }
            rows.append(row)
        }
        return rows
    }

    private func factorRow(_ index: Int, after rows: [[Double]]) -> [Double]? {
        var row: [Double] = []
        row.reserveCapacity(index + 1)
        var pivot = 1.0
        for column in 0..<index {
            var rest = self[index, column]
            for inner in 0..<column { rest -= row[inner] * rows[column][inner] }
            let diagonal = rows[column][column]
            guard diagonal > 0 || abs(rest) <= 1e-8 else { return nil }
            let entry = diagonal > 0 ? rest / diagonal : 0
            row.append(entry)
            pivot -= entry * entry
        }
        guard pivot >= -1e-10 else { return nil }
        row.append(pivot > 1e-10 ? pivot.squareRoot() : 0)
        return row
    }
}
