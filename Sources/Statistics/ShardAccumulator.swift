import CKernels

/// Turns the columns of a shard's leaves into its summary; used again for the next shard.
///
/// Moments are taken leaf by leaf and joined along the merge tree; histograms fill pages of an octave each, over the
/// whole shard, since their counts join in any order. Not thread-safe: one per slot. Memory: 16 KB a page, at most
/// ``pageBudget`` pages in all.
public final class ShardAccumulator {
    private let shape: SummaryShape
    private var summary: Summary
    /// Moments of complete subtrees, like the digits of a binary counter: (level, of each output).
    private var pending: [(level: Int, moments: [Moments])] = []
    private let pages: [PagedHistogram]

    /// Pages of all outputs together; when an output has used its part they are emptied into its summary.
    private static let pageBudget = 2_048

    /// An accumulator for plans of this shape.
    public init(shape: SummaryShape) {
        self.shape = shape
        summary = Summary(shape: shape)
        let share = max(4, Self.pageBudget / max(1, shape.outputs))
        pages = (0..<shape.outputs).map { _ in PagedHistogram(pageLimit: share) }
    }

    /// Adds the next leaf: a column of `count` values for each output, probability (1, 0 or NaN) and identity (1 where it
    /// holds).
    public func addLeaf(
        outputs: [UnsafeMutablePointer<Double>], probabilities: [UnsafeMutablePointer<Double>],
        identities: [UnsafeMutablePointer<Double>], count: Int
    ) {
        summary.draws += UInt64(count)
        var moments: [Moments] = []
        moments.reserveCapacity(outputs.count)
        for (index, column) in outputs.enumerated() {
            moments.append(Moments(column: column, length: count))
            summary.outputs[index].notFinite += UInt64(count) - moments[index].count
            pages[index].add(column, count: count, to: &summary.outputs[index].histogram)
        }
        carry(moments)
        for (index, column) in probabilities.enumerated() {
            var hits = 0
            var undefined = 0
            suanli_column_hits(column, count, &hits, &undefined)
            summary.probabilities[index].hits += UInt64(hits)
            summary.probabilities[index].undefined += UInt64(undefined)
        }
        for (index, column) in identities.enumerated() {
            var held = 0
            var undefined = 0
            suanli_column_hits(column, count, &held, &undefined)
            summary.violations[index] += UInt64(count - held)
        }
    }

    /// The summary of all leaves since the last call; empties the accumulator.
    public func finish() -> Summary {
        // What is left of the counter is the right edge of the tree: the smallest subtrees join first.
        while let (_, right) = pending.popLast() {
            guard let left = pending.popLast() else {
                for index in right.indices { summary.outputs[index].moments = right[index] }
                break
            }
            pending.append((left.level, Self.joined(left.moments, right)))
        }
        for (index, page) in pages.enumerated() { page.flush(to: &summary.outputs[index].histogram) }
        let result = summary
        summary = Summary(shape: shape)
        return result
    }

    private func carry(_ moments: [Moments]) {
        var level = 0
        var current = moments
        while let last = pending.last, last.level == level {
            pending.removeLast()
            current = Self.joined(last.moments, current)
            level += 1
        }
        pending.append((level, current))
    }

    private static func joined(_ left: [Moments], _ right: [Moments]) -> [Moments] {
        zip(left, right).map { pair in
            var result = pair.0
            result.merge(pair.1)
            return result
        }
    }
}

/// The buckets of one output at full resolution, an octave a page, pages made when first needed.
private final class PagedHistogram {
    private typealias Page = suanli_histogram_page

    private let table: UnsafeMutablePointer<UnsafeMutablePointer<Page>?>
    private var used: [Int] = []
    private var spare: [UnsafeMutablePointer<Page>] = []
    private let pageLimit: Int
    private static let octaves = Int(SUANLI_HISTOGRAM_PAGES)
    private static let bucketsPerPage = Int(SUANLI_HISTOGRAM_PAGE)

    init(pageLimit: Int) {
        self.pageLimit = pageLimit
        table = .allocate(capacity: Self.octaves)
        table.initialize(repeating: nil, count: Self.octaves)
    }

    deinit {
        for octave in used { table[octave]?.deallocate() }
        for page in spare { page.deallocate() }
        table.deallocate()
    }

    func add(_ column: UnsafePointer<Double>, count: Int, to histogram: inout Histogram) {
        var position = 0
        var zeros: UInt64 = 0
        while true {
            position = suanli_histogram_add(column, position, count, table, &zeros)
            if position >= count { break }
            if used.count >= pageLimit { flush(to: &histogram) }
            let octave = Int(column[position].bitPattern >> 52)
            table[octave] = emptyPage()
            used.append(octave)
        }
        if zeros > 0 {
            histogram.merge(Histogram(limit: histogram.limit, shift: Histogram.finestShift, buckets: [], zeros: zeros))
        }
    }

    /// Moves all counts into `histogram`.
    func flush(to histogram: inout Histogram) {
        var buckets: [Histogram.Bucket] = []
        // Below zero larger bits are smaller numbers: the octaves of either sign in the order of their numbers.
        for octave in used.sorted(by: { Self.key($0, slot: 0) < Self.key($1, slot: 0) }) {
            guard let page = table[octave] else { continue }
            Self.append(page, octave: octave, to: &buckets)
            table[octave] = nil
            spare.append(page)
        }
        used.removeAll(keepingCapacity: true)
        guard !buckets.isEmpty else { return }
        histogram.merge(
            Histogram(limit: histogram.limit, shift: Histogram.finestShift, buckets: buckets, zeros: 0))
    }

    /// The order-preserving key of a bucket.
    private static func key(_ octave: Int, slot: Int) -> UInt32 {
        let bits = UInt64(octave * bucketsPerPage + slot) << UInt64(SUANLI_HISTOGRAM_SHIFT)
        return UInt32(suanli_histogram_key(Double(bitPattern: bits)) >> UInt64(SUANLI_HISTOGRAM_SHIFT))
    }

    /// Appends the occupied buckets of the numbers whose first bits are `octave`, in ascending order.
    private static func append(
        _ page: UnsafeMutablePointer<Page>, octave: Int, to buckets: inout [Histogram.Bucket]
    ) {
        let isNegative = octave >= octaves / 2
        withUnsafePointer(to: &page.pointee.bucket.0) { bucket in
            for index in 0..<bucketsPerPage {
                let slot = isNegative ? bucketsPerPage - 1 - index : index
                guard bucket[slot].count > 0 else { continue }
                let only = bucket[slot].value == .max ? 0 : bucket[slot].value
                buckets.append(Histogram.Bucket(key: key(octave, slot: slot), count: bucket[slot].count, only: only))
            }
        }
    }

    private func emptyPage() -> UnsafeMutablePointer<Page> {
        let page = spare.popLast() ?? .allocate(capacity: 1)
        page.initialize(to: Page())
        return page
    }
}
