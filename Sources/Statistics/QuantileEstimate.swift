/// A quantile and its error.
public struct QuantileEstimate: Hashable, Sendable {
    /// The share of draws at or below.
    public let probability: Double
    /// The value.
    public let figure: Figure
    /// Whether a positive share of draws has exactly this value (a cap, a zero): it is exact, and its error is only that
    /// another value might belong here.
    public let isAtom: Bool
    /// Whether it is such a value and every replicate finds it.
    var isExact: Bool { isAtom && figure.isReliable }
}

/// What is needed to tell the errors of an output's quantiles.
///
/// A quantile is off as far as the share of draws below it is: the spread of that share over the replicates, mapped back through the
/// distribution of all draws. The shares are means of as many draws as there are, where the replicates' own quantiles are each one
/// of a few neighbouring draws.
struct QuantileFigures {
    let pooled: Distribution
    let replicates: [ReplicateOutput]
    /// How many draws that count alike would say as much as all.
    let effectiveDraws: Double
    /// The same of the replicate that has fewest.
    let fewest: Double
    let step: ReplicateStep

    /// The longer side of an interval may be so many times its half before the error is that of the longer side, and called rough:
    /// there the distribution ends, or jumps.
    private static let evenSides = 1.5

    /// A replicate that is not expected to have a draw beyond a quantile cannot tell how far it varies: no error then.
    func estimates(at probabilities: [Double]) -> [QuantileEstimate] {
        let places = probabilities.map(pooled.place(at:))
        let values = places.map(pooled.quantile(at:))
        let parts = values.contains { $0.isAtom } ? replicates.map(\.distribution) : []
        return probabilities.indices.map { index in
            let (probability, value) = (probabilities[index], values[index])
            let figure =
                if fewest * min(probability, 1 - probability) < 1 {
                    Figure(value: value.value, standardError: nil)
                } else if value.isAtom {
                    figure(ofAtom: value, at: probability, parts: parts)
                } else {
                    figure(of: value, at: probability, place: places[index])
                }
            return QuantileEstimate(probability: probability, figure: figure, isAtom: value.isAtom)
        }
    }

    /// The least error of a share.
    private var least: Double { step.share(ofDraws: fewest) }

    private var weights: [UInt64] { replicates.map(\.summary.moments.count) }

    private func figure(of whole: Histogram.Quantile, at probability: Double, place: Distribution.Place) -> Figure {
        let shares = replicates.map { part in
            pooled.draws(of: part.summary, below: place) / Double(part.summary.moments.count)
        }
        guard let spread = ReplicateSpread(of: shares, weights: weights),
            let error = spread.standardError(atLeast: least)
        else { return Figure(value: whole.value, standardError: nil) }
        let stretch = around(whole, at: probability, error: error)
        return Figure(
            value: whole.value, spread: spread.scaled(by: stretch.slope), atLeast: least * stretch.slope,
            resolution: whole.resolution
        ).marked(ifRough: stretch.isRough).knowing(
            independentError: stretch.slope
                * step.independentError(sd: (probability * (1 - probability)).squareRoot(), draws: effectiveDraws)
        ).moving(by: stretch.slope / effectiveDraws)
    }

    /// How far the quantile moves with the share of draws below it: over the whole interval that independent draws would leave open,
    /// so that it is not a matter of a few draws; no further than it has to be where that reaches an atom or across a gap.
    private func around(
        _ whole: Histogram.Quantile, at probability: Double, error: Double
    ) -> (slope: Double, isRough: Bool) {
        let independent = (probability * (1 - probability) / effectiveDraws).squareRoot()
        if independent > error, let slope = slope(whole, at: probability, Figure.halfWidthFactor * independent) {
            return (slope, false)
        }
        let reach = Figure.halfWidthFactor * error
        guard reach > 0 else { return (0, false) }
        if let slope = slope(whole, at: probability, reach) { return (slope, false) }
        let (low, high) = ends(probability, reach)
        let longer = max(whole.value - low.value, high.value - whole.value)
        let isUneven = longer > Self.evenSides * (high.value - low.value) / 2
        let isCut = probability - reach < 0 || probability + reach > 1
        return ((isUneven ? longer : (high.value - low.value) / 2) / reach, isUneven || isCut)
    }

    /// The slope over a share of `reach` on either side, where the distribution goes on evenly as far as that.
    private func slope(_ whole: Histogram.Quantile, at probability: Double, _ reach: Double) -> Double? {
        let (low, high) = ends(probability, reach)
        let half = (high.value - low.value) / 2
        let isEven = max(whole.value - low.value, high.value - whole.value) <= Self.evenSides * half
        let isInside = probability - reach >= 0 && probability + reach <= 1
        return isEven && isInside && !low.isAtom && !high.isAtom ? half / reach : nil
    }

    private func ends(
        _ probability: Double, _ reach: Double
    ) -> (low: Histogram.Quantile, high: Histogram.Quantile) {
        let (low, high) = (max(0, probability - reach), min(1, probability + reach))
        return (pooled.quantile(at: pooled.place(at: low)), pooled.quantile(at: pooled.place(at: high)))
    }

    /// On an atom's edge the answer is one of two values, and no mean of sixteen.
    private func figure(
        ofAtom whole: Histogram.Quantile, at probability: Double, parts: [Distribution]
    ) -> Figure {
        let values = parts.map { $0.moments.count == 0 ? .nan : $0.quantile(at: $0.place(at: probability)).value }
        let isTorn = values.contains { $0 != whole.value }
        // What lies within a step of the rank may be the quantile as well.
        let (low, high) = ends(probability, least)
        return Figure(
            value: whole.value, replicates: values, weights: weights,
            resolution: isTorn ? values.map { abs($0 - whole.value) }.max() ?? 0 : (high.value - low.value) / 2
        ).marked(ifRough: isTorn)
    }
}
