/// The bins of a factor: how they lie beside each other, and which of them the parts of its draws are that figures are about.
struct FactorBins {
    let widths: [Double]
    /// Of each bin between which two the mean rises before it: from the one before it to it or, where there is none, from it to the one after.
    let riseBefore: (from: [Int], to: [Int])
    /// Likewise after it.
    let riseAfter: (from: [Int], to: [Int])
    /// Whether there are two on either side.
    let isInner: [Bool]
    /// What a line through the means of the neighbours has within each bin, over the product of the rises on both sides, times the bin's
    /// width.
    let lineWeights: [Double]
    /// Of the input's uniform; of a draw's middle of all with its value, where there are such.
    let variance: Double
    let low: BinWindow
    let high: BinWindow
    let curve: [BinWindow]

    init(_ bins: SensitivityBins) {
        let edges = bins.edges
        let layout = BinLayout(bins)
        widths = layout.widths
        let (before, after) = (layout.before, layout.after)
        let all = layout.widths.indices
        riseBefore = (Array(before), all.map { before[$0] < $0 ? $0 : after[$0] })
        riseAfter = (all.map { after[$0] > $0 ? $0 : before[$0] }, Array(after))
        isInner = layout.widths.indices.map { bin in
            let (low, high) = (before[bin], after[bin])
            return low < bin && high > bin && before[low] < low && after[high] > high
        }
        lineWeights = layout.widths.indices.map { layout.widths[$0] * layout.lineShare(ofBin: $0) }
        variance = layout.widths.indices.reduce(0) { sum, bin in
            let (middle, width) = (layout.middles[bin] - 0.5, layout.widths[bin])
            return sum + width * (middle * middle + (layout.isAtom[bin] ? 0 : width * width / 12))
        }
        low = BinWindow(SensitivityEstimate.lowQuantiles, edges: edges)
        high = BinWindow(SensitivityEstimate.highQuantiles, edges: edges)
        let points = Self.points(bins)
        let steps =
            bins.isGraded || edges.count > points + 1 ? (0...points).map { Double($0) / Double(points) } : edges
        curve = zip(steps, steps.dropFirst()).map { BinWindow($0...$1, edges: edges) }
    }

    /// How many points a curve has: half of the most where there are bins for no more.
    private static func points(_ bins: SensitivityBins) -> Int {
        let most = SensitivityEstimate.curvePoints
        if case .graded(let inner, _) = bins, inner % most != 0 { return most / 2 }
        return most
    }
}

/// Bins along an input.
struct BinLayout {
    let widths: [Double]
    let middles: [Double]
    let isAtom: [Bool]
    /// Of each bin the one before it along which the input goes on, or itself: at an end, beside an atom, and of an atom.
    let before: [Int]
    /// Likewise the one after it.
    let after: [Int]

    init(_ bins: SensitivityBins) {
        let edges = bins.edges
        let isAtom = bins.atoms
        widths = zip(edges, edges.dropFirst()).map { $1 - $0 }
        middles = zip(edges, edges.dropFirst()).map { ($0 + $1) / 2 }
        self.isAtom = isAtom
        before = isAtom.indices.map { $0 > 0 && !isAtom[$0] && !isAtom[$0 - 1] ? $0 - 1 : $0 }
        after = isAtom.indices.map { $0 + 1 < isAtom.count && !isAtom[$0] && !isAtom[$0 + 1] ? $0 + 1 : $0 }
    }

    /// The variance within a bin of what rises along it, over the product of the rises from the bin before and to the one after: of a
    /// line; of an exponential tail where bins double (within 2% a twelfth), or end.
    func lineShare(ofBin bin: Int) -> Double {
        let (low, high) = (before[bin], after[bin])
        guard low < high else { return 0 }
        let isAtEnd = bin == 0 || bin == widths.count - 1
        let neighbour = low < bin ? low : high
        // The last two bins of a tail are of one width, an exponential's means over them 2 log 2 apart.
        if low == bin || high == bin, isAtEnd, widths[neighbour] < 1.1 * widths[bin] { return 0.5203422452514019 }
        let isDoubling = [low, high].contains { $0 != bin && !(0.6...1.7).contains(widths[$0] / widths[bin]) }
        if isDoubling { return 1.0 / 12 }
        let distances = [low < bin ? low : high, high > bin ? high : low].map { abs(middles[$0] - middles[bin]) }
        return widths[bin] * widths[bin] / (distances[0] * distances[1]) / 12
    }
}
