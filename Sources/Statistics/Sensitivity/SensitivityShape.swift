/// How large the parts of a sensitivity analysis are, and what each of them holds.
///
/// The analysis looks at the first ``drawsPerReplicate`` draws of every replicate. Parts 0 to 15 hold, for one replicate each, the
/// moments of the outputs and their means over the bins of each factor; the others what a few redraws change in one replicate.
/// A factor is one random draw (an element of an input), or a group of them that is redrawn together.
public struct SensitivityShape: Hashable, Sendable {
    /// Outputs that are explained.
    public let outputs: Int
    /// What explains them: draws, or groups of draws.
    public let factors: Int
    /// The bins of each factor; none where the factors are groups, which have no order.
    public let bins: [SensitivityBins]
    /// Whether total indices are asked for.
    public let hasTotals: Bool
    /// Draws of each replicate, a power of two.
    public let drawsPerReplicate: UInt64

    /// Redraws that are evaluated together: it takes the draws themselves once, and each redraw once more.
    public static let redrawsPerPart = 16
    /// The most parts of one analysis.
    public static let maximumParts = 100_000
    /// The most numbers of one part: 4 MB.
    public static let maximumValues = 1 << 19
    /// The draws a replicate may have.
    public static let drawsRange: ClosedRange<UInt64> = 1 << 8...1 << 24

    /// Of single draws with these bins.
    /// - Returns: `nil` beyond a bound.
    public init?(outputs: Int, bins: [SensitivityBins], hasTotals: Bool, drawsPerReplicate: UInt64) {
        self.init(
            outputs: outputs, factors: bins.count, bins: bins, hasTotals: hasTotals,
            drawsPerReplicate: drawsPerReplicate)
    }

    /// Of groups.
    /// - Returns: `nil` beyond a bound.
    public init?(outputs: Int, groups: Int, hasTotals: Bool, drawsPerReplicate: UInt64) {
        self.init(
            outputs: outputs, factors: groups, bins: [], hasTotals: hasTotals, drawsPerReplicate: drawsPerReplicate)
    }

    private init?(outputs: Int, factors: Int, bins: [SensitivityBins], hasTotals: Bool, drawsPerReplicate: UInt64) {
        self.outputs = outputs
        self.factors = factors
        self.bins = bins
        self.hasTotals = hasTotals
        self.drawsPerReplicate = drawsPerReplicate
        let limit = Self.maximumParts
        guard (1...limit).contains(outputs), (1...limit).contains(factors), bins.allSatisfy(\.areSound),
            Self.drawsRange.contains(drawsPerReplicate), drawsPerReplicate & (drawsPerReplicate - 1) == 0,
            partCount <= limit, valueCount(ofPart: 0) <= Self.maximumValues,
            outputs * Self.redrawsPerPart <= Self.maximumValues
        else { return nil }
    }

    /// Whether factors are groups of draws.
    public var isGrouped: Bool { bins.isEmpty }

    // MARK: Redraws

    /// How many sets of draws are redrawn: of groups first, in their order, all that is outside each (which gives the first-order
    /// index), then, where totals are asked for, each factor itself.
    public var redraws: Int { (isGrouped ? factors : 0) + (hasTotals ? factors : 0) }

    /// The redraw of all but factor `factor`.
    func redraw(outside factor: Int) -> Int? { isGrouped ? factor : nil }

    /// The redraw of factor `factor`.
    func redraw(of factor: Int) -> Int? { hasTotals ? (isGrouped ? factors : 0) + factor : nil }

    // MARK: Parts

    /// How many parts there are.
    public var partCount: Int {
        DrawLayout.replicates * (1 + (redraws + Self.redrawsPerPart - 1) / Self.redrawsPerPart)
    }

    /// What part `part` is about: a replicate, and the redraws in it; `nil` for the draws as they are.
    /// - Precondition: `0 <= part < partCount`.
    public func content(ofPart part: Int) -> (replicate: Int, redraws: Range<Int>?) {
        precondition((0..<partCount).contains(part), "there is no part \(part)")
        let (chunk, replicate) = part.quotientAndRemainder(dividingBy: DrawLayout.replicates)
        guard chunk > 0 else { return (replicate, nil) }
        let first = (chunk - 1) * Self.redrawsPerPart
        return (replicate, first..<min(first + Self.redrawsPerPart, redraws))
    }

    /// The part that holds redraw `redraw` of `replicate`, and where in it the numbers of the outputs begin.
    func place(ofRedraw redraw: Int, replicate: Int) -> (part: Int, offset: Int) {
        let (chunk, position) = redraw.quotientAndRemainder(dividingBy: Self.redrawsPerPart)
        return ((chunk + 1) * DrawLayout.replicates + replicate, position * outputs)
    }

    /// How many numbers part `part` holds.
    func valueCount(ofPart part: Int) -> Int {
        let content = content(ofPart: part)
        return outputs * (content.redraws?.count ?? valuesPerOutput)
    }

    /// Numbers of one output in a part about the draws as they are: ``headCount`` about itself, then for each factor one
    /// about ranks and the means over its bins.
    var valuesPerOutput: Int { bins.reduce(Self.headCount) { $0 + 1 + $1.count } }

    /// The number of finite values, their mean, their variance, and 1 less the chance that three are equal.
    static let headCount = 4
}
