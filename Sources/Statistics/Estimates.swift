import CKernels

/// What the merged draws of a run say: each figure with its computing error.
///
/// Values come from all replicates pooled along a fixed binary tree; errors from the spread between the sixteen. A run that
/// is not finished is estimated from what is merged.
public struct Estimates: Hashable, Sendable {
    /// The probabilities at which quantiles are reported.
    public static let quantileProbabilities = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]

    /// Draws they rest on.
    public let draws: UInt64
    /// In the order of the plan's outputs.
    public let outputs: [OutputEstimate]
    /// In the order of the plan's probabilities.
    public let probabilities: [ProbabilityEstimate]
    /// Draws in which each identity did not hold.
    public let violations: [UInt64]

    /// From disjoint nodes of the merge tree, in any order.
    public init(nodes: [(range: ShardRange, node: Summary)], shape: SummaryShape) {
        let ordered = nodes.sorted {
            ($0.range.replicate, $0.range.firstLeaf) < ($1.range.replicate, $1.range.firstLeaf)
        }
        var replicates = Array(repeating: Summary(shape: shape), count: DrawLayout.replicates)
        for (range, node) in ordered { replicates[range.replicate].merge(node) }
        self.init(replicates: replicates)
    }

    /// From one summary a replicate.
    /// - Precondition: there are sixteen, of one shape.
    public init(replicates: [Summary]) {
        precondition(replicates.count == DrawLayout.replicates, "estimates need the summaries of all replicates")
        let pooled = Self.pooled(replicates)
        draws = pooled.draws
        outputs = pooled.outputs.indices.map { index in
            OutputEstimate(pooled: pooled.outputs[index], replicates: replicates.map { $0.outputs[index] })
        }
        probabilities = pooled.probabilities.indices.map { index in
            ProbabilityEstimate(
                pooled: pooled.probabilities[index], draws: pooled.draws,
                replicates: replicates.map { ($0.probabilities[index], $0.draws) })
        }
        violations = pooled.violations
    }

    private static func pooled(_ summaries: [Summary]) -> Summary {
        var level = summaries
        while level.count > 1 {
            level = stride(from: 0, to: level.count, by: 2).map { first in
                var joined = level[first]
                if first + 1 < level.count { joined.merge(level[first + 1]) }
                return joined
            }
        }
        return level[0]
    }
}

/// One output's distribution.
public struct OutputEstimate: Hashable, Sendable {
    /// Draws with a finite value; the figures are of these.
    public let finite: UInt64
    /// Draws that gave an infinity or NaN.
    public let notFinite: UInt64
    /// `nil` when no draw gave a finite value.
    public let figures: OutputFigures?

    init(pooled: OutputSummary, replicates: [OutputSummary]) {
        finite = pooled.moments.count
        notFinite = pooled.notFinite
        figures = pooled.moments.count > 0 ? OutputFigures(pooled: pooled, replicates: replicates) : nil
    }
}

/// The figures of an output that has finite values.
public struct OutputFigures: Hashable, Sendable {
    /// The mean.
    public let mean: Figure
    /// The sample standard deviation; NaN of a single draw.
    public let sd: Figure
    /// The smallest draw.
    public let minimum: Double
    /// The largest draw.
    public let maximum: Double
    /// At ``Estimates/quantileProbabilities``.
    public let quantiles: [QuantileEstimate]
    private let histogram: Histogram
    private let moments: Moments

    /// With fewer draws in a replicate its standard deviation says too little about its own error.
    private static let fewestForSpread: UInt64 = 8

    init(pooled: OutputSummary, replicates: [OutputSummary]) {
        let weights = replicates.map(\.moments.count)
        mean = Figure(
            value: pooled.moments.mean,
            standardError: ReplicateSpread.standardError(of: replicates.map(\.moments.mean), weights: weights))
        sd = Figure(
            value: pooled.moments.variance.squareRoot(),
            standardError: (weights.min() ?? 0) < Self.fewestForSpread
                ? nil
                : ReplicateSpread.standardError(
                    of: replicates.map { $0.moments.variance.squareRoot() }, weights: weights))
        minimum = pooled.moments.minimum
        maximum = pooled.moments.maximum
        histogram = pooled.histogram
        moments = pooled.moments
        quantiles = Self.quantiles(pooled: pooled, replicates: replicates, weights: weights)
    }

    /// A replicate that is not expected to have a draw beyond a quantile cannot tell how far it varies: no error then.
    private static func quantiles(
        pooled: OutputSummary, replicates: [OutputSummary], weights: [UInt64]
    ) -> [QuantileEstimate] {
        let probabilities = Estimates.quantileProbabilities
        let whole = pooled.histogram.quantiles(at: probabilities, within: pooled.moments)
        let parts = replicates.map { part in
            part.moments.count == 0 ? [] : part.histogram.quantiles(at: probabilities, within: part.moments)
        }
        let fewest = Double(weights.min() ?? 0)
        return probabilities.indices.map { index in
            let probability = probabilities[index]
            let error =
                fewest * min(probability, 1 - probability) >= 1
                ? ReplicateSpread.standardError(of: parts.map { $0[index].value }, weights: weights) : nil
            return QuantileEstimate(
                probability: probability, figure: Figure(value: whole[index].value, standardError: error),
                isAtom: whole[index].isAtom)
        }
    }

    /// How many draws there are.
    public var count: UInt64 { moments.count }

    /// The share of draws between each two successive edges (ascending), for charts; what lies outside is left out.
    public func shares(between edges: [Double]) -> [Double] {
        histogram.shares(between: edges, within: moments)
    }

    /// The quantile estimate at one of ``Estimates/quantileProbabilities``.
    public func quantile(_ probability: Double) -> QuantileEstimate? {
        quantiles.first { $0.probability == probability }
    }
}

/// A quantile and its error.
public struct QuantileEstimate: Hashable, Sendable {
    /// The share of draws at or below.
    public let probability: Double
    /// The value.
    public let figure: Figure
    /// Whether a positive share of draws has exactly this value (a cap, a zero): it is exact, and its error is only that
    /// another value might belong here.
    public let isAtom: Bool
}

/// How probable a condition is.
public struct ProbabilityEstimate: Hashable, Sendable {
    /// Draws in which it held.
    public let hits: UInt64
    /// Draws in which it was defined; the probability is of these.
    public let defined: UInt64
    /// Draws in which it was undefined.
    public let undefined: UInt64
    /// hits / defined; NaN when it was never defined. Without an error when none or all hit: see ``bound``.
    public let figure: Figure

    init(pooled: ProbabilityTally, draws: UInt64, replicates: [(tally: ProbabilityTally, draws: UInt64)]) {
        hits = pooled.hits
        undefined = pooled.undefined
        defined = draws - pooled.undefined
        let weights = replicates.map { $0.draws - $0.tally.undefined }
        let values = zip(replicates, weights).map { Double($0.tally.hits) / Double($1) }
        let isCertain = pooled.hits == 0 || pooled.hits == defined
        figure = Figure(
            value: Double(pooled.hits) / Double(defined),
            standardError: isCertain ? nil : ReplicateSpread.standardError(of: values, weights: weights))
    }

    /// When no draw hit, what the probability is below with 95% confidence, 1 - 0.05^(1/n); when all did, what it is above;
    /// `nil` otherwise. Exact for independent draws.
    public var bound: Double? {
        guard defined > 0, hits == 0 || hits == defined else { return nil }
        // For small x the first two terms of 1 - e^x, which subtraction would lose.
        let exponent = suanli_log(0.05) / Double(defined)
        let miss = exponent > -1e-5 ? -exponent * (1 + exponent / 2) : 1 - suanli_exp(exponent)
        return hits == 0 ? miss : 1 - miss
    }
}
