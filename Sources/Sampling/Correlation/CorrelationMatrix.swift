/// A symmetric matrix of correlations with ones on its diagonal; whether it is positive definite is asked separately.
public struct CorrelationMatrix: Hashable, Sendable {
    /// Rows, and columns.
    public let count: Int
    /// All entries, row by row.
    let entries: [Double]

    /// Rows that a matrix may have: more would take minutes to factor.
    public static let largestCount = 1_000

    /// The matrix with the correlations of `pairs`, 0 where there is none. Of a pair given twice the last counts.
    ///
    /// `nil` unless `count` is 1 to ``largestCount``, every pair names two different rows, and every correlation lies in
    /// -1...1.
    public init?(count: Int, pairs: [(first: Int, second: Int, correlation: Double)]) {
        guard (1...Self.largestCount).contains(count) else { return nil }
        var entries = Array(repeating: 0.0, count: count * count)
        for row in 0..<count { entries[row * count + row] = 1 }
        for (first, second, correlation) in pairs {
            guard (0..<count).contains(first), (0..<count).contains(second), first != second,
                (-1...1).contains(correlation)
            else { return nil }
            entries[first * count + second] = correlation
            entries[second * count + first] = correlation
        }
        self.init(count: count, entries: entries)
    }

    init(count: Int, entries: [Double]) {
        self.count = count
        self.entries = entries
    }

    /// The correlation of two rows.
    public subscript(row: Int, column: Int) -> Double { entries[row * count + column] }

    /// Of rank correlations, those of the normals beneath.
    public func normalsOfRanks() -> CorrelationMatrix {
        CorrelationMatrix(count: count, entries: entries.map(RankCorrelation.normal(ofRank:)))
    }

    /// Of correlations of normals, their rank correlations.
    public func ranksOfNormals() -> CorrelationMatrix {
        CorrelationMatrix(count: count, entries: entries.map(RankCorrelation.rank(ofNormal:)))
    }

    /// Above zero where the matrix is positive definite. Time grows with the third power of ``count``.
    public var smallestEigenvalue: Double {
        SymmetricEigensystem(of: entries, count: count).values.min() ?? 1
    }
}
