import Statistics

/// How large a fresh shard may be.
struct ShardSize: Hashable, Sendable {
    /// At most this level of the tree, so `2^level` leaves.
    let level: Int
    /// Up to this level however little its replicate had before, since it takes a moment.
    let shortLevel: Int

    init(level: Int, shortLevel: Int = 0) {
        self.level = level
        self.shortLevel = shortLevel
    }
}

/// The shards of one run that nobody holds: ranges given back, and what has never been cut.
///
/// Fresh shards are cut when they are asked for, as large as whoever asks can do with, from the replicate that is least advanced,
/// so that the replicates of a partial answer stay balanced and a run of any length takes memory for its gaps only. No
/// shard that is not short is larger than all that its replicate had before, so that a first answer comes early. A range that was handed out once
/// comes back whole and goes out whole.
struct ShardQueue: Sendable {
    private let layout: DrawLayout
    /// For each replicate, the ranges never handed out, the first leaves last.
    private var gaps: [[ShardRange]]
    /// For each replicate, how many leaves have been handed out or were merged before.
    private var advance: [UInt64]
    private var returned = UniqueQueue<ShardRange>()
    /// How many leaves were never handed out.
    private(set) var untouchedLeaves: UInt64 = 0

    /// Everything of a run but the ranges `merged`, which must be disjoint nodes of its trees.
    init(layout: DrawLayout, merged: [ShardRange]) {
        self.layout = layout
        gaps = []
        advance = []
        let byReplicate = Dictionary(grouping: merged, by: \.replicate)
        for replicate in 0..<DrawLayout.replicates {
            let done = (byReplicate[replicate] ?? []).sorted { $0.firstLeaf < $1.firstLeaf }
            gaps.append(Self.gaps(in: layout, replicate: replicate, around: done))
            advance.append(done.reduce(0) { $0 + $1.leafCount })
            untouchedLeaves += gaps[replicate].reduce(0) { $0 + leaves(in: $1) }
        }
    }

    /// How many leaves of the run are in `range`.
    private func leaves(in range: ShardRange) -> UInt64 {
        min(range.firstLeaf + range.leafCount, layout.leaves(ofReplicate: range.replicate)) - range.firstLeaf
    }

    /// Entries held: gaps and returned ranges.
    var footprint: Int { gaps.reduce(returned.capacityInUse) { $0 + $1.count } }

    /// The ranges never handed out, for checks.
    var untouched: [ShardRange] { gaps.flatMap { $0 } }

    /// Whether `range` was given back and waits.
    func isReturned(_ range: ShardRange) -> Bool { returned.contains(range) }

    /// How many ranges were given back and wait.
    var returnedCount: Int { returned.count }

    /// Takes the next range to lease: returned ones first, else a fresh one of `size`, or a smaller one. O(levels).
    mutating func next(_ size: ShardSize) -> ShardRange? {
        returned.popFirst() ?? cut(size)
    }

    /// Gives back a range that `next` had handed out.
    mutating func putBack(_ range: ShardRange) {
        returned.append(range)
    }

    /// Forgets a returned range that has been merged meanwhile.
    mutating func remove(_ range: ShardRange) {
        returned.remove(range)
    }

    private mutating func cut(_ size: ShardSize) -> ShardRange? {
        let open = gaps.indices.filter { !gaps[$0].isEmpty }
        guard let replicate = open.min(by: { advance[$0] < advance[$1] }),
            var range = gaps[replicate].popLast()
        else { return nil }
        let grown = advance[replicate] > 0 ? 63 - advance[replicate].leadingZeroBitCount : 0
        let level = min(size.level, max(grown, size.shortLevel))
        while range.level > level {
            let first = ShardRange(replicate: replicate, level: range.level - 1, index: range.index << 1)
            if layout.contains(first.sibling) { gaps[replicate].append(first.sibling) }
            range = first
        }
        advance[replicate] += range.leafCount
        untouchedLeaves -= leaves(in: range)
        return range
    }

    /// The largest nodes of the replicate's tree that hold none of `done`, the first leaves last.
    private static func gaps(in layout: DrawLayout, replicate: Int, around done: [ShardRange]) -> [ShardRange] {
        guard let root = layout.root(ofReplicate: replicate) else { return [] }
        var result: [ShardRange] = []
        var open: [(range: ShardRange, done: ArraySlice<ShardRange>)] = [(root, done[...])]
        while let (range, inside) = open.popLast() {
            guard layout.contains(range) else { continue }
            guard let first = inside.first else {
                result.append(range)
                continue
            }
            guard first.level < range.level else { continue }
            let left = ShardRange(replicate: replicate, level: range.level - 1, index: range.index << 1)
            let middle = inside.firstIndex { $0.firstLeaf >= left.sibling.firstLeaf } ?? inside.endIndex
            // The later half is taken up first, so that the result ends with the first leaves.
            open.append((left, inside[..<middle]))
            open.append((left.sibling, inside[middle...]))
        }
        return result
    }
}
