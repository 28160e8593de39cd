import CKernels

extension Histogram {
    /// A stretch of the distribution: an atom, or draws spread between two numbers.
    struct Stretch {
        let low: Double
        let high: Double
        let count: UInt64
        /// Whether more draws than one have exactly this value.
        let isAtom: Bool
        /// Which bucket's draws these are; `nil` for an atom that is a part of one, or the center.
        var bucket: Int?
        /// Whether the bucket's draws at the smallest value of all, and at the largest, are stretches of their own.
        var isWithout = (minimum: false, maximum: false)

        /// Draws of `count` in all, of which none counts more than `most`.
        init(from low: Double, to high: Double, count: UInt64, noneAbove most: UInt64, bucket: Int? = nil) {
            self.low = low
            self.high = high
            self.count = count
            self.bucket = bucket
            isAtom = low == high && count > most
        }
    }

    /// A quantile as the counts give it.
    struct Quantile {
        let value: Double
        /// Whether many draws have exactly this value.
        let isAtom: Bool
        /// How far the value may be off because a bucket does not say where in it its draws lie; 0 on an atom.
        let resolution: Double
    }

    /// The occupied stretches in ascending order, within the range of `moments`, of draws none of which counts more than `most`.
    fileprivate func stretches(within moments: Moments, noneAbove most: UInt64) -> [Stretch] {
        let centerKey = UInt32(suanli_histogram_key(0) >> UInt64(shift))
        var result: [Stretch] = []
        result.reserveCapacity(buckets.count + 1)
        var hasZeros = zeros > 0
        let zero = Stretch(from: center, to: center, count: zeros, noneAbove: most)
        for (position, bucket) in buckets.enumerated() {
            if hasZeros && bucket.key >= centerKey {
                result.append(zero)
                hasZeros = false
            }
            if bucket.only != 0 {
                let value = Double(bitPattern: bucket.only)
                result.append(
                    Stretch(from: value, to: value, count: bucket.count, noneAbove: most, bucket: position))
            } else {
                result += stretches(ofMixed: position, within: moments, noneAbove: most)
            }
        }
        if hasZeros { result.append(zero) }
        return result
    }

    /// The stretches of a bucket that has seen several values. Draws at the minimum and at the maximum, where many share it,
    /// are atoms of their own: a cap's neighbours below it do not blur it.
    private func stretches(ofMixed position: Int, within moments: Moments, noneAbove most: UInt64) -> [Stretch] {
        let bucket = buckets[position]
        let (low, high) = bounds(of: bucket)
        // The counts of a summary from elsewhere may not fit each other, so none exceeds what is left of the bucket.
        let atLow = low <= moments.minimum && moments.atMinimum > most ? min(moments.atMinimum, bucket.count) : 0
        let atHigh =
            moments.maximum < high && moments.atMaximum > most ? min(moments.atMaximum, bucket.count - atLow) : 0
        var between = Stretch(
            from: max(low, moments.minimum), to: min(high, moments.maximum), count: bucket.count - atLow - atHigh,
            noneAbove: most, bucket: position)
        between.isWithout = (atLow > 0, atHigh > 0)
        guard atLow > 0 || atHigh > 0 else { return [between] }
        let all = [
            Stretch(from: moments.minimum, to: moments.minimum, count: atLow, noneAbove: most), between,
            Stretch(from: moments.maximum, to: moments.maximum, count: atHigh, noneAbove: most),
        ]
        return all.filter { $0.count > 0 }
    }

    /// How the draws of a bucket lie in it, judged by the densities of the two next to it (whose widths differ where an octave
    /// ends): how much denser at the upper end than at the lower, as a share of their mean density, -2...2; and how far from there
    /// they may be, as a share of the bucket's width, 0...1/2. The density is taken to change evenly from one end to the other. A density that is smooth across three buckets moves
    /// draws by less than the doubt stated here, the whole of what slope and curvature do. Where a neighbour is empty, nothing is
    /// known but that the draws lie in the bucket.
    fileprivate func lie(ofMixed position: Int) -> (slope: Double, doubt: Double) {
        let unknown = (slope: 0.0, doubt: 0.5)
        guard position > 0, position + 1 < buckets.count else { return unknown }
        let (before, own, after) = (buckets[position - 1], buckets[position], buckets[position + 1])
        guard own.key - before.key == 1, after.key - own.key == 1 else { return unknown }
        let ends = [bounds(of: before).low, bounds(of: own).low, bounds(of: after).low, bounds(of: after).high]
        let width = ends[2] - ends[1]
        // All in widths of the bucket itself, and its own density 1.
        let widths = (before: (ends[1] - ends[0]) / width, after: (ends[3] - ends[2]) / width)
        let below = Double(before.count) / Double(own.count) / widths.before
        let above = Double(after.count) / Double(own.count) / widths.after
        let distances = (before: (1 + widths.before) / 2, after: (1 + widths.after) / 2)
        let reach = distances.before + distances.after
        let seen = (above - below) / reach
        // What a slope of so few draws may be by chance is taken off: the positive part of James and Stein's estimator.
        let noise = (above / widths.after + below / widths.before) / Double(own.count) / (reach * reach)
        let slope = seen == 0 ? 0 : seen * max(0, 1 - noise / (seen * seen))
        let curvature = 2 * ((above - 1) / distances.after - (1 - below) / distances.before) / reach
        guard seen.isFinite, curvature.isFinite else { return unknown }
        // With density 1 + slope t the draws at t of [-1/2, 1/2] are moved by slope (1/4 - t^2) / 2, at most slope / 8. A valley's
        // curvature moves them by at most 1/125 of it; what a peak has more than its neighbours may be a single value anywhere, but
        // for what it may have by chance: two standard deviations of the three counts.
        let sides = 1 / distances.after + 1 / distances.before
        let chance =
            4 / (reach * reach) / Double(own.count)
            * (above / widths.after / (distances.after * distances.after)
                + below / widths.before / (distances.before * distances.before) + sides * sides)
        let peak = max(0, -curvature) * max(0, 1 - 4 * chance / (curvature * curvature))
        let doubt = abs(seen) / 8 + max(0, curvature) / 125 + (curvature < 0 ? peak / 4 : 0)
        return (min(2, max(-2, slope)), min(0.5, doubt))
    }
}

/// Where the draws of an output lie, as a histogram and the range tell it. Made once for all that is read from it.
struct Distribution {
    private let histogram: Histogram
    let moments: Moments
    let stretches: [Histogram.Stretch]
    /// Of each stretch how many draws lie in it or below.
    private let ranks: [Double]

    /// Of draws none of which counts more than `most`: a single one that does is no atom.
    init(_ output: OutputSummary, noneAbove most: UInt64 = 1) {
        self.init(output.histogram, within: output.moments, noneAbove: most)
    }

    init(_ histogram: Histogram, within moments: Moments, noneAbove most: UInt64 = 1) {
        self.histogram = histogram
        self.moments = moments
        stretches = histogram.stretches(within: moments, noneAbove: most)
        var below = 0.0
        ranks = stretches.map { stretch in
            below += Double(stretch.count)
            return below
        }
    }

    /// A place in the order of the draws: so large a part of a stretch's draws lies below.
    struct Place {
        let stretch: Int
        let part: Double
    }

    /// Where `probability` of the draws lie at or below.
    /// - Precondition: there are draws.
    func place(at probability: Double) -> Place {
        let rank = probability * (ranks.last ?? 0)
        var (first, end) = (0, ranks.count - 1)
        while first < end {
            let middle = (first + end) / 2
            if ranks[middle] < rank { first = middle + 1 } else { end = middle }
        }
        let count = Double(stretches[first].count)
        return Place(stretch: first, part: min(1, max(0, (rank - (ranks[first] - count)) / count)))
    }

    /// The number at `place`. Within a bucket draws are spread with the slope that its neighbours show; what that may be off is
    /// stated. On an atom it is exact.
    func quantile(at place: Place) -> Histogram.Quantile {
        let stretch = stretches[place.stretch]
        let lie = stretch.low < stretch.high ? stretch.bucket.map(histogram.lie(ofMixed:)) : nil
        return stretch.quantile(place.part, lie: lie ?? (0, 0))
    }

    /// The quantiles at `probabilities` where there are draws.
    func quantiles(at probabilities: [Double]) -> [Histogram.Quantile] {
        probabilities.map { quantile(at: place(at: $0)) }
    }

    /// How many draws of `part`, whose draws are among these, lie below `place`, in a bucket: of those inside of it as large a part as
    /// of all. These are the counts that a quantile is read from, so that their spread over the parts is its error.
    func draws(of part: OutputSummary, below place: Place) -> Double {
        let stretch = stretches[place.stretch]
        guard let key = stretch.bucket.map({ histogram.buckets[$0].key }) else { return 0 }
        // A part has no more buckets than all draws have, and so none that are wider.
        let (before, inside) = part.histogram.counts(atKey: key, shift: histogram.shift)
        let least = stretch.isWithout.minimum && part.moments.minimum == moments.minimum ? part.moments.atMinimum : 0
        let most = stretch.isWithout.maximum && part.moments.maximum == moments.maximum ? part.moments.atMaximum : 0
        return Double(before) + Double(least) + place.part * max(0, Double(inside) - Double(least) - Double(most))
    }

    /// From where to where draws lie, but for those at either end that together count less than one does on average, `each`.
    func range(each: Double) -> ClosedRange<Double> {
        let first = ranks.firstIndex { $0 >= each } ?? 0
        let total = ranks.last ?? 0
        let last = ranks.indices.last { $0 == 0 || total - ranks[$0 - 1] >= each } ?? 0
        return stretches[first].low...max(stretches[first].low, stretches[last].high)
    }

    /// The widest stretch inside ``range(each:)`` in which there is no draw; within a bucket draws are taken to lie everywhere.
    func widestGap(each: Double) -> Double {
        let range = range(each: each)
        return zip(stretches, stretches.dropFirst()).reduce(0) { widest, pair in
            max(widest, min(pair.1.low, range.upperBound) - max(pair.0.high, range.lowerBound))
        }
    }

    /// The share of draws between each two successive edges (ascending), for charts; what lies outside is left out.
    func shares(between edges: [Double]) -> [Double] {
        guard edges.count > 1 else { return [] }
        var result = Array(repeating: 0.0, count: edges.count - 1)
        let total = Double(histogram.count)
        var bin = 0
        for stretch in stretches {
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

extension Histogram.Stretch {
    /// Below which number `share` of the stretch's draws lie: the inverse of share = t + slope (t^2 - t) / 2 for t in 0...1.
    fileprivate func quantile(_ share: Double, lie: (slope: Double, doubt: Double)) -> Histogram.Quantile {
        let (slope, doubt) = lie
        guard low < high else { return Histogram.Quantile(value: low, isAtom: isAtom, resolution: 0) }
        let start = 1 - slope / 2
        // The root of slope / 2 t^2 + start t - share in the form that loses no digits where the slope is 0.
        let discriminant = max(0, start * start + 2 * slope * share)
        let denominator = start + discriminant.squareRoot()
        let part = denominator > 0 ? min(1, max(0, 2 * share / denominator)) : share
        // Half a width each where the difference of the ends overflows.
        let width = high - low
        let value = width.isFinite ? low + width * part : low * (1 - part) + high * part
        let reach = width.isFinite ? width * doubt : .infinity
        return Histogram.Quantile(value: min(max(value, low), high), isAtom: isAtom, resolution: reach)
    }
}
