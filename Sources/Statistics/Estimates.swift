import CKernels

/// What the merged draws of a run say, scenario by scenario.
///
/// Values come from all replicates pooled along a fixed binary tree; errors from the spread between the sixteen. A run that
/// is not finished is estimated from what is merged.
public struct RunEstimates: Hashable, Sendable {
    /// Draws they rest on.
    public let draws: UInt64
    /// In the order of the plan's parts.
    public let parts: [Estimates]

    /// From disjoint nodes of the merge tree, in any order.
    /// - Parameter arePointsNested: whether only the first 2^k points of a replicate are spread evenly, as those of a
    ///   low-discrepancy sequence are. Of each replicate the longest such stretch is taken then, and nothing of one whose first
    ///   points are missing.
    public init(nodes: [(range: ShardRange, node: Summary)], shape: SummaryShape, arePointsNested: Bool = false) {
        let ordered = nodes.sorted {
            ($0.range.replicate, $0.range.firstLeaf) < ($1.range.replicate, $1.range.firstLeaf)
        }
        var replicates = Array(repeating: Summary(shape: shape), count: DrawLayout.replicates)
        for (range, node) in ordered where !arePointsNested || range.firstLeaf == 0 {
            replicates[range.replicate].merge(node)
        }
        self.init(replicates: replicates, arePointsNested: arePointsNested)
    }

    /// From one summary a replicate.
    /// - Precondition: there are sixteen, of one shape.
    public init(replicates: [Summary], arePointsNested: Bool = false) {
        precondition(replicates.count == DrawLayout.replicates, "estimates need the summaries of all replicates")
        let pooled = Self.pooled(replicates)
        draws = pooled.draws
        parts = pooled.parts.indices.map { index in
            Estimates(
                pooled: pooled.parts[index], replicates: replicates.map { $0.parts[index] }, draws: pooled.draws,
                step: ReplicateStep(arePointsNested: arePointsNested),
                mostPerDraw: pooled.shape.mostPerDraw(ofPart: index),
                isContinuous: { pooled.shape.isContinuous(output: $0, part: index) })
        }
    }

    private static func pooled(_ summaries: [Summary]) -> Summary {
        // Histograms join in any order, and sooner all at once.
        var level = summaries.map(\.withoutHistograms)
        while level.count > 1 {
            level = stride(from: 0, to: level.count, by: 2).map { first in
                var joined = level[first]
                if first + 1 < level.count { joined.merge(level[first + 1]) }
                return joined
            }
        }
        var result = level[0]
        for part in result.parts.indices {
            for output in result.parts[part].outputs.indices {
                result.parts[part].outputs[output].histogram =
                    Histogram(joining: summaries.map { $0.parts[part].outputs[output].histogram })
            }
        }
        return result
    }
}

/// What the merged draws say about one scenario, or about what observations leave of it: each figure with its computing
/// error.
///
/// Where draws carry weights, every number of draws is a sum of weights.
public struct Estimates: Hashable, Sendable {
    /// The probabilities at which quantiles are reported.
    public static let quantileProbabilities = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]

    /// Draws they rest on.
    public let draws: UInt64
    /// What the draws count together.
    public let weight: WeightTally
    /// In the order of the plan's outputs.
    public let outputs: [OutputEstimate]
    /// In the order of the plan's probabilities.
    public let probabilities: [ProbabilityEstimate]
    /// Draws in which each identity did not hold.
    public let violations: [UInt64]

    init(
        pooled: PartSummary, replicates: [PartSummary], draws: UInt64, step: ReplicateStep,
        mostPerDraw: UInt64, isContinuous: (_ output: Int) -> Bool
    ) {
        self.draws = draws
        weight = pooled.weight
        outputs = pooled.outputs.indices.map { index in
            OutputEstimate(
                pooled: pooled.outputs[index],
                replicates: replicates.map {
                    ReplicateOutput(summary: $0.outputs[index], weight: $0.weight, mostPerDraw: mostPerDraw)
                },
                step: step, isContinuous: isContinuous(index))
        }
        probabilities = pooled.probabilities.indices.map { index in
            ProbabilityEstimate(
                pooled: pooled.probabilities[index], weight: pooled.weight,
                replicates: replicates.map { ($0.probabilities[index], $0.weight) }, step: step)
        }
        violations = pooled.violations
    }
}

/// What one replicate says about an output.
struct ReplicateOutput {
    let summary: OutputSummary
    let weight: WeightTally
    /// The most that one draw may count.
    let mostPerDraw: UInt64

    /// How many finite draws that count alike would say as much.
    var effectiveDraws: Double {
        weight.sum > 0 ? weight.effectiveDraws * (Double(summary.moments.count) / Double(weight.sum)) : 0
    }

    var distribution: Distribution { Distribution(summary, noneAbove: mostPerDraw) }
}

/// One output's distribution.
public struct OutputEstimate: Hashable, Sendable {
    /// Draws with a finite value; the figures are of these.
    public let finite: UInt64
    /// Draws that gave an infinity or NaN.
    public let notFinite: UInt64
    /// `nil` when no draw gave a finite value.
    public let figures: OutputFigures?

    init(pooled: OutputSummary, replicates: [ReplicateOutput], step: ReplicateStep, isContinuous: Bool) {
        finite = pooled.moments.count
        notFinite = pooled.notFinite
        figures =
            pooled.moments.count > 0
            ? OutputFigures(pooled: pooled, replicates: replicates, step: step, isContinuous: isContinuous) : nil
    }
}

/// The figures of an output that has finite values.
public struct OutputFigures: Hashable, Sendable {
    /// The mean.
    public let mean: Figure
    /// The standard deviation, estimated without bias but for the root; NaN of a single draw.
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
    private static let fewestForSpread = 8.0

    /// One extreme draw a replicate may make so much of the variance before the error of the mean, and of the sd, is called rough:
    /// the spread of sixteen replicates says little about what a few draws decide. An exponential output is at 5% with 16,384
    /// draws and at 2% with 65,536, a normal one at 1%.
    private static let largestTailShares = (mean: 0.1, sd: 0.03)

    init(pooled: OutputSummary, replicates: [ReplicateOutput], step: ReplicateStep, isContinuous: Bool) {
        let weights = replicates.map(\.summary.moments.count)
        let effective = replicates.reduce(0) { $0 + $1.effectiveDraws }
        let each = effective > 0 ? Double(pooled.moments.count) / effective : 1
        let distribution = Distribution(pooled, noneAbove: replicates[0].mostPerDraw)
        let tail = distribution.tailShare(of: Double(DrawLayout.replicates) * each)
        let fewest = replicates.map(\.effectiveDraws).min() ?? 0
        let share = step.share(ofDraws: fewest)
        let ends = distribution.range(each: each)
        let range = ends.upperBound - ends.lowerBound
        // How far one draw that falls on the other side of a jump can move the output.
        let jump = isContinuous ? distribution.widestGap(each: each) : range
        let means = ReplicateSpread(of: replicates.map(\.summary.moments.mean), weights: weights)
        let sd = step.variance(
            of: pooled.moments, errorOfMean: means?.standardError(), areWeighted: replicates[0].mostPerDraw > 1
        ).squareRoot()
        mean = Figure(
            value: pooled.moments.mean, spread: means, atLeast: share * jump,
            resolution: step.tail(ofDraws: fewest) * abs(distribution.tailExcess(each: each))
        ).marked(ifRough: tail > Self.largestTailShares.mean)
            .knowing(independentError: step.independentError(sd: sd, draws: effective))
        // What moves the variance so far moves its root by half as much in standard deviations. Squares have heavier tails, so twice.
        let unseen = 2 * step.tail(ofDraws: fewest) * distribution.squaredTailExcess(each: each)
        self.sd =
            fewest < Self.fewestForSpread
            ? Figure(value: sd, standardError: nil)
            : Figure(
                value: sd, replicates: replicates.map { $0.summary.moments.variance.squareRoot() }, weights: weights,
                atLeast: sd > 0 ? share * jump * (range / sd) / 2 : 0, resolution: sd > 0 ? unseen / sd / 2 : 0
            ).marked(ifRough: tail > Self.largestTailShares.sd)
        minimum = pooled.moments.minimum
        maximum = pooled.moments.maximum
        histogram = pooled.histogram
        moments = pooled.moments
        quantiles = QuantileFigures(
            pooled: distribution, replicates: replicates, effectiveDraws: effective, fewest: fewest, step: step
        ).estimates(at: Estimates.quantileProbabilities)
    }

    /// How many draws there are.
    public var count: UInt64 { moments.count }

    /// Whether so few draws as `draws` would leave the variance to a handful of them, whatever they look like: as for the error of the sd.
    public func isSpreadRough(ofDraws draws: UInt64) -> Bool {
        let share = Double(DrawLayout.replicates) / Double(draws) * Double(count)
        let tails = histogram.ends(of: Int(clamping: UInt64(share.rounded(.up))))
        return Distribution(tails, within: moments).tailShare(of: share) > Self.largestTailShares.sd
    }

    /// The share of draws between each two successive edges (ascending), for charts; what lies outside is left out.
    public func shares(between edges: [Double]) -> [Double] {
        Distribution(histogram, within: moments).shares(between: edges)
    }

    /// The quantile estimate at one of ``Estimates/quantileProbabilities``.
    public func quantile(_ probability: Double) -> QuantileEstimate? {
        quantiles.first { $0.probability == probability }
    }
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

    private let effectiveDraws: Double

    init(
        pooled: ProbabilityTally, weight: WeightTally, replicates: [(tally: ProbabilityTally, weight: WeightTally)],
        step: ReplicateStep
    ) {
        hits = pooled.hits
        undefined = pooled.undefined
        defined = weight.sum - pooled.undefined
        effectiveDraws = weight.sum > 0 ? weight.effectiveDraws * (Double(defined) / Double(weight.sum)) : 0
        let weights = replicates.map { $0.weight.sum - $0.tally.undefined }
        let values = zip(replicates, weights).map { Double($0.tally.hits) / Double($1) }
        let value = Double(pooled.hits) / Double(defined)
        let isCertain = pooled.hits == 0 || pooled.hits == defined
        figure =
            isCertain
            ? Figure(value: value, standardError: nil)
            : Figure(
                value: value, replicates: values, weights: weights,
                atLeast: step.share(ofDraws: replicates.map(\.weight.effectiveDraws).min() ?? 0)
            ).knowing(
                independentError: step.independentError(
                    sd: (value * (1 - value)).squareRoot(), draws: effectiveDraws))
    }

    /// When no draw hit, what the probability is below with 95% confidence, 1 - 0.05^(1/n); when all did, what it is above;
    /// `nil` otherwise. Exact for independent draws that count alike; with weights n is the effective number.
    public var bound: Double? {
        guard effectiveDraws > 0, hits == 0 || hits == defined else { return nil }
        // For small x the first two terms of 1 - e^x, which subtraction would lose.
        let exponent = suanli_log(0.05) / effectiveDraws
        let miss = exponent > -1e-5 ? -exponent * (1 + exponent / 2) : 1 - suanli_exp(exponent)
        return hits == 0 ? miss : 1 - miss
    }

    /// How much more probable the condition is here than in `other`, of the same draws. Where one of the two held in no draw or
    /// in all, the error is that of the other one alone.
    public func difference(from other: ProbabilityEstimate) -> Figure {
        let value = figure.value - other.figure.value
        if bound != nil { return Figure(value: value, standardError: other.figure.standardError) }
        if other.bound != nil { return Figure(value: value, standardError: figure.standardError) }
        return figure.difference(from: other.figure)
    }
}
