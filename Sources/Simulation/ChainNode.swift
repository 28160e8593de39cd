import Scheduling
public import Statistics

/// The summary of a simulated shard: a hash over the leaves in it and over the order in which they were merged.
///
/// Two nodes are equal only if the same leaves were merged in the same tree, so a root equal to the one that
/// ``reference(_:layout:seed:)`` folds in one process shows that nothing was lost, doubled or swapped.
public struct ChainNode: Mergeable, Hashable {
    /// How many leaves went in.
    public private(set) var leaves: UInt64
    /// The hash of what went in, in order.
    public private(set) var hash: UInt64

    init(leaf: UInt64, replicate: Int, seed: UInt64) {
        leaves = 1
        hash = SplitMix64.mix(SplitMix64.mix(seed &+ UInt64(replicate)) ^ leaf)
    }

    /// Appends `next`; neither commutative nor associative.
    public mutating func merge(_ next: ChainNode) {
        hash = SplitMix64.mix(SplitMix64.mix(hash) &+ 3 &* next.hash &+ leaves)
        leaves += next.leaves
    }

    /// As many as it has words.
    public var byteCount: Int { MemoryLayout<ChainNode>.size }

    /// What one process makes of `range`: its leaves folded along the tree, absent ones being no one's neighbour.
    static func reference(_ range: ShardRange, layout: DrawLayout, seed: UInt64) -> ChainNode? {
        guard layout.draws(in: range) > 0 else { return nil }
        guard range.level > 0 else {
            return ChainNode(leaf: range.index, replicate: range.replicate, seed: seed)
        }
        let first = ShardRange(replicate: range.replicate, level: range.level - 1, index: range.index << 1)
        var node = reference(first, layout: layout, seed: seed)
        if let next = reference(first.sibling, layout: layout, seed: seed) { node?.merge(next) }
        return node
    }
}
