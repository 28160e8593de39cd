/// The parts of a sensitivity analysis, laid out by output and factor, with the estimators over them.
struct SensitivityTable {
    private let shape: SensitivityShape
    private let parts: [Int: SensitivityPart]
    /// The replicates whose draws are in.
    private let replicates: [Int]
    private let edges: [[Double]]
    /// Where in an output's numbers those of each factor begin.
    private let offsets: [Int]

    init(parts: [Int: SensitivityPart], shape: SensitivityShape) {
        self.shape = shape
        self.parts = parts
        replicates = (0..<DrawLayout.replicates).filter { parts[$0] != nil }
        edges = shape.bins.map(\.edges)
        var next = SensitivityShape.headCount
        offsets = shape.bins.map { bins in
            defer { next += 1 + bins.count }
            return next
        }
    }

    func estimate(output: Int, factor: Int) -> SensitivityEstimate? {
        let spread = OutputSpread(heads: replicates.compactMap { head(of: output, replicate: $0) })
        guard let spread, spread.replicates.count >= 2, spread.variance > 0 else { return nil }
        let total = shape.redraw(of: factor).flatMap { changed(by: $0, output: output, spread, isOutside: false) }
        guard !shape.isGrouped else {
            let first = shape.redraw(outside: factor)
                .flatMap { changed(by: $0, output: output, spread, isOutside: true) }
            return SensitivityEstimate(first: first, total: total, spearman: nil, low: nil, high: nil, curve: [])
        }
        let bins = BinnedMeans(
            means: spread.replicates.map { means(of: output, factor: factor, replicate: $0.number) },
            edges: edges[factor], isGraded: isGraded(factor), spread: spread)
        return SensitivityEstimate(
            first: bins.firstOrder, total: total, spearman: spearman(output: output, factor: factor, spread),
            low: bins.mean(over: 0.025...0.075), high: bins.mean(over: 0.925...0.975), curve: bins.curve)
    }

    private func isGraded(_ factor: Int) -> Bool {
        if case .graded = shape.bins[factor] { true } else { false }
    }

    // MARK: Places

    private func head(of output: Int, replicate: Int) -> OutputSpread.Replicate? {
        guard let values = parts[replicate]?.values else { return nil }
        let start = output * shape.valuesPerOutput
        // Which draws have a value may hang on the input itself: bins of all draws say nothing about those that have one.
        guard values[start] == Double(shape.drawsPerReplicate) else { return nil }
        return OutputSpread.Replicate(
            number: replicate, finite: values[start], mean: values[start + 1], variance: values[start + 2],
            untied: values[start + 3])
    }

    private func means(of output: Int, factor: Int, replicate: Int) -> [Double] {
        let start = output * shape.valuesPerOutput + offsets[factor] + 1
        return Array(parts[replicate]?.values[start..<start + shape.bins[factor].count] ?? [])
    }

    // MARK: Redraws

    /// Half the mean squared difference over the variance: what is left of it when all that is not redrawn is known. With
    /// `isOutside` the rest of the variance, which is explained by what is not redrawn.
    private func changed(by redraw: Int, output: Int, _ spread: OutputSpread, isOutside: Bool) -> Figure? {
        var known: [OutputSpread.Replicate] = []
        var halves: [Double] = []
        for replicate in spread.replicates {
            let place = shape.place(ofRedraw: redraw, replicate: replicate.number)
            guard let value = parts[place.part]?.values[place.offset + output], value.isFinite else { continue }
            known.append(replicate)
            halves.append(value)
        }
        guard let spread = OutputSpread(heads: known), known.count >= 2 else { return nil }
        return Jackknife.figure(count: known.count) { left in
            let share = Jackknife.mean(halves, without: left) / spread.variance(without: left)
            return isOutside ? 1 - share : share
        }
    }

    // MARK: Ranks

    /// The covariance of the ranks over the deviations of both; those of the input are known, from its bins.
    private func spearman(output: Int, factor: Int, _ spread: OutputSpread) -> Figure? {
        let edges = edges[factor]
        var deviation = 0.0
        for (low, high) in zip(edges, edges.dropFirst()) {
            let middle = (low + high) / 2 - 0.5
            deviation += (high - low) * middle * middle
        }
        let place = output * shape.valuesPerOutput + offsets[factor]
        let covariances = spread.replicates.map { parts[$0.number]?.values[place] ?? .nan }
        let untied = spread.replicates.map(\.untied)
        return Jackknife.figure(count: covariances.count) { left in
            let ranks = Jackknife.mean(untied, without: left) / 12
            return Jackknife.mean(covariances, without: left) / (deviation * ranks).squareRoot()
        }
    }
}

/// Standard errors by leaving one replicate out at a time.
enum Jackknife {
    /// The value with all replicates, and the error that the values without one each give: none where there are not sixteen.
    /// - Parameters:
    ///   - count: how many replicates there are.
    ///   - value: the value without the replicate at a position, or with all of them at `nil`.
    /// - Returns: `nil` where the value is not finite.
    static func figure(count: Int, plus further: Double = 0, _ value: (Int?) -> Double) -> Figure? {
        let whole = value(nil)
        guard whole.isFinite else { return nil }
        guard count == DrawLayout.replicates else { return Figure(value: whole, standardError: nil) }
        let values = (0..<count).map { value($0) }
        let center = values.reduce(0, +) / Double(count)
        let squares = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
        let error = (squares * Double(count - 1) / Double(count) + further * further).squareRoot()
        return Figure(value: whole, standardError: error.isFinite ? error : nil)
    }

    /// The mean of the numbers but one.
    static func mean(_ numbers: [Double], without left: Int?) -> Double {
        guard let left else { return numbers.reduce(0, +) / Double(numbers.count) }
        var sum = 0.0
        for (index, number) in numbers.enumerated() where index != left { sum += number }
        return sum / Double(numbers.count - 1)
    }

    /// The mean of the products of any two different ones of the numbers but one. Where they are independent and have one
    /// expectation, so has this its square, however they are distributed.
    static func meanProduct(_ numbers: [Double], without left: Int?) -> Double {
        var (sum, squares, count) = (0.0, 0.0, 0.0)
        for (index, number) in numbers.enumerated() where index != left {
            sum += number
            squares += number * number
            count += 1
        }
        return (sum * sum - squares) / (count * (count - 1))
    }
}

/// The variance of one output, from replicates.
struct OutputSpread {
    /// One replicate's draws of the output.
    struct Replicate {
        let number: Int
        let finite: Double
        let mean: Double
        /// The mean squared deviation from ``mean``.
        let variance: Double
        /// 1 less the chance that three draws are equal: 1 but for atoms.
        let untied: Double
    }

    let replicates: [Replicate]
    /// Of all replicates.
    let variance: Double
    private let centered: [Double]
    private let secondMoments: [Double]

    /// From the replicates that have finite values; `nil` where fewer than two have.
    init?(heads: [Replicate]) {
        replicates = heads.filter { $0.finite >= 2 && $0.mean.isFinite && $0.variance.isFinite }
        guard replicates.count >= 2 else { return nil }
        let center = Jackknife.mean(replicates.map(\.mean), without: nil)
        let centered = replicates.map { $0.mean - center }
        self.centered = centered
        secondMoments = zip(replicates, centered).map { $0.variance + $1 * $1 }
        variance = Jackknife.mean(secondMoments, without: nil) - Jackknife.meanProduct(centered, without: nil)
    }

    /// Unbiased whether the draws of a replicate are independent or not, since the replicates are: the mean square, less a
    /// product of means of different ones.
    func variance(without left: Int?) -> Double {
        Jackknife.mean(secondMoments, without: left) - Jackknife.meanProduct(centered, without: left)
    }
}
