/// The means of one output over the bins of one input, a row a replicate.
///
/// The first-order index is the variance of E(output | input) over that of the output (the correlation ratio; A. Saltelli and
/// S. Tarantola, doi:10.1198/016214502388618447). Means over bins have an error of their own, so the sum of their squares is too
/// large; how much depends on how evenly the sampler spreads the points of a bin along the other inputs, which nobody knows. Means
/// of the same bin in different replicates are independent under any sampler: the mean of their products has no such bias. What
/// varies within a bin is lost, which is put back as the variance of the line through the means on both sides of it.
struct BinnedMeans {
    private let means: [[Double]]
    private let edges: [Double]
    private let isGraded: Bool
    private let spread: OutputSpread

    /// The most points of a curve.
    private static let points = 16

    /// A bin without draws takes the mean of its neighbour toward the middle.
    init(means: [[Double]], edges: [Double], isGraded: Bool, spread: OutputSpread) {
        self.means = means.map(Self.filled)
        self.edges = edges
        self.isGraded = isGraded
        self.spread = spread
    }

    private static func filled(_ means: [Double]) -> [Double] {
        var means = means
        let middle = means.count / 2
        for bin in (0..<middle).reversed() where means[bin].isNaN { means[bin] = means[bin + 1] }
        for bin in means.indices.dropFirst() where means[bin].isNaN { means[bin] = means[bin - 1] }
        return means
    }

    // MARK: The index

    /// The index; its error counts in half of what was put back.
    var firstOrder: Figure? {
        let rows = zip(means, spread.replicates).map { means, replicate in means.map { $0 - replicate.mean } }
        let between = squares(of: rows)
        let within = isGraded ? squares(of: rows.map(Self.spreadsWithinBins)) : []
        let restored = within.last.map { $0 / spread.variance } ?? 0
        return Jackknife.figure(count: rows.count, plus: restored / 2) { left in
            let position = left ?? rows.count
            let sum = between[position] + (within.isEmpty ? 0 : within[position])
            return sum / spread.variance(without: left)
        }
    }

    /// Over all bins, the mean of products of different rows without each row in turn, and last with all of them.
    private func squares(of rows: [[Double]]) -> [Double] {
        var result = Array(repeating: 0.0, count: rows.count + 1)
        let count = Double(rows.count)
        for bin in 0..<edges.count - 1 {
            let weight = edges[bin + 1] - edges[bin]
            var (sum, square) = (0.0, 0.0)
            for row in rows {
                sum += row[bin]
                square += row[bin] * row[bin]
            }
            for (position, row) in rows.enumerated() {
                let (rest, restSquare) = (sum - row[bin], square - row[bin] * row[bin])
                result[position] += weight * (rest * rest - restSquare) / ((count - 1) * (count - 2))
            }
            result[rows.count] += weight * (sum * sum - square) / (count * (count - 1))
        }
        return result
    }

    /// The standard deviation within each bin of a line through the means of its neighbours, or at either end of an exponential
    /// tail: for bins of equal width their difference over the root of 48 (within 2% also where each is twice as wide as the
    /// last), at the ends that to the one neighbour over 2 log 2.
    private static func spreadsWithinBins(_ means: [Double]) -> [Double] {
        let last = means.count - 1
        return means.indices.map { bin in
            switch bin {
            case 0: (means[1] - means[0]) / 1.3862943611198906
            case last: (means[last] - means[last - 1]) / 1.3862943611198906
            default: (means[bin + 1] - means[bin - 1]) / 6.928203230275509
            }
        }
    }

    // MARK: The curve

    /// The output's mean over a part of the input's draws: bins in part within it count in part.
    func mean(over quantiles: ClosedRange<Double>) -> Figure? {
        let values = means.map { means in
            var (sum, total) = (0.0, 0.0)
            for bin in means.indices {
                let low = max(edges[bin], quantiles.lowerBound)
                let high = min(edges[bin + 1], quantiles.upperBound)
                guard high > low else { continue }
                sum += (high - low) * means[bin]
                total += high - low
            }
            return sum / total
        }
        return Jackknife.figure(count: values.count) { Jackknife.mean(values, without: $0) }
    }

    /// Over sixteenths of the input's draws, or its atoms where they are fewer.
    var curve: [SensitivityPoint] {
        let steps =
            isGraded || edges.count > Self.points + 1
            ? (0...Self.points).map { Double($0) / Double(Self.points) } : edges
        return zip(steps, steps.dropFirst()).compactMap { low, high in
            mean(over: low...high).map { SensitivityPoint(quantiles: low...high, mean: $0) }
        }
    }
}
