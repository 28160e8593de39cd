import CKernels

/// Gathers the draws of one replicate into a part of a sensitivity analysis: moments of the outputs, and their means over the
/// bins of each factor; used again for the next part.
///
/// Draws come a leaf at a time, since ranks are of the values of a leaf; sums are made in the order of draws, four outputs
/// together. Memory: twice that of the part for every four outputs, the part, and a leaf's rows; nothing grows with the draws.
public final class SensitivityAccumulator {
    private let shape: SensitivityShape
    private let arePointsNested: Bool
    private let factors: [FactorMiddles]
    /// The first bin of each factor among those of all.
    private let firstBins: [UInt32]
    private var moments: [Moments]
    /// For each output the sum of t^3 - t over ties, and of n^3 - n, over leaves.
    private var ties: [(tied: Double, all: Double)]
    /// For every four outputs, for each factor, of each bin ``lanes`` numbers.
    private let sums: DoubleColumns
    private let sumCount: Int
    /// For each factor how many draws are in each bin.
    private var counts: [UInt32]
    private let rows = DoubleColumns(count: leaf * lanes)
    /// Of four outputs.
    private let ranks: UnsafeMutableBufferPointer<UInt16>

    /// Numbers of one bin.
    private static let lanes = Int(SUANLI_BIN_LANES)
    /// Outputs summed together.
    private static let tile = Int(SUANLI_BIN_OUTPUTS)
    private static let leaf = Int(DrawLayout.drawsPerLeaf)

    /// Of no draws.
    /// - Parameter arePointsNested: whether the draws are spread evenly along each input.
    public init(shape: SensitivityShape, arePointsNested: Bool) {
        self.shape = shape
        self.arePointsNested = arePointsNested
        factors = shape.bins.map(FactorMiddles.init)
        moments = Array(repeating: Moments(), count: shape.outputs)
        ties = Array(repeating: (0, 0), count: shape.outputs)
        let tiles = (shape.outputs + Self.tile - 1) / Self.tile
        var bins = 0
        firstBins = shape.bins.map { factor in
            defer { bins += factor.count }
            return UInt32(bins)
        }
        sumCount = tiles * bins * Self.lanes
        sums = DoubleColumns(count: sumCount)
        counts = Array(repeating: 0, count: bins)
        ranks = .allocate(capacity: Self.tile * Self.leaf)
        ranks.initialize(repeating: 0)
    }

    deinit {
        ranks.deallocate()
    }

    /// Adds the draws of one leaf.
    /// - Parameters:
    ///   - column: gives the values of an output.
    ///   - bins: gives the bins of a factor's draws.
    ///   - count: how many draws, at most 4,096.
    public func addLeaf(
        column: (Int) -> UnsafePointer<Double>, bins: (Int) -> UnsafePointer<UInt16>, count: Int
    ) {
        precondition((0...Self.leaf).contains(count), "a leaf has at most \(Self.leaf) draws")
        let bins: [UnsafePointer<UInt16>?] = shape.bins.indices.map { bins($0) }
        counts.withUnsafeMutableBufferPointer { counts in
            guard let base = counts.baseAddress else { return }
            for (factor, first) in firstBins.enumerated() { suanli_count_bins(bins[factor], count, base + Int(first)) }
        }
        for first in stride(from: 0, to: shape.outputs, by: Self.tile) {
            fillRows(outputs: first..<min(first + Self.tile, shape.outputs), column: column, count: count)
            let tile = sums.base + first / Self.tile * counts.count * Self.lanes
            suanli_add_to_bins(bins, firstBins, bins.count, rows.base, count, tile)
        }
    }

    /// Of each draw the values of some outputs, and their ranks about the middle as parts of all.
    private func fillRows(outputs: Range<Int>, column: (Int) -> UnsafePointer<Double>, count: Int) {
        guard let base = ranks.baseAddress else { return }
        let all = Double(count)
        for (lane, output) in outputs.enumerated() {
            let leaf = Moments(column: column(output), weights: nil, length: count)
            moments[output].merge(leaf)
            // What is not finite has no rank, and what is said about the output would not be used.
            if leaf.count == UInt64(count) {
                ties[output].tied += suanli_mid_ranks(column(output), count, base + lane * Self.leaf)
            }
            ties[output].all += all * all * all - all
        }
        // Where outputs are fewer than four, the last one fills the others' lanes, which nobody reads.
        let lanes = (0..<Self.tile).map { min($0, outputs.count - 1) }
        suanli_bin_rows(
            lanes.map { column(outputs.lowerBound + $0) }, lanes.map { UnsafePointer(base + $0 * Self.leaf) }, count,
            rankScale(of: all), rows.base)
    }

    /// What makes a rank the share of the distribution below: where n draws are spread evenly, it rises by n / (n^2 - 1) a rank, as it does
    /// between their middles; where they are independent, the expectation of a draw's rank rises by n - 1 along the distribution.
    private func rankScale(of count: Double) -> Double {
        guard count > 1 else { return 0 }
        return arePointsNested ? count / (count * count - 1) : 1 / (count - 1)
    }

    /// The part of all draws since the last call; empties the accumulator. Of an output that was not finite in each of them there
    /// are moments alone.
    public func finish() -> SensitivityPart {
        defer {
            moments = Array(repeating: Moments(), count: shape.outputs)
            ties = Array(repeating: (0, 0), count: shape.outputs)
            sums.base.update(repeating: 0, count: sumCount)
            for index in counts.indices { counts[index] = 0 }
        }
        var values: [Double] = []
        values.reserveCapacity(shape.valueCount(ofPart: 0))
        let draws = counts.prefix(shape.bins.first?.count ?? 0).reduce(0) { $0 + Double($1) }
        for output in 0..<shape.outputs {
            let finite = Double(moments[output].count)
            values.append(finite)
            values.append(finite > 0 ? moments[output].mean : .nan)
            values.append(moments[output].squares / finite)
            let isWhole = finite == draws
            values.append(isWhole ? 1 - ties[output].tied / ties[output].all : .nan)
            let start = output / Self.tile * counts.count * Self.lanes + output % Self.tile
            if isWhole {
                appendBins(from: start, draws: draws, to: &values)
            } else {
                values += repeatElement(.nan, count: shape.valuesPerOutput - SensitivityShape.headCount)
            }
        }
        return SensitivityPart(values: values)
    }

    /// Of each factor the covariance of an output's ranks with the input's uniform, then the output's means over the bins.
    private func appendBins(from start: Int, draws: Double, to values: inout [Double]) {
        counts.withUnsafeBufferPointer { counts in
            var first = 0
            for factor in factors {
                let bins = first..<first + factor.count
                factor.append(
                    sums: sums.base + start + bins.lowerBound * Self.lanes, counts: counts[bins], draws: draws,
                    to: &values)
                first = bins.upperBound
            }
        }
    }
}

/// What an accumulator has to know of a factor's bins.
private struct FactorMiddles {
    private let layout: BinLayout
    /// What ranks have in common with where in a bin its draws lie, each draw, over their rise from the bin before it to the one after: as if
    /// they rose along the bin as they do there. None of atoms.
    private let slopeWeights: [Double]

    var count: Int { layout.widths.count }

    init(_ bins: SensitivityBins) {
        let layout = BinLayout(bins)
        self.layout = layout
        slopeWeights = layout.widths.indices.map { bin in
            let (low, high) = (layout.before[bin], layout.after[bin])
            let width = layout.widths[bin]
            return low < high ? width * width / 12 / (layout.middles[high] - layout.middles[low]) : 0
        }
    }

    /// Appends what a part has of an output and this factor.
    /// - Parameter sums: from the output's in the first bin on.
    func append(
        sums: UnsafePointer<Double>, counts: Slice<UnsafeBufferPointer<UInt32>>, draws: Double,
        to values: inout [Double]
    ) {
        let (lanes, tile) = (Int(SUANLI_BIN_LANES), Int(SUANLI_BIN_OUTPUTS))
        let place = values.count
        values.append(0)
        var covariance = 0.0
        let meanRanks = [Double](unsafeUninitializedCapacity: layout.middles.count) { ranks, count in
            for (bin, middle) in layout.middles.enumerated() {
                let sum = bin * lanes
                let drawn = Double(counts[counts.startIndex + bin])
                covariance += middle * sums[sum + tile]
                values.append(sums[sum] / drawn)
                ranks[bin] = sums[sum + tile] / drawn
            }
            count = layout.middles.count
        }
        for (bin, weight) in slopeWeights.enumerated() {
            let rise = meanRanks[layout.after[bin]] - meanRanks[layout.before[bin]]
            // Beside an empty bin nothing is known.
            if !rise.isNaN { covariance += rise * weight * Double(counts[counts.startIndex + bin]) }
        }
        values[place] = covariance / draws
    }
}
