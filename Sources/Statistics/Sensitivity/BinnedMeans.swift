/// The means of one output over the bins of one input, a row a replicate.
///
/// The first-order index is the variance of E(output | input) over that of the output (the correlation ratio; A. Saltelli and
/// S. Tarantola, doi:10.1198/016214502388618447). Means over bins have an error of their own, so the sum of their squares is too
/// large; how much depends on how evenly the sampler spreads the points of a bin along the other inputs, which nobody knows. Means
/// of the same bin in different replicates are independent under any sampler: the mean of their products has no such bias. What
/// varies within a bin is lost, which is put back as the variance of the line through the means on both sides of it.
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
        var centered = means
        for (row, replicate) in spread.replicates.enumerated() {
            for place in row * width..<(row + 1) * width { centered[place] -= replicate.mean }
        }
        let between = squares(of: centered)
        let within = bins.isGraded ? squares(of: spreadsWithinBins) : []
        let restored = within.last.map { $0 / spread.variance } ?? 0
        return Jackknife.figure(count: rows, plus: restored / 2) { left in
            let position = left ?? rows
            let sum = between[position] + (within.isEmpty ? 0 : within[position])
            return sum / spread.variance(without: left)
        }
    }

    /// Over all bins, the mean of products of different rows without each row in turn, and last with all of them.
    private func squares(of values: [Double]) -> [Double] {
        let count = Double(rows)
        var sums = Array(repeating: 0.0, count: width)
        var squares = sums
        for row in 0..<rows {
            for bin in 0..<width {
                let value = values[row * width + bin]
                sums[bin] += value
                squares[bin] += value * value
            }
        }
        // Of pairs a and b: 2 ab = (a + b)^2 - a^2 - b^2.
        var result = (0..<rows).map { row in
            var sum = 0.0
            for bin in 0..<width {
                let value = values[row * width + bin]
                let (rest, restSquare) = (sums[bin] - value, squares[bin] - value * value)
                sum += bins.widths[bin] * (rest * rest - restSquare)
            }
            return sum / ((count - 1) * (count - 2))
        }
        var all = 0.0
        for bin in 0..<width { all += bins.widths[bin] * (sums[bin] * sums[bin] - squares[bin]) }
        result.append(all / (count * (count - 1)))
        return result
    }

    /// The standard deviation within each bin of a line through the means of its neighbours, or at either end of an exponential
    /// tail: for bins of equal width their difference over the root of 48 (within 2% also where each is twice as wide as the
    /// last), at the ends that to the one neighbour over 2 log 2.
    private var spreadsWithinBins: [Double] {
        let last = width - 1
        var result = means
        for row in stride(from: 0, to: means.count, by: width) {
            result[row] = (means[row + 1] - means[row]) / 1.3862943611198906
            for bin in row + 1..<row + last { result[bin] = (means[bin + 1] - means[bin - 1]) / 6.928203230275509 }
            result[row + last] = (means[row + last] - means[row + last - 1]) / 1.3862943611198906
        }
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
    var curve: [SensitivityPoint] {
        bins.curve.compactMap { window in
            mean(over: window).map { SensitivityPoint(quantiles: window.quantiles, mean: $0) }
        }
    }
}

/// The bins of a factor, and which of them the parts of its draws are that figures are about.
struct FactorBins {
    let widths: [Double]
    let isGraded: Bool
    let varianceOfMiddles: Double
    let low: BinWindow
    let high: BinWindow
    let curve: [BinWindow]

    init(_ bins: SensitivityBins) {
        let edges = bins.edges
        let points = SensitivityEstimate.curvePoints
        isGraded = bins.isGraded
        let steps =
            isGraded || edges.count > points + 1 ? (0...points).map { Double($0) / Double(points) } : edges
        varianceOfMiddles = zip(edges, edges.dropFirst()).reduce(0) { sum, bin in
            let middle = (bin.0 + bin.1) / 2 - 0.5
            return sum + (bin.1 - bin.0) * middle * middle
        }
        widths = zip(edges, edges.dropFirst()).map { $1 - $0 }
        low = BinWindow(SensitivityEstimate.lowQuantiles, edges: edges)
        high = BinWindow(SensitivityEstimate.highQuantiles, edges: edges)
        curve = zip(steps, steps.dropFirst()).map { BinWindow($0...$1, edges: edges) }
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
