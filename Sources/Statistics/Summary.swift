/// What a shard gives back, and what summaries join to: fixed in size, without draws.
public struct Summary: Mergeable, Hashable {
    /// How many results of each kind.
    public let shape: SummaryShape
    /// Draws summarised.
    public internal(set) var draws: UInt64 = 0 { didSet { source = KnownBytes() } }
    /// In the order of the plan's parts.
    public internal(set) var parts: [PartSummary] { didSet { source = KnownBytes() } }
    /// What it was decoded from, if it was to remember that, until anything of it changes.
    var source = KnownBytes()

    /// A summary of no draws.
    public init(shape: SummaryShape) {
        self.shape = shape
        parts = shape.weighted.indices.map { PartSummary(shape: shape, part: $0) }
    }

    /// The same, but that no histogram has seen a draw.
    var withoutHistograms: Summary {
        var result = self
        for part in parts.indices {
            for output in parts[part].outputs.indices {
                let full = parts[part].outputs[output].histogram
                result.parts[part].outputs[output].histogram = Histogram(limit: full.limit, center: full.center)
            }
        }
        return result
    }

    /// Joins the summary of the draws after these. A summary of no draws changes no bit.
    /// - Precondition: both have the same shape.
    public mutating func merge(_ next: Summary) {
        precondition(shape == next.shape, "summaries of different plans do not join")
        draws += next.draws
        for index in parts.indices { parts[index].merge(next.parts[index]) }
    }
}

/// The canonical bytes of a summary where they are at hand: most summaries that a coordinator records and passes on are as a worker
/// made them. No part of what the summary is.
struct KnownBytes: Hashable, Sendable {
    var bytes: [UInt8]?

    static func == (left: KnownBytes, right: KnownBytes) -> Bool { true }
    func hash(into hasher: inout Hasher) {}
}

/// The results of one scenario, of all draws alike or of draws with weights. Wherever draws are counted below, each counts with
/// its weight; without weights it counts as one.
public struct PartSummary: Hashable, Sendable {
    /// What all draws together count.
    public internal(set) var weight = WeightTally()
    /// In the order of the plan's outputs.
    public internal(set) var outputs: [OutputSummary]
    /// In the order of the plan's probabilities.
    public internal(set) var probabilities: [ProbabilityTally]
    /// Draws in which each identity did not hold, whatever their weight.
    public internal(set) var violations: [UInt64]

    init(shape: SummaryShape, part: Int) {
        outputs = (0..<shape.outputs).map {
            OutputSummary(limit: shape.bucketLimit, center: shape.center(ofOutput: $0, part: part))
        }
        probabilities = Array(repeating: ProbabilityTally(), count: shape.probabilities)
        violations = Array(repeating: 0, count: shape.identities)
    }

    mutating func merge(_ next: PartSummary) {
        weight.merge(next.weight)
        for index in outputs.indices { outputs[index].merge(next.outputs[index]) }
        for index in probabilities.indices { probabilities[index].merge(next.probabilities[index]) }
        for index in violations.indices { violations[index] += next.violations[index] }
    }
}

/// The distribution of one output.
public struct OutputSummary: Hashable, Sendable {
    /// Of the finite values.
    public internal(set) var moments = Moments()
    /// Draws that gave an infinity or NaN; they are in no figure.
    public internal(set) var notFinite: UInt64 = 0
    /// Of the finite values.
    public internal(set) var histogram: Histogram

    init(limit: Int, center: Double) {
        histogram = Histogram(limit: limit, center: center)
    }

    mutating func merge(_ next: OutputSummary) {
        moments.merge(next.moments)
        notFinite += next.notFinite
        histogram.merge(next.histogram)
    }
}

/// How often a condition held.
public struct ProbabilityTally: Hashable, Sendable {
    /// Draws in which it held.
    public internal(set) var hits: UInt64 = 0
    /// Draws in which it was undefined, such as a comparison with 0 / 0; they are left out.
    public internal(set) var undefined: UInt64 = 0

    mutating func merge(_ next: ProbabilityTally) {
        hits += next.hits
        undefined += next.undefined
    }
}
