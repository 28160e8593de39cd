/// How the draws of one input are told apart by its own uniform u: in bins of known probability.
public enum SensitivityBins: Hashable, Sendable {
    /// `inner` bins of equal probability, of which the first and the last are cut into ever smaller ones, by half each time, down
    /// to 1 / `cells`: most of what a long tail does, it does in its last draws. `cells` is `inner` times a power of two.
    case graded(inner: Int, cells: Int)
    /// Bins that begin at 0 and at each of these, ascending within (0, 1), for an input with atoms, which lie in one bin each; and which bins
    /// those are.
    case cut([Double], isAtom: [Bool])

    /// Whether they are for an input whose draws hardly ever coincide.
    public var isGraded: Bool { if case .graded = self { true } else { false } }

    /// Which bins have draws of one value alone.
    public var atoms: [Bool] {
        switch self {
        case .graded: Array(repeating: false, count: count)
        case .cut(_, let isAtom): isAtom
        }
    }

    /// How many bins there are.
    public var count: Int {
        switch self {
        case .graded(let inner, let cells): inner + 2 * (cells / inner).trailingZeroBitCount
        case .cut(let cuts, _): cuts.count + 1
        }
    }

    /// Where the bins begin and end: one more than there are bins, from 0 to 1.
    public var edges: [Double] {
        switch self {
        case .graded(let inner, let cells):
            return Self.edges(inner: inner, cells: cells).map { Double($0) / Double(cells) }
        case .cut(let cuts, _): return [0] + cuts + [1]
        }
    }

    /// Those of graded bins, in cells.
    private static func edges(inner: Int, cells: Int) -> [Int] {
        let width = cells / inner
        let tail = Array(sequence(first: 1) { $0 * 2 }.prefix { $0 < width })
        return [0] + tail + (1..<inner).map { $0 * width } + tail.reversed().map { cells - $0 } + [cells]
    }

    /// Of graded bins, the bin of each of the `cells` equal parts of [0, 1]: none of them is cut. Else empty.
    public var binsOfCells: [UInt16] {
        guard case .graded(let inner, let cells) = self else { return [] }
        let edges = Self.edges(inner: inner, cells: cells)
        var bin = 0
        return (0..<cells).map { cell in
            while edges[bin + 1] <= cell { bin += 1 }
            return UInt16(bin)
        }
    }

    /// The most bins one input may have, and the most cells.
    public static let maximumCount = 1_024
    /// See ``maximumCount``.
    public static let maximumCells = 1 << 13

    /// Whether they are bins at all: within the bounds, a power of two where it has to be one, in order.
    var areSound: Bool {
        switch self {
        case .graded(let inner, let cells):
            guard inner >= 2, cells >= inner, cells <= Self.maximumCells, cells % inner == 0 else { return false }
            let width = cells / inner
            return width & (width - 1) == 0 && count <= Self.maximumCount
        case .cut(let cuts, let isAtom):
            return count <= Self.maximumCount && isAtom.count == cuts.count + 1
                && zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }
        }
    }
}
