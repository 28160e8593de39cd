import CKernels

/// How many draws fell into each of many narrow buckets; joins exactly, in any order.
///
/// A bucket is all numbers whose distances from ``center`` agree in sign, exponent and the first mantissa bits: 1,024 buckets
/// an octave, so that a bucket is at most 0.1% of that distance wide. When more than ``limit`` buckets are occupied the resolution halves until they are not;
/// since joining can only occupy more, the resolution, and with it every count, depends on the set of values
/// alone. A bucket that has seen a single value knows it.
public struct Histogram: Hashable, Sendable {
    /// One occupied bucket.
    struct Bucket: Hashable, Sendable {
        /// The order-preserving key of its numbers' distances from the center, without the last ``Histogram/shift`` bits.
        var key: UInt32
        var count: UInt64
        /// The bits of the only value seen, or 0 after a second one. (A zero that is not at the center is a value as any; its
        /// bits are then those of -0.)
        var only: UInt64

        mutating func absorb(_ other: Bucket) {
            count += other.count
            if only != other.only { only = 0 }
        }
    }

    static let finestShift = Int(SUANLI_HISTOGRAM_SHIFT)
    static let coarsestShift = 63

    /// The most buckets that may be occupied.
    public let limit: Int
    /// Where buckets are narrowest: 0, or a number amid values that lie close together far from 0.
    public let center: Double
    /// How many low bits of a number's key are not told apart.
    private(set) var shift = Histogram.finestShift
    /// Occupied buckets, ascending.
    private(set) var buckets: [Bucket] = []
    /// Draws that are at the center, a zero of either sign.
    private(set) var zeros: UInt64 = 0

    /// An empty histogram.
    public init(limit: Int, center: Double = 0) {
        self.limit = max(2, limit)
        self.center = center
    }

    /// A histogram from its parts, brought to the resolution that its buckets demand.
    init(limit: Int, center: Double, shift: Int, buckets: [Bucket], zeros: UInt64) {
        self.limit = max(2, limit)
        self.center = center
        self.shift = shift
        self.buckets = buckets
        self.zeros = zeros
        coarsenToLimit()
    }

    /// No more of it than so many buckets at either end, which hold as many draws or more.
    func ends(of count: Int) -> Histogram {
        guard count < buckets.count / 2 else { return self }
        let ends = Array(buckets.prefix(count) + buckets.suffix(count))
        return Histogram(limit: limit, center: center, shift: shift, buckets: ends, zeros: zeros)
    }

    /// Many histograms of one limit and center in one.
    /// - Precondition: there is at least one.
    init(joining histograms: [Histogram]) {
        let occupied = histograms.filter { !$0.buckets.isEmpty }
        let shift = occupied.map(\.shift).max() ?? Self.finestShift
        let aligned = occupied.map { histogram in
            var result = histogram
            result.coarsen(to: shift)
            return result.buckets
        }
        let first = aligned.map { $0[0].key }.min() ?? 0
        let last = aligned.map { $0[$0.count - 1].key }.max() ?? 0
        let (width, total) = (Int(last - first) + 1, aligned.reduce(0) { $0 + $1.count })
        self.init(limit: histograms[0].limit, center: histograms[0].center)
        self.shift = shift
        zeros = histograms.reduce(0) { $0 + $1.zeros }
        buckets =
            width <= 2 * total
            ? Self.spreadOut(aligned, from: first, width: width) : aligned.reduce([], Self.merged)
        coarsenToLimit()
    }

    /// The buckets of all, counted in an array with a place for every key.
    private static func spreadOut(_ histograms: [[Bucket]], from first: UInt32, width: Int) -> [Bucket] {
        var places = (0..<width).map { Bucket(key: first + UInt32($0), count: 0, only: 0) }
        for buckets in histograms {
            for bucket in buckets {
                let place = Int(bucket.key - first)
                if places[place].count == 0 { places[place] = bucket } else { places[place].absorb(bucket) }
            }
        }
        places.removeAll { $0.count == 0 }
        // A copy, which takes no more memory than it needs.
        return places.withUnsafeBufferPointer { Array($0) }
    }

    /// Draws in all.
    public var count: UInt64 { buckets.reduce(zeros) { $0 + $1.count } }

    /// How many draws lie below the bucket `key` of a histogram of the same center whose buckets are as wide as these or wider, and how
    /// many in it.
    func counts(atKey key: UInt32, shift: Int) -> (below: UInt64, inside: UInt64) {
        let steps = UInt32(max(0, shift - self.shift))
        let centerKey = UInt32(suanli_histogram_key(0) >> UInt64(shift))
        var (below, inside) = (key >= centerKey ? zeros : 0, UInt64(0))
        for bucket in buckets {
            let own = bucket.key >> steps
            if own > key { break }
            if own < key { below += bucket.count } else { inside += bucket.count }
        }
        return (below, inside)
    }

    /// Joins another histogram of the same limit and center.
    mutating func merge(_ other: Histogram) {
        zeros += other.zeros
        guard !other.buckets.isEmpty else { return }
        guard !buckets.isEmpty else {
            (shift, buckets) = (other.shift, other.buckets)
            return
        }
        var other = other
        let common = max(shift, other.shift)
        coarsen(to: common)
        other.coarsen(to: common)
        buckets = Self.merged(buckets, other.buckets)
        coarsenToLimit()
    }

    /// Without a branch but for the ends: nothing tells which of two histograms has a bucket that the other has not.
    private static func merged(_ left: [Bucket], _ right: [Bucket]) -> [Bucket] {
        Array(unsafeUninitializedCapacity: left.count + right.count) { result, count in
            left.withUnsafeBufferPointer { left in
                right.withUnsafeBufferPointer { right in
                    var (i, j) = (0, 0)
                    while i < left.count && j < right.count {
                        let (first, second) = (left[i], right[j])
                        let (takesFirst, takesSecond) = (first.key <= second.key, second.key <= first.key)
                        var bucket = takesFirst ? first : second
                        let only = takesSecond && first.only != second.only ? 0 : first.only
                        bucket.only = takesFirst ? only : second.only
                        bucket.count = (takesFirst ? first.count : 0) + (takesSecond ? second.count : 0)
                        result.initializeElement(at: count, to: bucket)
                        i += takesFirst ? 1 : 0
                        j += takesSecond ? 1 : 0
                        count += 1
                    }
                    for rest in [left[i...], right[j...]] {
                        count = result[count...].initialize(fromContentsOf: rest)
                    }
                }
            }
        }
    }

    /// Adds a bucket to ascending ones, none of which is behind it.
    static func add(_ bucket: Bucket, toLastOf buckets: inout [Bucket]) {
        if let last = buckets.indices.last, buckets[last].key == bucket.key {
            buckets[last].absorb(bucket)
        } else {
            buckets.append(bucket)
        }
    }

    private mutating func coarsenToLimit() {
        while buckets.count > limit && shift < Self.coarsestShift { coarsen(to: shift + 1) }
    }

    private mutating func coarsen(to target: Int) {
        guard target > shift else { return }
        let steps = UInt32(target - shift)
        var result: [Bucket] = []
        for var bucket in buckets {
            bucket.key >>= steps
            Self.add(bucket, toLastOf: &result)
        }
        buckets = result
        shift = target
    }

    /// The numbers a bucket holds: from the first, up to but not including the second. The outermost end at infinity.
    func bounds(of bucket: Bucket) -> (low: Double, high: Double) {
        let first = UInt64(bucket.key) << UInt64(shift)
        let span: UInt64 = 1 << UInt64(shift)
        let low = suanli_histogram_value(first)
        let (next, overflow) = first.addingReportingOverflow(span)
        let high = overflow ? .infinity : suanli_histogram_value(next)
        return (center + (low.isNaN ? -.infinity : low), center + (high.isNaN ? .infinity : high))
    }
}
