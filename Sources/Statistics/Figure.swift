/// A number and how far the computation may be off. The error says nothing about the world: that is what the
/// distribution is for.
public struct Figure: Hashable, Sendable {
    /// The number.
    public let value: Double
    /// Its standard error, or `nil` where none can honestly be given.
    public let standardError: Double?

    /// A figure from its parts.
    public init(value: Double, standardError: Double?) {
        self.value = value
        self.standardError = standardError
    }

    /// Half of the 95% interval: the standard error times the 97.5% quantile of Student's t with 15 degrees of freedom.
    public var halfWidth: Double? { standardError.map { $0 * 2.131449545559323 } }
}

/// The standard error of a pooled figure from its values in independent replicates.
enum ReplicateSpread {
    /// For replicates weighted by their draws: R / (R - 1) times the weighted squared deviations, which for equal weights is
    /// the sample variance over R.
    /// - Returns: `nil` unless all 16 replicates have draws and finite values.
    static func standardError(of values: [Double], weights: [UInt64]) -> Double? {
        guard values.count == DrawLayout.replicates, weights.allSatisfy({ $0 > 0 }), values.allSatisfy(\.isFinite)
        else { return nil }
        // Exactly none, where the weighted center would round.
        if values.allSatisfy({ $0 == values[0] }) { return 0 }
        let total = Double(weights.reduce(0, +))
        let shares = weights.map { Double($0) / total }
        let center = zip(shares, values).reduce(0) { $0 + $1.0 * $1.1 }
        let sum = zip(shares, values).reduce(0) { $0 + ($1.0 * ($1.1 - center)) * ($1.0 * ($1.1 - center)) }
        let count = Double(values.count)
        let error = (sum * count / (count - 1)).squareRoot()
        return error.isFinite ? error : nil
    }
}
