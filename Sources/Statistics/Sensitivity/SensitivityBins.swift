/// How the draws of one input are told apart by its own uniform u: in bins of known probability.
public enum SensitivityBins: Hashable, Sendable {
    /// `inner` bins of equal probability, of which the first and the last are cut into ever smaller ones, by half each time, down
    /// to 1 / `cells`: most of what a long tail does, it does in its last draws. Both are powers of two.
    case graded(inner: Int, cells: Int)
    /// Bins that begin at 0 and at each of these, ascending within (0, 1): for an input with atoms, which lie in one bin each.
    case cut([Double])

    /// How many bins there are.
    public var count: Int {
        switch self {
        case .graded(let inner, let cells): inner + 2 * (cells / inner).trailingZeroBitCount
        case .cut(let cuts): cuts.count + 1
        }
    }

    /// Where the bins begin and end: one more than there are bins, from 0 to 1.
    public var edges: [Double] {
        switch self {
        case .graded(let inner, let cells):
            let tail = sequence(first: 1 / Double(cells)) { $0 * 2 }.prefix { $0 < 1 / Double(inner) }
            return [0] + tail + (1..<inner).map { Double($0) / Double(inner) } + tail.reversed().map { 1 - $0 } + [1]
        case .cut(let cuts): return [0] + cuts + [1]
        }
    }

    /// Of graded bins, the bin of each of the `cells` equal parts of [0, 1]: none of them is cut. Else empty.
    public var binsOfCells: [UInt16] {
        guard case .graded(_, let cells) = self else { return [] }
        let edges = edges
        var bin = 0
        return (0..<cells).map { cell in
            while edges[bin + 1] * Double(cells) <= Double(cell) { bin += 1 }
            return UInt16(bin)
        }
    }

    /// The most bins one input may have, and the most cells.
    public static let maximumCount = 1_024
    /// See ``maximumCount``.
    public static let maximumCells = 1 << 13

    /// Whether they are bins at all: within the bounds, powers of two where they have to be, in order.
    var areSound: Bool {
        switch self {
        case .graded(let inner, let cells):
            guard inner >= 2, cells >= inner, cells <= Self.maximumCells else { return false }
            return inner & (inner - 1) == 0 && cells & (cells - 1) == 0 && count <= Self.maximumCount
        case .cut:
            return count <= Self.maximumCount && zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }
        }
    }
}
