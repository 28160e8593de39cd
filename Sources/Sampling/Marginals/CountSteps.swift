/// The steps of a distribution over whole numbers with a single peak, from the ratios of neighbouring probabilities.
enum CountSteps {
    /// Those of 0...`last` that a uniform in [2^-53, 1 - 2^-53] can reach. `ratio(k)` is P(k) / P(k - 1), above 0 and
    /// falling in k, and passes 1 at `peak`.
    ///
    /// Weights are relative to the peak's until their sum is known, so that no factorial is needed. Both tails fall
    /// faster than any power, and end 2^-75 below the peak.
    static func steps(peak: Int, last: Int, ratio: (Int) -> Double) -> Steps {
        var falling: [Double] = []
        var weight = 1.0
        var count = peak
        while count > 0 {
            weight /= ratio(count)
            guard weight > 0x1p-75 else { break }
            count -= 1
            falling.append(weight)
        }
        var rising: [Double] = [1]
        weight = 1
        var next = peak + 1
        while next <= last {
            weight *= ratio(next)
            guard weight > 0x1p-75 else { break }
            rising.append(weight)
            next += 1
        }
        let weights = falling.reversed() + rising
        return trimmed(weights, first: count)
    }

    /// Without the values at either end that no uniform reaches.
    private static func trimmed(_ weights: [Double], first: Int) -> Steps {
        // Small ones first, so that the sum is that of the exact terms.
        let total = weights.sorted().reduce(0, +)
        let shares = weights.map { $0 / total }
        let lower = unreachable(shares)
        let upper = unreachable(shares.reversed())
        let kept = lower..<(shares.count - upper)
        return Steps(values: kept.map { Double(first + $0) }, weights: Array(shares[kept]))
    }

    private static func unreachable(_ shares: some Sequence<Double>) -> Int {
        var sum = 0.0
        var count = 0
        for share in shares {
            sum += share
            guard sum < 0x1p-54 else { break }
            count += 1
        }
        return count
    }
}
