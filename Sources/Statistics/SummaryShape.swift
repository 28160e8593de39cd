/// How many results a summary has, and so how finely it may resolve each.
public struct SummaryShape: Hashable, Sendable {
    /// Outputs, with moments and a histogram each.
    public let outputs: Int
    /// Probabilities, with a tally each.
    public let probabilities: Int
    /// Identities, with a count of violations each.
    public let identities: Int

    /// A shape from its counts.
    public init(outputs: Int, probabilities: Int, identities: Int) {
        self.outputs = outputs
        self.probabilities = probabilities
        self.identities = identities
    }

    /// The most occupied buckets of one histogram: what keeps the histograms of a summary under 4 MB at 16 bytes a
    /// bucket, between 64 and 65,536.
    public var bucketLimit: Int {
        min(65_536, max(64, 4_194_304 / 16 / max(1, outputs)))
    }
}
