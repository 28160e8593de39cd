/// The fixed tree along which the summaries of one run join, as far as they have come.
///
/// Two siblings join as soon as both are there; a node whose sibling lies past the end of the run takes its parent's place as
/// it is. So the order of additions depends on the run alone, and what is stored are the largest complete subtrees.
public struct MergeTree<Node: Mergeable>: Sendable {
    /// What became of a node.
    public enum Insertion: Hashable, Sendable {
        /// It was counted. `stored` is the node it is now part of, `removed` are the stored nodes that went into that.
        case merged(stored: ShardRange, removed: [ShardRange])
        /// It is part of what was counted before, or has parts that were; nothing changed.
        case overlapping
        /// It is no node of this run; nothing changed.
        case outsideRun
    }

    /// The run's numbering of draws.
    public let layout: DrawLayout
    /// Draws in all stored nodes.
    public private(set) var mergedDraws: UInt64 = 0
    /// Bytes of memory that all stored nodes take.
    public private(set) var byteCount = 0
    /// By replicate, in order of leaves; disjoint.
    private var stored: [[(range: ShardRange, node: Node)]]

    /// A tree with nothing in it.
    public init(layout: DrawLayout) {
        self.layout = layout
        stored = Array(repeating: [], count: DrawLayout.replicates)
    }

    /// The largest complete subtrees, by replicate and in order of leaves.
    public var nodes: [(range: ShardRange, node: Node)] { stored.flatMap { $0 } }

    /// Whether every draw of the run is in.
    public var isComplete: Bool { mergedDraws == layout.draws }

    /// The stored node at `range`, if there is one.
    public subscript(range: ShardRange) -> Node? {
        guard layout.contains(range) else { return nil }
        let position = position(of: range.firstLeaf, replicate: range.replicate)
        guard position < stored[range.replicate].count, stored[range.replicate][position].range == range else {
            return nil
        }
        return stored[range.replicate][position].node
    }

    /// Whether all of `range` is part of one stored node. O(log nodes).
    @specialized(where Node == Summary)
    public func covers(_ range: ShardRange) -> Bool {
        guard layout.contains(range) else { return false }
        let entries = stored[range.replicate]
        let position = position(of: range.firstLeaf + 1, replicate: range.replicate) - 1
        guard position >= 0 else { return false }
        let last = min(range.firstLeaf + range.leafCount, layout.leaves(ofReplicate: range.replicate))
        return entries[position].range.firstLeaf + entries[position].range.leafCount >= last
    }

    /// Counts the summary of `range`, unless any of its draws were counted before. O(level + nodes of the replicate).
    @specialized(where Node == Summary)
    public mutating func insert(_ node: Node, at range: ShardRange) -> Insertion {
        guard layout.contains(range) else { return .outsideRun }
        guard isFree(range) else { return .overlapping }
        mergedDraws += layout.draws(in: range)
        var node = node
        var range = range
        var removed: [ShardRange] = []
        while range != layout.root(ofReplicate: range.replicate) {
            if layout.contains(range.sibling) {
                guard let sibling = remove(range.sibling) else { break }
                removed.append(range.sibling)
                node = range.isFirstChild ? Self.joined(node, sibling) : Self.joined(sibling, node)
            }
            range = range.parent
        }
        byteCount += node.byteCount
        stored[range.replicate].insert(
            (range, node), at: position(of: range.firstLeaf, replicate: range.replicate))
        return .merged(stored: range, removed: removed)
    }

    private static func joined(_ first: Node, _ second: Node) -> Node {
        var result = first
        result.merge(second)
        return result
    }

    private func isFree(_ range: ShardRange) -> Bool {
        let entries = stored[range.replicate]
        let position = position(of: range.firstLeaf, replicate: range.replicate)
        if position < entries.count, entries[position].range.firstLeaf < range.firstLeaf + range.leafCount {
            return false
        }
        guard position > 0 else { return true }
        let before = entries[position - 1].range
        return before.firstLeaf + before.leafCount <= range.firstLeaf
    }

    private mutating func remove(_ range: ShardRange) -> Node? {
        let position = position(of: range.firstLeaf, replicate: range.replicate)
        guard position < stored[range.replicate].count, stored[range.replicate][position].range == range else {
            return nil
        }
        let node = stored[range.replicate].remove(at: position).node
        byteCount -= node.byteCount
        return node
    }

    /// The first stored node of `replicate` that starts at `leaf` or later.
    private func position(of leaf: UInt64, replicate: Int) -> Int {
        var low = 0
        var high = stored[replicate].count
        while low < high {
            let middle = (low + high) / 2
            if stored[replicate][middle].range.firstLeaf < leaf { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
