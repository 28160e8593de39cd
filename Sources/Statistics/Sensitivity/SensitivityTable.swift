/// The parts of a sensitivity analysis, laid out by output and factor, with the estimators over them.
struct SensitivityTable {
    private let shape: SensitivityShape
    private let parts: [Int: SensitivityPart]
    /// The replicates whose draws are in.
    private let replicates: [Int]
    private let bins: [FactorBins]
    /// Where in an output's numbers those of each factor begin.
    private let offsets: [Int]
    private let valuesPerOutput: Int
    private let roughOutputs: Set<Int>

    init(parts: [Int: SensitivityPart], shape: SensitivityShape, roughOutputs: Set<Int>) {
        self.roughOutputs = roughOutputs
        self.shape = shape
        self.parts = parts
        valuesPerOutput = shape.valuesPerOutput
        replicates = (0..<DrawLayout.replicates).filter { parts[$0] != nil }
        // Most factors have the bins of the one before.
        var last: (bins: SensitivityBins, known: FactorBins)?
        bins = shape.bins.map { bins in
            if let last, last.bins == bins { return last.known }
            let found = FactorBins(bins)
            last = (bins, found)
            return found
        }
        var next = SensitivityShape.headCount
        offsets = shape.bins.map { bins in
            defer { next += 1 + bins.count }
            return next
        }
    }

    /// What each factor does to an output; `nil` where fewer than two replicates tell.
    func estimates(ofOutput output: Int) -> [SensitivityEstimate?] {
        let heads = replicates.compactMap { head(of: output, replicate: $0) }
        // Which draws have a value may hang on the input itself: what is said by those that have one is not about all.
        guard heads.allSatisfy({ $0.finite == Double(shape.drawsPerReplicate) }),
            let spread = OutputSpread(heads: heads),
            spread.replicates.count >= 2, spread.variance > 0
        else {
            return Array(repeating: nil, count: shape.factors)
        }
        return (0..<shape.factors).map { estimate(output: output, factor: $0, spread) }
    }

    private func estimate(output: Int, factor: Int, _ spread: OutputSpread) -> SensitivityEstimate {
        let isRough = roughOutputs.contains(output)
        let total = shape.redraw(of: factor)
            .flatMap { changed(by: $0, output: output, spread, isOutside: false) }?.marked(ifRough: isRough)
        guard !shape.isGrouped else {
            let first = shape.redraw(outside: factor)
                .flatMap { changed(by: $0, output: output, spread, isOutside: true) }?.marked(ifRough: isRough)
            return SensitivityEstimate(first: first, total: total, spearman: nil, low: nil, high: nil, curve: [])
        }
        let bins = BinnedMeans(bins: bins[factor], spread: spread) { replicate in
            means(of: output, factor: factor, replicate: replicate.number)
        }
        let ends = bins.ends
        return SensitivityEstimate(
            first: bins.firstOrder?.marked(ifRough: isRough), total: total,
            spearman: spearman(output: output, factor: factor, spread), low: ends.low, high: ends.high,
            curve: bins.curve(areEndsRough: isRough))
    }

    // MARK: Places

    private func head(of output: Int, replicate: Int) -> OutputSpread.Replicate? {
        guard let values = parts[replicate]?.values else { return nil }
        let start = output * valuesPerOutput
        return OutputSpread.Replicate(
            number: replicate, finite: values[start], mean: values[start + 1], variance: values[start + 2],
            untied: values[start + 3])
    }

    private func means(of output: Int, factor: Int, replicate: Int) -> ArraySlice<Double> {
        let start = output * valuesPerOutput + offsets[factor] + 1
        guard let part = parts[replicate] else { preconditionFailure("a replicate without its part says nothing") }
        return part.values[start..<start + bins[factor].widths.count]
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

    /// The covariance of the ranks over the deviations of both, of which that of the input is known.
    private func spearman(output: Int, factor: Int, _ spread: OutputSpread) -> Figure? {
        let variance = bins[factor].variance
        let place = output * valuesPerOutput + offsets[factor]
        let covariances = spread.replicates.map { parts[$0.number]?.values[place] ?? .nan }
        let untied = spread.replicates.map(\.untied)
        return Jackknife.figure(count: covariances.count) { left in
            let ranks = Jackknife.mean(untied, without: left) / 12
            return Jackknife.mean(covariances, without: left) / (variance * ranks).squareRoot()
        }
    }
}

/// Standard errors by leaving one replicate out at a time.
enum Jackknife {
    /// The value with all replicates, and the error that the values without one each give: none where there are not sixteen, and
    /// not to be trusted where they are skewed.
    /// - Parameters:
    ///   - count: how many replicates there are.
    ///   - value: the value without the replicate at a position, or with all of them at `nil`.
    /// - Returns: `nil` where the value is not finite.
    static func figure(count: Int, plus further: Double = 0, _ value: (Int?) -> Double) -> Figure? {
        let whole = value(nil)
        guard whole.isFinite, count == DrawLayout.replicates else { return figure(whole, plus: further, spread: nil) }
        let values = (0..<count).map { value($0) }
        let center = values.reduce(0, +) / Double(count)
        return figure(whole, plus: further, spread: ReplicateSpread(deviations: values.map { $0 - center }))
    }

    /// The same of the mean of numbers that are known: without one of them it moves by a fifteenth of that one's distance.
    static func figure(meanOf numbers: [Double]) -> Figure? {
        let center = mean(numbers, without: nil)
        guard center.isFinite, numbers.count == DrawLayout.replicates else { return figure(center, spread: nil) }
        let others = Double(numbers.count - 1)
        return figure(center, spread: ReplicateSpread(deviations: numbers.map { (center - $0) / others }))
    }

    private static func figure(_ whole: Double, plus further: Double = 0, spread: ReplicateSpread?) -> Figure? {
        guard whole.isFinite else { return nil }
        guard let spread else { return Figure(value: whole, standardError: nil) }
        let count = Double(spread.deviations.count)
        let squares = spread.deviations.reduce(0) { $0 + $1 * $1 }
        let error = (squares * (count - 1) / count + further * further).squareRoot()
        return Figure(
            value: whole, standardError: error.isFinite ? error : nil, isReliable: !spread.isSkewed)
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
    /// Without each of them in turn.
    private let variances: [Double]

    /// From the replicates that have finite values; `nil` where fewer than two have.
    init?(heads: [Replicate]) {
        replicates = heads.filter { $0.finite >= 2 && $0.mean.isFinite && $0.variance.isFinite }
        guard replicates.count >= 2 else { return nil }
        let center = Jackknife.mean(replicates.map(\.mean), without: nil)
        let centered = replicates.map { $0.mean - center }
        let secondMoments = zip(replicates, centered).map { $0.variance + $1 * $1 }
        // Unbiased whether the draws of a replicate are independent or not, since the replicates are: the mean square, less a
        // product of means of different ones.
        let variance = { left in
            Jackknife.mean(secondMoments, without: left) - Jackknife.meanProduct(centered, without: left)
        }
        self.variance = variance(nil)
        variances = replicates.indices.map { variance($0) }
    }

    /// The variance without the replicate at a position, or with all of them at `nil`.
    func variance(without left: Int?) -> Double { left.map { variances[$0] } ?? variance }
}
