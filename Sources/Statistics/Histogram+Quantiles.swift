import CKernels

extension Histogram {
    /// A stretch of the distribution: an atom, or draws spread evenly between two numbers.
    struct Stretch {
        let low: Double
        let high: Double
        let count: UInt64

        var isAtom: Bool { low == high && count > 1 }
    }

    /// The occupied stretches in ascending order, within the range of `moments`.
    func stretches(within moments: Moments) -> [Stretch] {
        let zeroKey = UInt32(suanli_histogram_key(0) >> UInt64(shift))
        var result: [Stretch] = []
        result.reserveCapacity(buckets.count + 1)
        var hasZeros = zeros > 0
        let zero = Stretch(low: 0, high: 0, count: zeros)
        for bucket in buckets {
            if hasZeros && bucket.key >= zeroKey {
                result.append(zero)
                hasZeros = false
            }
            if bucket.only != 0 {
                let value = Double(bitPattern: bucket.only)
                result.append(Stretch(low: value, high: value, count: bucket.count))
            } else {
                result += stretches(ofMixed: bucket, within: moments)
            }
        }
        if hasZeros { result.append(zero) }
        return result
    }

    /// The stretches of a bucket that has seen several values. Draws at the minimum and at the maximum, where many share it,
    /// are atoms of their own: a cap's neighbours below it do not blur it.
    private func stretches(ofMixed bucket: Bucket, within moments: Moments) -> [Stretch] {
        let (low, high) = bounds(of: bucket)
        // The counts of a summary from elsewhere may not fit each other, so none exceeds what is left of the bucket.
        let atLow = low <= moments.minimum && moments.atMinimum > 1 ? min(moments.atMinimum, bucket.count) : 0
        let atHigh =
            moments.maximum < high && moments.atMaximum > 1 ? min(moments.atMaximum, bucket.count - atLow) : 0
        let between = Stretch(
            low: max(low, moments.minimum), high: min(high, moments.maximum), count: bucket.count - atLow - atHigh)
        let atoms = [
            Stretch(low: moments.minimum, high: moments.minimum, count: atLow), between,
            Stretch(low: moments.maximum, high: moments.maximum, count: atHigh),
        ]
        return atoms.filter { $0.count > 0 }
    }

    /// The quantiles at ascending `probabilities` of a histogram that is not empty.
    ///
    /// The quantile at p is where p n draws lie at or below, draws being spread evenly over their bucket: off by less
    /// than the bucket's width, 0.1% of the value at full resolution, and by far less where many draws share it. On an atom
    /// it is exact.
    func quantiles(at probabilities: [Double], within moments: Moments) -> [(value: Double, isAtom: Bool)] {
        let total = Double(count)
        var result: [(value: Double, isAtom: Bool)] = []
        var below = 0.0
        let stretches = self.stretches(within: moments)
        var position = 0
        for probability in probabilities {
            let rank = probability * total
            while position < stretches.count - 1 && below + Double(stretches[position].count) < rank {
                below += Double(stretches[position].count)
                position += 1
            }
            let stretch = stretches[position]
            let share = min(1, max(0, (rank - below) / Double(stretch.count)))
            let value = stretch.low == stretch.high ? stretch.low : stretch.low + (stretch.high - stretch.low) * share
            result.append((value, stretch.isAtom))
        }
        return result
    }

    /// The share of draws between each two successive edges (ascending), for charts; what lies outside is left out.
    func shares(between edges: [Double], within moments: Moments) -> [Double] {
        guard edges.count > 1 else { return [] }
        var result = Array(repeating: 0.0, count: edges.count - 1)
        let total = Double(count)
        var bin = 0
        for stretch in stretches(within: moments) {
            while bin < result.count && edges[bin + 1] <= stretch.low { bin += 1 }
            var current = bin
            while current < result.count && edges[current] <= stretch.high {
                let overlap = min(edges[current + 1], stretch.high) - max(edges[current], stretch.low)
                let width = stretch.high - stretch.low
                let part = width > 0 ? max(0, overlap) / width : (stretch.low >= edges[current] ? 1 : 0)
                result[current] += part * Double(stretch.count) / total
                if width == 0 && part > 0 { break }
                current += 1
            }
        }
        return result
    }
}
