/// A stated quantile: a share `probability` of draws lies at or below `value`.
public struct Quantile: Hashable, Sendable {
    /// 0 < probability < 1.
    public let probability: Double
    /// In the input's unit.
    public let value: Double

    /// The quantile `value` at `probability`.
    public init(_ probability: Double, _ value: Double) {
        self.probability = probability
        self.value = value
    }

    func check(_ name: String) throws(MarginalFailure) {
        try Require.probability("the probability of \(name)", probability)
        try Require.finite([(name, value)])
    }
}
