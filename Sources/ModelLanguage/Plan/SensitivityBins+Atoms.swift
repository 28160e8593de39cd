import Statistics

extension SensitivityBins {
    /// Bins for an input with these atoms: graded where none is as wide as half a bin and met four times by a replicate.
    init(atoms: [ClosedRange<Double>], inner: Int, drawsPerReplicate: UInt64) {
        let fewest = 4 / Double(drawsPerReplicate)
        let wide = atoms.filter { $0.upperBound - $0.lowerBound >= max(fewest, 0.5 / Double(inner)) }
        guard !wide.isEmpty else {
            let most = min(Self.maximumCells, Int(drawsPerReplicate) / 4, inner * 16)
            var cells = inner
            while cells * 2 <= most { cells *= 2 }
            self = .graded(inner: inner, cells: cells)
            return
        }
        var cutter = AtomCutter(atoms: wide, inner: inner, drawsPerReplicate: Double(drawsPerReplicate))
        var cuts = cutter.cuts
        while cuts.count >= min(4 * inner, Self.maximumCount) {
            cutter.smallest *= 2
            cuts = cutter.cuts
        }
        let edges = [0] + cuts + [1]
        self = .cut(cuts, isAtom: zip(edges, edges.dropFirst()).map { cutter.isAtom($0, $1) })
    }
}

/// Cuts an input with atoms into bins.
private struct AtomCutter {
    let atoms: [ClosedRange<Double>]
    let inner: Int
    let drawsPerReplicate: Double
    /// No bin is below it.
    var smallest: Double

    /// Pieces of what is drawn between atoms, as far as there are 16 draws of a replicate in each.
    private static let pieces = 16.0

    init(atoms: [ClosedRange<Double>], inner: Int, drawsPerReplicate: Double) {
        self.atoms = atoms.sorted { $0.lowerBound < $1.lowerBound }
        self.inner = inner
        self.drawsPerReplicate = drawsPerReplicate
        smallest = 4 / drawsPerReplicate
    }

    /// Where bins begin but for the first: at the ends of atoms, and within what lies between two of them, or beyond the last.
    var cuts: [Double] {
        var cuts: [Double] = []
        let add = { (cut: Double, cuts: inout [Double]) in
            if cut - (cuts.last ?? 0) >= smallest, 1 - cut >= smallest { cuts.append(cut) }
        }
        var low = 0.0
        for atom in atoms {
            for cut in cutsWithin(low, atom.lowerBound) { add(cut, &cuts) }
            for cut in [atom.lowerBound, atom.upperBound] { add(cut, &cuts) }
            low = atom.upperBound
        }
        for cut in cutsWithin(low, 1) { add(cut, &cuts) }
        return cuts
    }

    /// Whether an atom makes up most of a bin.
    func isAtom(_ low: Double, _ high: Double) -> Bool {
        atoms.contains { min(high, $0.upperBound) - max(low, $0.lowerBound) > (high - low) / 2 }
    }

    /// Between two atoms: what figures are about, equal pieces between those, and ever smaller ones toward the end of a tail.
    private func cutsWithin(_ low: Double, _ high: Double) -> [Double] {
        guard high - low >= 2 * smallest else { return [] }
        let inside = SensitivityEstimate.boundaries.filter { low + smallest < $0 && $0 < high - smallest }
        let ends = [low] + inside + [high]
        let rate = max(Double(inner), min(Self.pieces / (high - low), drawsPerReplicate / Self.pieces))
        var cuts: [Double] = []
        for (start, end) in zip(ends, ends.dropFirst()) {
            let pieces = max(1, ((end - start) * rate).rounded())
            let width = (end - start) / pieces
            cuts += start == low ? [] : [start]
            if start == 0 { cuts += tail(width) }
            cuts += (1..<Int(pieces)).map { start + width * Double($0) }
            if end == 1 { cuts += tail(width).reversed().map { 1 - $0 } }
        }
        return cuts
    }

    /// Halves of halves of a piece at the end, ascending.
    private func tail(_ width: Double) -> [Double] {
        Array(sequence(first: width / 2) { $0 / 2 }.prefix { $0 >= max(smallest, width / 16) }).reversed()
    }
}
