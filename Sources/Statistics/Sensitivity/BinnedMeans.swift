/// The means of one output over the bins of one input, a row a replicate.
///
/// The first-order index is the variance of E(output | input) over that of the output (the correlation ratio; A. Saltelli and
/// S. Tarantola, doi:10.1198/016214502388618447). Means over bins have an error of their own, so the sum of their squares is too
/// large; how much depends on how evenly the sampler spreads the points of a bin along the other inputs, which nobody knows. Means
/// of the same bin in different replicates are independent under any sampler: the mean of their products has no such bias. What
/// varies within a bin is lost, and is put back as far as the bins beside it tell: as a line, and as a jump where there is one.
struct BinnedMeans {
    /// Row after row.
    private let means: [Double]
    private let bins: FactorBins
    private let spread: OutputSpread

    private var rows: Int { spread.replicates.count }
    private var width: Int { bins.widths.count }

    /// - Parameter row: the means of a replicate. A bin without draws takes the mean of its neighbour toward the middle.
    init(bins: FactorBins, spread: OutputSpread, row: (OutputSpread.Replicate) -> ArraySlice<Double>) {
        var means: [Double] = []
        means.reserveCapacity(spread.replicates.count * bins.widths.count)
        for replicate in spread.replicates { Self.append(row(replicate), to: &means) }
        self.means = means
        self.bins = bins
        self.spread = spread
    }

    private static func append(_ row: ArraySlice<Double>, to means: inout [Double]) {
        let start = means.count
        means += row
        guard row.contains(where: \.isNaN) else { return }
        for bin in (start..<start + row.count / 2).reversed() where means[bin].isNaN { means[bin] = means[bin + 1] }
        for bin in start + 1..<means.count where means[bin].isNaN { means[bin] = means[bin - 1] }
    }

    // MARK: The index

    /// The index; its error counts in half of what was put back.
    var firstOrder: Figure? {
        let centered = zip(stride(from: 0, to: means.count, by: width), spread.replicates).flatMap { row, replicate in
            means[row..<row + width].map { $0 - replicate.mean }
        }
        let rises = rises
        let weights = jumpWeights(rises)
        var explained = products(centered, centered, weights: bins.widths)
        let line = products(rises.before, rises.after, weights: bins.lineWeights)
        var restored = line[rows]
        for position in explained.indices { explained[position] += line[position] }
        if !weights.isEmpty {
            let jumps = products(bends(rises.before, by: -1), bends(rises.after, by: 1), weights: weights)
            restored += jumps[rows]
            for position in explained.indices { explained[position] += jumps[position] }
        }
        return Jackknife.figure(count: rows, plus: restored / spread.variance / 2) { left in
            explained[left ?? rows] / spread.variance(without: left)
        }
    }

    /// From the bin before to each one, and from it to the one after; at an end of neighbours both are the one that there is.
    private var rises: (before: [Double], after: [Double]) {
        (
            rises(from: bins.riseBefore.from, to: bins.riseBefore.to),
            rises(from: bins.riseAfter.from, to: bins.riseAfter.to)
        )
    }

    private func rises(from: [Int], to: [Int]) -> [Double] {
        means.withUnsafeBufferPointer { means in
            [Double](unsafeUninitializedCapacity: means.count) { rises, count in
                for row in stride(from: 0, to: means.count, by: width) {
                    for (bin, (from, to)) in zip(from, to).enumerated() {
                        rises[row + bin] = means[row + to] - means[row + from]
                    }
                }
                count = means.count
            }
        }
    }

    /// How much each rise is more than the one `step` bins on.
    private func bends(_ rises: [Double], by step: Int) -> [Double] {
        var result = rises
        for row in stride(from: 0, to: means.count, by: width) {
            for bin in 0..<width where bins.isInner[bin] { result[row + bin] -= rises[row + bin + step] }
        }
        return result
    }

    /// For each bin how much a jump in it counts, which the bins beside it show: where the mean rises by (1 - f) J to it and by f J from it, and
    /// hardly on either side of that, a jump J after the part f of its draws has the variance f (1 - f) J^2 within it, of which the
    /// line has a twelfth. Empty where there is none: by a ten-thousandth of the output's variance, and four standard errors of both.
    private func jumpWeights(_ rises: (before: [Double], after: [Double])) -> [Double] {
        var weights: [Double] = []
        let count = Double(rows)
        for bin in 0..<width where bins.isInner[bin] {
            var (sums, squares) = ((0.0, 0.0), (0.0, 0.0))
            for place in stride(from: bin, to: means.count, by: width) {
                let bend = (rises.before[place] - rises.before[place - 1], rises.after[place] - rises.after[place + 1])
                sums = (sums.0 + bend.0, sums.1 + bend.1)
                squares = (squares.0 + bend.0 * bend.0, squares.1 + bend.1 * bend.1)
            }
            let hidden = bins.widths[bin] * sums.0 * sums.1 / count / count
            guard hidden > 1e-4 * spread.variance else { continue }
            // The mean's square over that of its standard error.
            let isSure = { (sum: Double, square: Double) in
                sum * sum / count * (count - 1) > 16 * (square - sum * sum / count)
            }
            guard isSure(sums.0, squares.0), isSure(sums.1, squares.1) else { continue }
            if weights.isEmpty { weights = Array(repeating: 0, count: width) }
            weights[bin] = bins.widths[bin] * 11 / 12
        }
        return weights
    }

    /// Over all bins, the mean of products of a row of one and another row of the other, without each row in turn, and last with all
    /// of them.
    private func products(_ one: [Double], _ other: [Double], weights: [Double]) -> [Double] {
        let count = Double(rows)
        var first = Array(repeating: 0.0, count: width)
        var (second, same) = (first, first)
        for row in 0..<rows {
            for bin in 0..<width {
                let (a, b) = (one[row * width + bin], other[row * width + bin])
                first[bin] += a
                second[bin] += b
                same[bin] += a * b
            }
        }
        var result = (0..<rows).map { row in
            var sum = 0.0
            for bin in 0..<width {
                let (a, b) = (one[row * width + bin], other[row * width + bin])
                sum += weights[bin] * ((first[bin] - a) * (second[bin] - b) - (same[bin] - a * b))
            }
            return sum / ((count - 1) * (count - 2))
        }
        var all = 0.0
        for bin in 0..<width { all += weights[bin] * (first[bin] * second[bin] - same[bin]) }
        result.append(all / (count * (count - 1)))
        return result
    }

    // MARK: Parts of the input's draws

    /// The output's mean over a part of the input's draws.
    func mean(over window: BinWindow) -> Figure? {
        Jackknife.figure(meanOf: (0..<rows).map { window.mean(means[$0 * width..<($0 + 1) * width]) })
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
    func mean(_ means: ArraySlice<Double>) -> Double {
        bins.reduce(0) { $0 + $1.width * means[means.startIndex + $1.bin] } / total
    }
}
