/// What a sensitivity analysis says about each output and factor, from the parts that are in.
///
/// Values come from all replicates; errors from the spread of the values that leave one replicate out (the jackknife: B. Efron and
/// C. Stein, doi:10.1214/aos/1176345462), which for an index near zero is about 1.4 times too wide. An output that
/// is not finite in every draw, or that is the same in all, has no indices.
public struct SensitivityEstimates: Hashable, Sendable {
    /// For each output, for each factor; `nil` where fewer than two replicates tell.
    private let entries: [[SensitivityEstimate?]]

    /// From parts by their number. Those that are missing make errors unknown, and figures fewer.
    /// - Parameter roughOutputs: those whose variance a handful of draws makes, which the parts alone need not show: where no large draw was
    ///   met, value and error are both too small.
    public init(parts: [Int: SensitivityPart], shape: SensitivityShape, roughOutputs: Set<Int> = []) {
        let table = SensitivityTable(parts: parts, shape: shape, roughOutputs: roughOutputs)
        entries = (0..<shape.outputs).map(table.estimates)
    }

    /// How many outputs there are.
    public var outputs: Int { entries.count }
    /// How many factors there are.
    public var factors: Int { entries.first?.count ?? 0 }

    /// What decides output `output`, as far as factor `factor` does.
    public subscript(output: Int, factor: Int) -> SensitivityEstimate? { entries[output][factor] }
}

/// What one factor does to one output.
public struct SensitivityEstimate: Hashable, Sendable {
    /// The first-order index: the part of the output's variance that goes when the factor is known. As it is estimated, so that
    /// it may lie slightly below 0 or above 1. `nil` where it was not computed.
    public let first: Figure?
    /// The total index: the part of the variance that is left when all else is known.
    public let total: Figure?
    /// Spearman's rank correlation of output and input; `nil` of a group.
    public let spearman: Figure?
    /// The output's mean where the input lies about its 5% quantile: from 2.5% to 7.5%, ``lowQuantiles``.
    public let low: Figure?
    /// The same about its 95% quantile.
    public let high: Figure?
    /// The output's mean along the input's quantiles.
    public let curve: [SensitivityPoint]

    /// What ``low`` is about, in probabilities of the input.
    public static let lowQuantiles = 0.025...0.075
    /// What ``high`` is about.
    public static let highQuantiles = 0.925...0.975
    /// How many equal parts of an input's draws ``curve`` has, but where the input has fewer values.
    public static let curvePoints = 16
    /// Where all of these begin and end. Bins that do as well make them exact; of a bin that is cut only the mean of all of it is known.
    public static let boundaries = Set(
        [lowQuantiles, highQuantiles].flatMap { [$0.lowerBound, $0.upperBound] }
            + (0...curvePoints).map { Double($0) / Double(curvePoints) }
    ).sorted()
}

/// The mean of an output over a part of an input's draws.
public struct SensitivityPoint: Hashable, Sendable {
    /// Which part, in probabilities of the input.
    public let quantiles: ClosedRange<Double>
    /// The output's mean.
    public let mean: Figure
}
