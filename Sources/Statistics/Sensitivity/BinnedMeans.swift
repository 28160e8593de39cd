/// The means of one output over the bins of one input, replicates side by side.
///
/// The first-order index is the variance of E(output | input) over that of the output (the correlation ratio; A. Saltelli and
/// S. Tarantola, doi:10.1198/016214502388618447). Means over bins have an error of their own, so the sum of their squares is too
/// large; how much depends on how evenly the sampler spreads the points of a bin along the other inputs, which nobody knows. Means
/// of the same bin in different replicates are independent under any sampler: the mean of their products has no such bias. What
/// varies within a bin is lost, and is put back as far as the bins beside it tell: as a line, and as a jump where there is one.
struct BinnedMeans {
    /// Of each bin, in the lanes that the replicates have in `spread`; 0 in others.
    private let means: [Replicates]
    private let bins: FactorBins
    private let spread: OutputSpread

    private var count: Double { Double(spread.replicates.count) }

    /// - Parameter row: the means of a replicate. A bin without draws takes the mean of its neighbour toward the middle.
    init(bins: FactorBins, spread: OutputSpread, row: (OutputSpread.Replicate) -> ArraySlice<Double>) {
        var means = Array(repeating: Replicates.zero, count: bins.widths.count)
        for (lane, replicate) in spread.replicates.enumerated() {
            for (bin, mean) in row(replicate).enumerated() { means[bin].lanes[lane] = mean }
        }
        self.means = Self.filled(means)
        self.bins = bins
        self.spread = spread
    }

    private static func filled(_ means: [Replicates]) -> [Replicates] {
        guard means.contains(where: \.hasNaN) else { return means }
        var filled = means
        let fill = { (bin: Int, other: Int) in filled[bin].replaceNaN(by: filled[other]) }
        for bin in (0..<means.count / 2).reversed() { fill(bin, bin + 1) }
        for bin in 1..<means.count { fill(bin, bin - 1) }
        return filled
    }

    // MARK: The index

    /// The index; its error counts in half of what was put back.
    var firstOrder: Figure? {
        let (before, after) = (rises(bins.riseBefore), rises(bins.riseAfter))
        var restored = products(before, after, weights: bins.lineWeights)
        let weights = jumpWeights(before, after)
        if !weights.isEmpty { restored += products(bends(before, by: -1), bends(after, by: 1), weights: weights) }
        var center = Replicates.zero
        for (lane, replicate) in spread.replicates.enumerated() { center.lanes[lane] = replicate.mean }
        let deviations = means.map { $0 - center }
        var explained = products(deviations, deviations, weights: bins.widths)
        explained += restored
        return Jackknife.figure(count: spread.replicates.count, plus: restored.whole / spread.variance / 2) { left in
            explained.mean(without: left) / spread.variance(without: left)
        }
    }

    /// From the bin before to each one, or from it to the one after; at an end of neighbours both are the one that there is.
    private func rises(_ between: (from: [Int], to: [Int])) -> [Replicates] {
        bins.widths.indices.map { means[between.to[$0]] - means[between.from[$0]] }
    }

    /// How much each rise is more than the one `step` bins on.
    private func bends(_ rises: [Replicates], by step: Int) -> [Replicates] {
        rises.indices.map { bins.isInner[$0] ? rises[$0] - rises[$0 + step] : rises[$0] }
    }

    /// For each bin how much a jump in it counts, which the bins beside it show: where the mean rises by (1 - f) J to it and by f J from it, and
    /// hardly on either side of that, a jump J after the part f of its draws has the variance f (1 - f) J^2 within it, of which the
    /// line has a twelfth. Empty where there is none: by a ten-thousandth of the output's variance, and four standard errors of both.
    private func jumpWeights(_ before: [Replicates], _ after: [Replicates]) -> [Double] {
        var weights: [Double] = []
        for bin in bins.widths.indices where bins.isInner[bin] {
            let bends = (before[bin] - before[bin - 1], after[bin] - after[bin + 1])
            let sums = (bends.0.sum, bends.1.sum)
            let hidden = bins.widths[bin] * sums.0 * sums.1 / count / count
            guard hidden > 1e-4 * spread.variance else { continue }
            // The mean's square over that of its standard error.
            let isSure = { (sum: Double, numbers: Replicates) in
                sum * sum / count * (count - 1) > 16 * ((numbers * numbers).sum - sum * sum / count)
            }
            guard isSure(sums.0, bends.0), isSure(sums.1, bends.1) else { continue }
            if weights.isEmpty { weights = Array(repeating: 0, count: bins.widths.count) }
            weights[bin] = bins.widths[bin] * 11 / 12
        }
        return weights
    }

    /// Over all bins, the mean of products of one in a replicate and the other in another one.
    private func products(_ one: [Replicates], _ other: [Replicates], weights: [Double]) -> PairProducts {
        var sums = PairProducts(whole: 0, without: .zero)
        for bin in weights.indices {
            let (a, b, weight) = (one[bin], other[bin], weights[bin])
            let same = a * b
            let (first, second, both) = (a.sum, b.sum, same.sum)
            sums.whole += weight * (first * second - both)
            sums.without.lanes += weight * ((first - a.lanes) * (second - b.lanes) - (both - same.lanes))
        }
        sums.whole /= count * (count - 1)
        sums.without.lanes /= (count - 1) * (count - 2)
        return sums
    }

    /// A mean over pairs of replicates.
    private struct PairProducts {
        var whole: Double
        /// Without each replicate in turn.
        var without: Replicates

        func mean(without left: Int?) -> Double { left.map { without.lanes[$0] } ?? whole }

        static func += (sum: inout PairProducts, other: PairProducts) {
            sum.whole += other.whole
            sum.without.lanes += other.without.lanes
        }
    }

    // MARK: Parts of the input's draws

    /// The output's mean over a part of the input's draws.
    func mean(over window: BinWindow) -> Figure? {
        let mean = window.mean(means)
        return Jackknife.figure(meanOf: spread.replicates.indices.map { mean.lanes[$0] })
    }

    /// The output's mean where the input is low, and where it is high.
    var ends: (low: Figure?, high: Figure?) { (mean(over: bins.low), mean(over: bins.high)) }

    /// Over equal parts of the input's draws, or its atoms where they are fewer.
    /// - Parameter areEndsRough: whether the errors of the first and the last are, where the largest draws are.
    func curve(areEndsRough: Bool) -> [SensitivityPoint] {
        bins.curve.compactMap { window in
            let isEnd = window.quantiles.lowerBound == 0 || window.quantiles.upperBound == 1
            return mean(over: window).map {
                SensitivityPoint(quantiles: window.quantiles, mean: $0.marked(ifRough: areEndsRough && isEnd))
            }
        }
    }
}

/// A number of each replicate. A type of its own, since to make an array of the generic vector has the runtime look up what that conforms
/// to, 0.15 ms.
private struct Replicates {
    var lanes: SIMD16<Double>

    static let zero = Replicates(lanes: .zero)

    /// By halves: one addition after the other, as the library adds up, waits for each.
    var sum: Double {
        let eight = lanes.lowHalf + lanes.highHalf
        let four = eight.lowHalf + eight.highHalf
        let two = four.lowHalf + four.highHalf
        return two.x + two.y
    }
    var hasNaN: Bool { any(lanes .!= lanes) }

    mutating func replaceNaN(by other: Replicates) {
        lanes.replace(with: other.lanes, where: lanes .!= lanes)
    }

    static func - (left: Replicates, right: Replicates) -> Replicates { Replicates(lanes: left.lanes - right.lanes) }
    static func * (left: Replicates, right: Replicates) -> Replicates { Replicates(lanes: left.lanes * right.lanes) }
}

/// A part of an input's draws, as bins: those in part within it count in part.
struct BinWindow {
    let quantiles: ClosedRange<Double>
    private let bins: [(bin: Int, width: Double)]
    private let total: Double

    init(_ quantiles: ClosedRange<Double>, edges: [Double]) {
        self.quantiles = quantiles
        bins = (0..<edges.count - 1).compactMap { bin in
            let low = max(edges[bin], quantiles.lowerBound)
            let high = min(edges[bin + 1], quantiles.upperBound)
            return high > low ? (bin, high - low) : nil
        }
        total = bins.reduce(0) { $0 + $1.width }
    }

    /// The mean over it, from the means over bins.
    fileprivate func mean(_ means: [Replicates]) -> Replicates {
        var sum = Replicates.zero
        for (bin, width) in bins { sum.lanes += width * means[bin].lanes }
        sum.lanes /= total
        return sum
    }
}
