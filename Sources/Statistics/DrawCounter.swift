import CKernels

/// Counts the draws of one output in buckets at full resolution.
///
/// Where draws count alike and buckets are finest at zero, they are counted in a window; what lies outside, and all else, in pages of an
/// octave that are made when first needed; and what no pages are left for is sorted.
final class DrawCounter {
    private typealias Page = suanli_histogram_page

    private let center: Double
    private let limit: Int
    private let octaves: Int
    private let hasWindow: Bool
    /// Without buckets until the first draw.
    private var window = suanli_histogram_window()
    /// How many draws may have been counted in the window since it was emptied.
    private var windowDraws = 0
    /// What the window passes on.
    private let others: UnsafeMutablePointer<Double>
    private let table: UnsafeMutablePointer<UnsafeMutablePointer<Page>?>
    private var used: [Int] = []
    private var spare: [UnsafeMutablePointer<Page>] = []
    private var zeros: UInt64 = 0
    /// What was emptied before the shard's end, and what there were no pages for.
    private var histogram: Histogram
    private let scratch: BucketScratch

    /// The most octaves of either sign in a window.
    private static let widestWindow = 32
    private static let bucketsPerOctave = Int(SUANLI_HISTOGRAM_OCTAVE)

    /// A counter of draws around `center`, in at most `octaves` octaves in a window, of both signs together, and as many in pages, for a
    /// histogram of `limit` buckets. They pass through `scratch`.
    init(center: Double, limit: Int, isWeighted: Bool, octaves: Int, scratch: BucketScratch) {
        self.center = center
        self.limit = limit
        self.octaves = octaves
        self.scratch = scratch
        hasWindow = center == 0 && !isWeighted
        others = .allocate(capacity: Int(DrawLayout.drawsPerLeaf))
        histogram = Histogram(limit: limit, center: center)
        table = .allocate(capacity: Int(SUANLI_HISTOGRAM_OCTAVES))
        table.initialize(repeating: nil, count: Int(SUANLI_HISTOGRAM_OCTAVES))
    }

    deinit {
        suanli_window_close(&window)
        for octave in used { table[octave]?.deallocate() }
        for page in spare { page.deallocate() }
        table.deallocate()
        others.deallocate()
    }

    /// Counts the first `count` elements of a column, a leaf at most, each as often as its weight says; `moments` are the column's.
    func add(_ column: UnsafePointer<Double>, weights: UnsafePointer<UInt64>?, count: Int, moments: Moments) {
        guard hasWindow, hasOpenedWindow(for: moments) else {
            return addToPages(column, weights: weights, count: count)
        }
        // Of what is not finite the range says nothing.
        let isFinite = moments.count == UInt64(count)
        let (least, most) = isFinite ? (moments.minimum, moments.maximum) : (-.infinity, .infinity)
        if windowDraws + count > Int(SUANLI_WINDOW_DRAWS) { emptyWindow() }
        windowDraws += count
        let left = suanli_window_add(column, count, least, most, &window, others)
        if left > 0 { addToPages(others, weights: nil, count: left) }
    }

    /// All that was added since the last call.
    func finish() -> Histogram {
        emptyWindow()
        emptyPages()
        defer { histogram = Histogram(limit: limit, center: center) }
        return histogram
    }

    private func join(_ buckets: [Histogram.Bucket], zeros: UInt64 = 0) {
        histogram.merge(
            Histogram(limit: limit, center: center, shift: Histogram.finestShift, buckets: buckets, zeros: zeros))
    }

    // MARK: The window

    /// Whether there is a window: it is opened around the largest of the first leaf that has any.
    private func hasOpenedWindow(for moments: Moments) -> Bool {
        if window.size > 0 { return true }
        let value = max(moments.maximum, -moments.minimum)
        guard moments.count > 0, value.isNormal else { return false }
        let size = min(Self.widestWindow, max(4, octaves / 2)) * Self.bucketsPerOctave
        // Zero and what is smaller than normal numbers lie before it, infinity and what is no number behind it.
        let (first, last) = (Self.bucketsPerOctave, Int(Double.infinity.bitPattern >> UInt64(SUANLI_HISTOGRAM_SHIFT)))
        let octave = Int(value.exponentBitPattern) * Self.bucketsPerOctave
        // Most are smaller than that.
        let start = min(max(first, octave - size * 3 / 4), last - size)
        precondition(
            suanli_window_open(&window, UInt32(start), UInt32(size)), "no memory for the buckets of an output")
        return true
    }

    private func emptyWindow() {
        windowDraws = 0
        let reach = suanli_window_reach(&window)
        guard reach > 0 else { return }
        join(scratch.buckets(atMost: reach) { suanli_window_take(&window, $0) })
    }

    // MARK: Pages

    private func addToPages(_ column: UnsafePointer<Double>, weights: UnsafePointer<UInt64>?, count: Int) {
        var position = 0
        while true {
            position = suanli_pages_add(column, weights, center, position, count, table, &zeros)
            if position >= count { break }
            guard used.count < octaves else { return addSorted(column, weights: weights, position..<count) }
            let octave = Int((column[position] - center).bitPattern >> 52)
            table[octave] = emptyPage()
            used.append(octave)
        }
    }

    private func emptyPages() {
        // Below zero larger bits are smaller numbers: the octaves of either sign in the order of their numbers.
        let order = used.sorted { Self.key(ofOctave: $0) < Self.key(ofOctave: $1) }
        var buckets: [Histogram.Bucket] = []
        for octave in order {
            guard let page = table[octave] else { continue }
            buckets += scratch.buckets(atMost: Self.bucketsPerOctave) { suanli_page_take(page, UInt32(octave), $0) }
            table[octave] = nil
            spare.append(page)
        }
        used.removeAll(keepingCapacity: true)
        join(buckets, zeros: zeros)
        zeros = 0
    }

    private static func key(ofOctave octave: Int) -> UInt64 {
        suanli_histogram_key(Double(bitPattern: UInt64(octave) << 52))
    }

    /// One that was used before, or a new one.
    private func emptyPage() -> UnsafeMutablePointer<Page> {
        if let page = spare.popLast() { return page }
        let page = UnsafeMutablePointer<Page>.allocate(capacity: 1)
        UnsafeMutableRawPointer(page).initializeMemory(as: UInt8.self, repeating: 0, count: MemoryLayout<Page>.size)
        return page
    }

    // MARK: Sorted

    /// Adds values that lie in more octaves than there are pages for.
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
        for entry in entries { Histogram.add(entry.bucket, toLastOf: &buckets) }
        join(buckets)
    }
}

/// Where kernels put the buckets that they take; counters of one thread share it.
final class BucketScratch {
    private var taken: [suanli_histogram_bucket] = []

    /// The buckets that `take` writes, at most `count`, and says the number of.
    fileprivate func buckets(
        atMost count: Int, _ take: (UnsafeMutablePointer<suanli_histogram_bucket>) -> Int
    ) -> [Histogram.Bucket] {
        if taken.count < count {
            taken.append(contentsOf: repeatElement(suanli_histogram_bucket(), count: count - taken.count))
        }
        let found = taken.withUnsafeMutableBufferPointer { $0.baseAddress.map(take) ?? 0 }
        return taken[..<found].map(Histogram.Bucket.init)
    }
}

extension Histogram.Bucket {
    fileprivate init(_ bucket: suanli_histogram_bucket) {
        self.init(key: bucket.key, count: bucket.count, only: bucket.only)
    }
}
