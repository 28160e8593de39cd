import CKernels

/// A quantile function as polynomials of degree 7 over pieces of any size, certified against the distribution when it is
/// built.
///
/// As in ``QuantileTable`` each tail is cut by p = min(u, 1 - u), from 2^-53 up to 1/2; but pieces are halved only where
/// the accuracy asks for it, atoms are pieces of their own, and none crosses a corner of the distribution.
public struct QuantilePieces: Hashable, Sendable {
    /// How many pieces the lower tail has; the upper has the rest.
    public let lowerCount: Int
    /// As `quantile.h` lays them out.
    public let pieces: [Double]
    /// From a uniform's leading bits to the pieces among which it is.
    let guide: [UInt32]

    /// The most pieces, about a megabyte.
    static let largest = 10_000

    /// A table received from elsewhere; `nil` unless all numbers are finite, each tail's pieces ascend from 2^-53 and stay
    /// below 1/2, and their quantiles never fall with u. Values are not certified again.
    public init?(lowerCount: Int, pieces: [Double]) {
        let size = Int(SUANLI_PIECE_NUMBERS)
        guard pieces.count % size == 0, pieces.count <= Self.largest * size, pieces.allSatisfy(\.isFinite) else {
            return nil
        }
        let count = pieces.count / size
        guard lowerCount > 0, lowerCount < count else { return nil }
        let starts = (0..<count).map { pieces[size * $0] }
        let lowest = (0..<count).map { pieces[size * $0 + 2] }
        let highest = (0..<count).map { pieces[size * $0 + 3] }
        for tail in [0..<lowerCount, lowerCount..<count] {
            guard starts[tail.lowerBound] == 0x1p-53, starts[tail.upperBound - 1] < 0.5,
                zip(starts[tail], starts[tail].dropFirst()).allSatisfy({ $0 < $1 })
            else { return nil }
        }
        let order = Array(0..<lowerCount) + (lowerCount..<count).reversed()
        guard order.allSatisfy({ lowest[$0] <= highest[$0] }),
            zip(order, order.dropFirst()).allSatisfy({ highest[$0] <= lowest[$1] })
        else { return nil }
        self.lowerCount = lowerCount
        self.pieces = pieces
        guide = Self.guide(starts[..<lowerCount]) + Self.guide(starts[lowerCount...])
    }

    /// The uniforms at which one piece ends and another starts, of either tail, but for its last 2^-30.
    var boundaries: [Double] {
        let size = Int(SUANLI_PIECE_NUMBERS)
        let starts = (0..<pieces.count / size).map { pieces[size * $0] }
        let (lower, upper) = (starts[..<lowerCount], starts[lowerCount...])
        return lower.filter { $0 >= 0x1p-30 } + [0.5] + upper.filter { $0 >= 0x1p-30 }.map { 1 - $0 }
    }

    /// For each cell of one tail, the last piece that starts at or below the cell's start, and how many more start within.
    private static func guide(_ starts: ArraySlice<Double>) -> [UInt32] {
        var index = starts.startIndex
        return (0..<Int(SUANLI_PIECES_CELLS)).map { cell in
            let (start, end) = (edge(of: cell), edge(of: cell + 1))
            while index + 1 < starts.endIndex, starts[index + 1] <= start { index += 1 }
            let more = starts[(index + 1)...].prefix { $0 < end }.count
            return UInt32(more) << 16 | UInt32(index)
        }
    }

    /// Where a cell starts; cells are numbered over the octaves from 2^-53 on.
    private static func edge(of cell: Int) -> Double {
        let (octave, part) = cell.quotientAndRemainder(dividingBy: 1 << Int(SUANLI_PIECES_CELL_BITS))
        let share = Double(part) / Double(1 << Int(SUANLI_PIECES_CELL_BITS))
        return Double(sign: .plus, exponent: octave - 53, significand: 1 + share)
    }

    /// The table of a distribution, which `name` names in an error.
    /// - Throws: ``MarginalFailure/notTabulated(_:)`` when it takes too many pieces.
    init(of marginal: any Marginal, name: String) throws(MarginalFailure) {
        var builder = PieceBuilder(marginal)
        let isLowerDone = builder.build()
        let lowerCount = builder.count
        builder.tail = Tail(marginal, isUpper: true)
        guard isLowerDone, builder.build(),
            let table = QuantilePieces(lowerCount: lowerCount, pieces: builder.pieces)
        else { throw .notTabulated(name) }
        self = table
    }
}
