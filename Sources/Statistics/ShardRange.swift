/// A node of one replicate's merge tree, and so the leaves beneath it: `2^level` of them, starting at leaf
/// `index * 2^level`. A shard of work is such a range; its summary is that node of the tree.
///
/// Level 0 is a single leaf of ``DrawLayout/drawsPerLeaf`` draws. Aligned power-of-two ranges nest, so that any way of
/// cutting a run into them adds up the same floating-point sums in the same order.
public struct ShardRange: Hashable, Sendable {
    /// Which randomisation of the point set, `0..<DrawLayout.replicates`.
    public let replicate: Int
    /// Height in the tree, `0...DrawLayout.maximumLevel`.
    public let level: Int
    /// Position among the nodes of that level.
    public let index: UInt64

    /// The node `index` of `level` in the tree of `replicate`.
    public init(replicate: Int, level: Int, index: UInt64) {
        self.replicate = replicate
        self.level = level
        self.index = index
    }

    /// The first leaf beneath.
    public var firstLeaf: UInt64 { index << UInt64(level) }

    /// How many leaves the range covers when it lies wholly inside the run.
    public var leafCount: UInt64 { 1 << UInt64(level) }

    /// The node above.
    public var parent: ShardRange { ShardRange(replicate: replicate, level: level + 1, index: index >> 1) }

    /// The other child of the node above.
    public var sibling: ShardRange { ShardRange(replicate: replicate, level: level, index: index ^ 1) }

    /// Whether this node is the first of its parent's two children.
    public var isFirstChild: Bool { index & 1 == 0 }
}
