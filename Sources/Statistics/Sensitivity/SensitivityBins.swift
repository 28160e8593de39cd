/// How the draws of one input are told apart by its own uniform u: in bins of known probability.
public enum SensitivityBins: Hashable, Sendable {
    /// So many bins of equal probability, a power of two.
    case equal(Int)
    /// Bins that begin at 0 and at each of these, ascending within (0, 1): for an input with atoms, none of which is cut.
    case cut([Double])

    /// How many bins there are.
    public var count: Int {
        switch self {
        case .equal(let count): count
        case .cut(let cuts): cuts.count + 1
        }
    }

    /// Where the bins begin and end: one more than there are bins, from 0 to 1.
    public var edges: [Double] {
        switch self {
        case .equal(let count): (0...count).map { Double($0) / Double(count) }
        case .cut(let cuts): [0] + cuts + [1]
        }
    }

    /// The most bins one input may have.
    public static let maximumCount = 1_024

    /// Whether they are bins at all: 1 to ``maximumCount``, the equal ones a power of two, the others in order.
    var areSound: Bool {
        guard (1...Self.maximumCount).contains(count) else { return false }
        switch self {
        case .equal(let count): return count & (count - 1) == 0
        case .cut: return zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }
        }
    }
}
