import CKernels

/// Gathers the draws of one replicate into a part of a sensitivity analysis: moments of the outputs, and their means over the
/// bins of each factor; used again for the next part.
///
/// Draws come a leaf at a time, since ranks are of the values of a leaf; sums are made in the order of draws, four outputs
/// together. Memory: that of the part three times over, and of a leaf's rows; nothing grows with the draws.
public final class SensitivityAccumulator {
    private let shape: SensitivityShape
    private var moments: [Moments]
    /// For each output the sum of t^3 - t over ties, and of n^3 - n, over leaves.
    private var ties: [(tied: Double, all: Double)]
    /// For every four outputs, for each factor, of each bin ``lanes`` numbers.
    private var sums: [Double]
    private var rows: [Double]
    private var ranks: [Double]

    /// Numbers of one bin.
    private static let lanes = Int(SUANLI_BIN_LANES)
    /// Outputs summed together.
    private static let tile = Int(SUANLI_BIN_OUTPUTS)
    private static let leaf = Int(DrawLayout.drawsPerLeaf)

    /// Of no draws.
    public init(shape: SensitivityShape) {
        self.shape = shape
        moments = Array(repeating: Moments(), count: shape.outputs)
        ties = Array(repeating: (0, 0), count: shape.outputs)
        let tiles = (shape.outputs + Self.tile - 1) / Self.tile
        let bins = shape.bins.reduce(0) { $0 + $1.count }
        sums = Array(repeating: 0, count: tiles * bins * Self.lanes)
        rows = Array(repeating: 0, count: Self.leaf * Self.lanes)
        ranks = Array(repeating: 0, count: Self.leaf)
    }

    /// Adds the draws of one leaf.
    /// - Parameters:
    ///   - column: gives the values of an output.
    ///   - bins: gives the bins of a factor's draws; asked once for every four outputs.
    ///   - count: how many draws, at most 4,096.
    public func addLeaf(
        column: (Int) -> UnsafePointer<Double>, bins: (Int) -> UnsafePointer<UInt16>, count: Int
    ) {
        precondition((0...Self.leaf).contains(count), "a leaf has at most \(Self.leaf) draws")
        var offset = 0
        for first in stride(from: 0, to: shape.outputs, by: Self.tile) {
            fillRows(outputs: first..<min(first + Self.tile, shape.outputs), column: column, count: count)
            for (factor, factorBins) in shape.bins.enumerated() {
                sums.withUnsafeMutableBufferPointer { sums in
                    guard let base = sums.baseAddress else { return }
                    suanli_add_to_bins(bins(factor), rows, count, base + offset)
                }
                offset += factorBins.count * Self.lanes
            }
        }
    }

    /// Of each draw the values of some outputs, their ranks about the middle over n^2 - 1 / n, and whether they are finite.
    private func fillRows(outputs: Range<Int>, column: (Int) -> UnsafePointer<Double>, count: Int) {
        for (lane, output) in outputs.enumerated() {
            let values = column(output)
            moments[output].merge(Moments(column: values, weights: nil, length: count))
            var tied = 0.0
            let finite = Double(suanli_mid_ranks(values, count, &ranks, &tied))
            ties[output].tied += tied
            ties[output].all += finite * finite * finite - finite
            let middle = (finite + 1) / 2
            let scale = finite > 1 ? finite / (finite * finite - 1) : 0
            for draw in 0..<count {
                let isFinite = values[draw].isFinite
                let row = draw * Self.lanes + lane
                rows[row] = isFinite ? values[draw] : 0
                rows[row + Self.tile] = isFinite ? (ranks[draw] - middle) * scale : 0
                rows[row + 2 * Self.tile] = isFinite ? 1 : 0
            }
        }
    }

    /// The part of all draws since the last call; empties the accumulator.
    public func finish() -> SensitivityPart {
        defer {
            moments = Array(repeating: Moments(), count: shape.outputs)
            ties = Array(repeating: (0, 0), count: shape.outputs)
            for index in sums.indices { sums[index] = 0 }
        }
        var values: [Double] = []
        values.reserveCapacity(shape.valueCount(ofPart: 0))
        let bins = shape.bins.reduce(0) { $0 + $1.count }
        for output in 0..<shape.outputs {
            let finite = Double(moments[output].count)
            values.append(finite)
            values.append(finite > 0 ? moments[output].mean : .nan)
            values.append(moments[output].squares / finite)
            values.append(1 - ties[output].tied / ties[output].all)
            var start = output / Self.tile * bins * Self.lanes + output % Self.tile
            for factorBins in shape.bins {
                append(factorBins, from: start, finite: finite, to: &values)
                start += factorBins.count * Self.lanes
            }
        }
        return SensitivityPart(values: values)
    }

    /// The covariance of an output's ranks with the middles of a factor's bins, then its means over them.
    private func append(_ bins: SensitivityBins, from start: Int, finite: Double, to values: inout [Double]) {
        let edges = bins.edges
        var covariance = 0.0
        var means: [Double] = []
        means.reserveCapacity(bins.count)
        for bin in 0..<bins.count {
            let place = start + bin * Self.lanes
            covariance += (edges[bin] + edges[bin + 1]) / 2 * sums[place + Self.tile]
            means.append(sums[place] / sums[place + 2 * Self.tile])
        }
        values.append(covariance / finite)
        values += means
    }
}
