import CKernels

/// The columns of one part of a leaf: where its results stand, at most a leaf of each.
public struct PartColumns {
    /// A column for each output.
    public let outputs: [UnsafePointer<Double>]
    /// 1, 0 or NaN.
    public let probabilities: [UnsafePointer<Double>]
    /// 1 where the identity holds.
    public let identities: [UnsafePointer<Double>]
    /// The chance of what was observed, relative to the largest there can be; `nil` where draws count alike.
    public let chance: UnsafePointer<Double>?

    /// Columns that stay where they are.
    public init(
        outputs: [UnsafePointer<Double>], probabilities: [UnsafePointer<Double>], identities: [UnsafePointer<Double>],
        chance: UnsafePointer<Double>? = nil
    ) {
        self.outputs = outputs
        self.probabilities = probabilities
        self.identities = identities
        self.chance = chance
    }
}

/// Turns the columns of a shard's leaves into its summary; used again for the next shard.
///
/// Moments are taken leaf by leaf and joined along the merge tree; histograms fill pages of an octave each, over the
/// whole shard, since their counts join in any order. A column that several parts report is summarised once. Not
/// thread-safe: one per slot. Memory: 16 KB a page, at most ``pageBudget`` pages in all, and 32 KB a part with weights.
public final class ShardAccumulator {
    /// One distribution to summarise: a column, the weights of its draws, the center of its buckets.
    private struct Source: Hashable {
        let column: UnsafePointer<Double>
        /// Of the part that has the weights; -1 where draws count alike.
        let weights: Int
        let center: Double
    }

    private let shape: SummaryShape
    private let columns: [PartColumns]
    private let weights: [UnsafeMutableBufferPointer<UInt64>?]
    private let sources: [Source]
    /// For each part, the source of each output.
    private let sourceNumbers: [[Int]]
    private let pages: [PagedHistogram]
    private var summary: Summary
    /// Moments of complete subtrees, like the digits of a binary counter: (level, of each source).
    private var pending: [(level: Int, moments: [Moments])] = []

    /// Pages of all outputs together; what an output has no page left for is sorted instead.
    private static let pageBudget = 2_048

    /// An accumulator for plans of this shape whose results stand in `columns`, one for each part.
    public init(shape: SummaryShape, columns: [PartColumns]) {
        precondition(columns.count == shape.weighted.count, "an accumulator needs the columns of every part")
        self.shape = shape
        self.columns = columns
        weights = columns.map { $0.chance == nil ? nil : .allocate(capacity: Int(DrawLayout.drawsPerLeaf)) }
        var sources: [Source] = []
        var numbers: [Source: Int] = [:]
        sourceNumbers = columns.enumerated().map { part, columns in
            columns.outputs.enumerated().map { output, column in
                let source = Source(
                    column: column, weights: columns.chance == nil ? -1 : part,
                    center: shape.center(ofOutput: output, part: part))
                if let number = numbers[source] { return number }
                sources.append(source)
                numbers[source] = sources.count - 1
                return sources.count - 1
            }
        }
        self.sources = sources
        let share = max(4, Self.pageBudget / max(1, sources.count))
        pages = sources.map { PagedHistogram(center: $0.center, limit: shape.bucketLimit, pageLimit: share) }
        summary = Summary(shape: shape)
    }

    deinit {
        for buffer in weights { buffer?.deallocate() }
    }

    /// Adds the next leaf: the first `count` elements of every column.
    public func addLeaf(count: Int) {
        precondition(count <= Int(DrawLayout.drawsPerLeaf), "a leaf has no \(count) draws")
        summary.draws += UInt64(count)
        for part in columns.indices { weigh(part, count: count) }
        carry(
            sources.indices.map { number in
                let source = sources[number]
                let weights = source.weights < 0 ? nil : weights[source.weights]?.baseAddress.map { UnsafePointer($0) }
                pages[number].add(source.column, weights: weights, count: count)
                return Moments(column: source.column, weights: weights, length: count)
            })
        for part in columns.indices { tally(part, count: count) }
    }

    /// The weights of a part's draws, and what they come to.
    private func weigh(_ part: Int, count: Int) {
        guard let chance = columns[part].chance, let weights = weights[part], let base = weights.baseAddress else {
            summary.parts[part].weight.merge(WeightTally(draws: UInt64(count)))
            return
        }
        var undefined = 0
        suanli_draw_weights(chance, Double(DrawWeight.one), count, base, &undefined)
        var tally = WeightTally()
        tally.undefined = UInt64(undefined)
        for weight in weights[..<count] {
            tally.sum += weight
            tally.squares += UInt128(weight * weight)
        }
        summary.parts[part].weight.merge(tally)
    }

    private func tally(_ part: Int, count: Int) {
        for (index, column) in columns[part].probabilities.enumerated() {
            let (hits, undefined) = hits(column, part: part, count: count)
            summary.parts[part].probabilities[index].hits += hits
            summary.parts[part].probabilities[index].undefined += undefined
        }
        for (index, column) in columns[part].identities.enumerated() {
            var held = 0
            var undefined = 0
            suanli_column_hits(column, count, &held, &undefined)
            summary.parts[part].violations[index] += UInt64(count - held)
        }
    }

    private func hits(_ column: UnsafePointer<Double>, part: Int, count: Int) -> (hits: UInt64, undefined: UInt64) {
        if let weights = weights[part]?.baseAddress {
            var (hits, undefined): (UInt64, UInt64) = (0, 0)
            suanli_weighted_hits(column, weights, count, &hits, &undefined)
            return (hits, undefined)
        }
        var (hits, undefined) = (0, 0)
        suanli_column_hits(column, count, &hits, &undefined)
        return (UInt64(hits), UInt64(undefined))
    }

    /// The summary of all leaves since the last call; empties the accumulator.
    public func finish() -> Summary {
        // What is left of the counter is the right edge of the tree: the smallest subtrees join first.
        var moments = Array(repeating: Moments(), count: sources.count)
        while let (_, right) = pending.popLast() {
            guard let left = pending.popLast() else {
                moments = right
                break
            }
            pending.append((left.level, Self.joined(left.moments, right)))
        }
        let histograms = pages.map { $0.finish() }
        for (part, numbers) in sourceNumbers.enumerated() {
            let whole = summary.parts[part].weight.sum
            for (output, number) in numbers.enumerated() {
                summary.parts[part].outputs[output].moments = moments[number]
                summary.parts[part].outputs[output].histogram = histograms[number]
                summary.parts[part].outputs[output].notFinite = whole - moments[number].count
            }
        }
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
    private let limit: Int
    private let center: Double
    /// What no pages were left for, and what pages are emptied into.
    private var histogram: Histogram
    private var zeros: UInt64 = 0
    /// What was in the pages; kept for its memory.
    private var emptied: [Histogram.Bucket] = []
    private var entries = [suanli_histogram_entry](repeating: suanli_histogram_entry(), count: bucketsPerPage)
    private static let octaves = Int(SUANLI_HISTOGRAM_PAGES)
    private static let bucketsPerPage = Int(SUANLI_HISTOGRAM_PAGE)

    init(center: Double, limit: Int, pageLimit: Int) {
        self.center = center
        self.limit = limit
        self.pageLimit = pageLimit
        histogram = Histogram(limit: limit, center: center)
        table = .allocate(capacity: Self.octaves)
        table.initialize(repeating: nil, count: Self.octaves)
    }

    deinit {
        for octave in used { table[octave]?.deallocate() }
        for page in spare { page.deallocate() }
        table.deallocate()
    }

    func add(_ column: UnsafePointer<Double>, weights: UnsafePointer<UInt64>?, count: Int) {
        var position = 0
        while true {
            position =
                if let weights {
                    suanli_weighted_histogram_add(column, weights, center, position, count, table, &zeros)
                } else {
                    suanli_histogram_add(column, center, position, count, table, &zeros)
                }
            if position >= count { break }
            guard used.count < pageLimit else { return addSorted(column, weights: weights, position..<count) }
            let octave = Int((column[position] - center).bitPattern >> 52)
            table[octave] = emptyPage()
            used.append(octave)
        }
    }

    /// Adds values that lie in more octaves than there are pages for, without pages: sorted.
    private func addSorted(_ column: UnsafePointer<Double>, weights: UnsafePointer<UInt64>?, _ positions: Range<Int>) {
        var entries: [(place: UInt64, bucket: Histogram.Bucket)] = []
        entries.reserveCapacity(positions.count)
        for position in positions {
            let (value, weight) = (column[position], weights?[position] ?? 1)
            guard value.isFinite, weight > 0 else { continue }
            if value == center {
                zeros += weight
                continue
            }
            let place = suanli_histogram_key(value - center)
            let only = value == 0 ? (-0.0).bitPattern : value.bitPattern
            let key = UInt32(place >> UInt64(SUANLI_HISTOGRAM_SHIFT))
            entries.append((place, Histogram.Bucket(key: key, count: weight, only: only)))
        }
        entries.sort { $0.place < $1.place }
        var buckets: [Histogram.Bucket] = []
        for entry in entries {
            if let last = buckets.indices.last, buckets[last].key == entry.bucket.key {
                buckets[last].absorb(entry.bucket)
            } else {
                buckets.append(entry.bucket)
            }
        }
        histogram.merge(
            Histogram(limit: limit, center: center, shift: Histogram.finestShift, buckets: buckets, zeros: 0))
    }

    /// All that was added since the last call.
    func finish() -> Histogram {
        empty()
        defer { histogram = Histogram(limit: limit, center: center) }
        return histogram
    }

    /// Moves all counts into the histogram.
    private func empty() {
        emptied.removeAll(keepingCapacity: true)
        // Below zero larger bits are smaller numbers: the octaves of either sign in the order of their numbers.
        for octave in used.sorted(by: { Self.key(ofFirstIn: $0) < Self.key(ofFirstIn: $1) }) {
            guard let page = table[octave] else { continue }
            take(page, octave: octave)
            table[octave] = nil
            spare.append(page)
        }
        used.removeAll(keepingCapacity: true)
        guard !emptied.isEmpty || zeros > 0 else { return }
        // A copy, which takes no more memory than it needs.
        let buckets = emptied.withUnsafeBufferPointer { Array($0) }
        histogram.merge(
            Histogram(limit: limit, center: center, shift: Histogram.finestShift, buckets: buckets, zeros: zeros))
        zeros = 0
    }

    /// The order-preserving key of the bucket of an octave that is next to zero; those of the others follow, away from zero.
    private static func key(ofFirstIn octave: Int) -> UInt32 {
        let bits = UInt64(octave * bucketsPerPage) << UInt64(SUANLI_HISTOGRAM_SHIFT)
        return UInt32(suanli_histogram_key(Double(bitPattern: bits)) >> UInt64(SUANLI_HISTOGRAM_SHIFT))
    }

    /// Empties a page into the buckets that are taken out: those of the numbers whose first bits are `octave`, in ascending order.
    private func take(_ page: UnsafeMutablePointer<Page>, octave: Int) {
        let count = suanli_histogram_take(page, &entries)
        let isNegative = octave >= Self.octaves / 2
        let first = Self.key(ofFirstIn: octave)
        for index in 0..<count {
            let entry = entries[isNegative ? count - 1 - index : index]
            let slot = UInt32(truncatingIfNeeded: entry.slot)
            let only = entry.bucket.value == .max ? 0 : entry.bucket.value
            emptied.append(
                Histogram.Bucket(key: isNegative ? first - slot : first + slot, count: entry.bucket.count, only: only))
        }
    }

    /// One that was used before, or a new one.
    private func emptyPage() -> UnsafeMutablePointer<Page> {
        if let page = spare.popLast() { return page }
        let page = UnsafeMutablePointer<Page>.allocate(capacity: 1)
        UnsafeMutableRawPointer(page).initializeMemory(as: UInt8.self, repeating: 0, count: MemoryLayout<Page>.size)
        return page
    }
}
