/// How many results a summary has, and so how finely it may resolve each.
public struct SummaryShape: Hashable, Sendable {
    /// Outputs of each part, with moments and a histogram each.
    public let outputs: Int
    /// Probabilities of each part, with a tally each.
    public let probabilities: Int
    /// Identities of each part, with a count of violations each.
    public let identities: Int
    /// For each part, whether its draws carry weights: one part for each scenario, and another one for the scenario as
    /// observations condition it.
    public let weighted: [Bool]
    /// Where the buckets of each output's histogram are narrowest, those of one part after those of another; empty where that
    /// is at 0 for all.
    public let centers: [Double]

    /// A shape from its counts; without `weighted`, of one part whose draws count alike.
    /// - Precondition: `centers` is empty or has one finite number for each output of each part.
    public init(
        outputs: Int, probabilities: Int, identities: Int, weighted: [Bool] = [false], centers: [Double] = []
    ) {
        precondition(centers.isEmpty || centers.count == outputs * weighted.count, "a center for each output")
        self.outputs = outputs
        self.probabilities = probabilities
        self.identities = identities
        self.weighted = weighted
        self.centers = centers
    }

    /// Where the buckets of output `output` of part `part` are narrowest.
    func center(ofOutput output: Int, part: Int) -> Double { centers.isEmpty ? 0 : centers[part * outputs + output] }

    /// The most occupied buckets of one histogram: what keeps the histograms of a part under 4 MB at 16 bytes a bucket,
    /// between 64 and 65,536. It does not depend on the other parts, so that a scenario has the same figures alone and
    /// beside others.
    public var bucketLimit: Int {
        min(65_536, max(64, 4_194_304 / 16 / max(1, outputs)))
    }
}
