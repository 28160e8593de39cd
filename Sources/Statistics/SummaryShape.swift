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
    /// Whether each output is a continuous function of the uniforms, those of one part after those of another; empty where that
    /// is known of none.
    public let continuous: [Bool]

    /// A shape from its counts; without `weighted`, of one part whose draws count alike.
    /// - Precondition: `centers` and `continuous` are empty or have one element for each output of each part, centers finite.
    public init(
        outputs: Int, probabilities: Int, identities: Int, weighted: [Bool] = [false], centers: [Double] = [],
        continuous: [Bool] = []
    ) {
        precondition(centers.isEmpty || centers.count == outputs * weighted.count, "a center for each output")
        precondition(continuous.isEmpty || continuous.count == outputs * weighted.count, "known of each output")
        self.outputs = outputs
        self.probabilities = probabilities
        self.identities = identities
        self.weighted = weighted
        self.centers = centers
        self.continuous = continuous
    }

    /// Where the buckets of output `output` of part `part` are narrowest.
    func center(ofOutput output: Int, part: Int) -> Double { centers.isEmpty ? 0 : centers[part * outputs + output] }

    /// Whether output `output` of part `part` is known to be a continuous function of the uniforms.
    func isContinuous(output: Int, part: Int) -> Bool { !continuous.isEmpty && continuous[part * outputs + output] }

    /// The most that one draw of part `part` counts.
    func mostPerDraw(ofPart part: Int) -> UInt64 { weighted[part] ? DrawWeight.one : 1 }

    /// The most occupied buckets of one histogram: what keeps the histograms of a part under 4 MB at 16 bytes a bucket,
    /// between 64 and 65,536. It does not depend on the other parts, so that a scenario has the same figures alone and
    /// beside others.
    public var bucketLimit: Int {
        min(65_536, max(64, 4_194_304 / 16 / max(1, outputs)))
    }
}
