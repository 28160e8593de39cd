/// How the draws of a run are numbered: global draw `n` is index `n / 16` of replicate `n % 16`, and each replicate's
/// indices fall into leaves of 4,096.
///
/// The layout depends on the number of draws alone, never on who computes them.
public struct DrawLayout: Hashable, Sendable {
    /// Independent randomisations; the spread between them gives every standard error (15 degrees of freedom).
    public static let replicates = 16
    /// Draws of one replicate in a leaf of the merge tree.
    public static let drawsPerLeaf: UInt64 = 4096
    /// The largest run the format allows (`model-format`: 10^13 draws).
    public static let maximumDraws: UInt64 = 10_000_000_000_000
    /// A level no run's tree exceeds: 10^13 draws are under 2^28 leaves a replicate.
    public static let maximumLevel = 28

    /// Draws of the whole run, `1...maximumDraws`.
    public let draws: UInt64

    /// A layout of `draws` draws; `nil` outside `1...maximumDraws`.
    public init?(draws: UInt64) {
        guard draws >= 1, draws <= Self.maximumDraws else { return nil }
        self.draws = draws
    }

    /// Which draw of which replicate draw number `number` of a run is.
    public static func position(ofDraw number: UInt64) -> (index: UInt64, replicate: Int) {
        (number / UInt64(replicates), Int(number % UInt64(replicates)))
    }

    /// How many draws belong to `replicate`.
    public func draws(ofReplicate replicate: Int) -> UInt64 {
        let count = UInt64(Self.replicates)
        return (draws + count - 1 - UInt64(replicate)) / count
    }

    /// How many leaves `replicate` has; the last one may be short.
    public func leaves(ofReplicate replicate: Int) -> UInt64 {
        (draws(ofReplicate: replicate) + Self.drawsPerLeaf - 1) / Self.drawsPerLeaf
    }

    /// The leaves of all replicates together.
    public var leaves: UInt64 {
        (0..<Self.replicates).reduce(0) { $0 + leaves(ofReplicate: $1) }
    }

    /// The draw indices of leaf `leaf` of `replicate`; empty past the end of the run.
    public func indices(ofLeaf leaf: UInt64, replicate: Int) -> Range<UInt64> {
        let end = draws(ofReplicate: replicate)
        let first = min(min(leaf, leaves(ofReplicate: replicate)) * Self.drawsPerLeaf, end)
        return first..<min(first + Self.drawsPerLeaf, end)
    }

    /// How many draws of this run lie in `range`, whatever it says: none where it names nothing.
    public func draws(in range: ShardRange) -> UInt64 {
        guard (0..<Self.replicates).contains(range.replicate), (0...Self.maximumLevel).contains(range.level),
            range.index < leaves(ofReplicate: range.replicate)
        else { return 0 }
        let end = draws(ofReplicate: range.replicate)
        let first = min(range.firstLeaf * Self.drawsPerLeaf, end)
        let last = min((range.firstLeaf + range.leafCount) * Self.drawsPerLeaf, end)
        return last - first
    }

    /// The node that covers all leaves of `replicate`: the lowest level that does. A replicate without draws has none.
    public func root(ofReplicate replicate: Int) -> ShardRange? {
        let count = leaves(ofReplicate: replicate)
        guard count > 0 else { return nil }
        let level = count == 1 ? 0 : UInt64.bitWidth - (count - 1).leadingZeroBitCount
        return ShardRange(replicate: replicate, level: level, index: 0)
    }

    /// Whether `range` names a node of this run's trees that holds at least one draw.
    public func contains(_ range: ShardRange) -> Bool {
        guard (0..<Self.replicates).contains(range.replicate), let root = root(ofReplicate: range.replicate),
            (0...root.level).contains(range.level), range.index < 1 << UInt64(root.level - range.level)
        else { return false }
        return draws(in: range) > 0
    }
}
