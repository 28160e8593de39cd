/// What the most extreme draws say about those more extreme still.
extension Distribution {
    /// Which part of the sum of squared deviations comes from the `count` draws that lie furthest from the mean: near 1 where a
    /// handful of draws makes the variance. 0 where there is no variance.
    func tailShare(of count: Double) -> Double {
        let range = moments.maximum - moments.minimum
        let sum = outermost(count, at: .both).reduce(0) { $0 + $1.count * $1.distance * $1.distance }
        let whole = moments.squares / range / range
        return whole > 0 && sum.isFinite ? min(1, sum / whole) : 0
    }

    /// How much further than the fourth draw from the end those beyond it reach on average, above less below: what one draw more or less
    /// there moves their sum by. Where `each` is what a draw counts.
    func tailExcess(each: Double) -> Double {
        let range = moments.maximum - moments.minimum
        let above = excess(at: .above, each: each) { $0 }
        let below = excess(at: .below, each: each) { $0 }
        return range > 0 ? (above - below) * range : 0
    }

    /// The same of the squared deviations.
    func squaredTailExcess(each: Double) -> Double {
        let range = moments.maximum - moments.minimum
        return range > 0 ? excess(at: .both, each: each) { $0 * $0 } * range * range : 0
    }

    /// An end of the distribution, or both, the further one first.
    private enum End {
        case below
        case above
        case both
    }

    /// The mean excess over the fourth draw from the end. Four draws say little of it, so it is carried there from 256 and 64 of them: a
    /// generalised Pareto tail's mean excess grows by the same factor each time that a quarter of the draws is left (J. Pickands, "Statistical
    /// inference using extreme order statistics", Annals of Statistics 3 (1975), doi:10.1214/aos/1176343003). With fewer than 4,096 draws from 64 and 16; with
    /// fewer than 1,024 there is no tail to speak of.
    private func excess(at end: End, each: Double, of value: (Double) -> Double) -> Double {
        let draws = Double(moments.count) / each
        guard draws >= 1024 else { return 0 }
        let outer = draws >= 4096 ? 256.0 : 64
        let tail = outermost(outer * each, at: end).map { (value: value($0.distance), count: $0.count) }
        let (near, far) = (Self.meanExcess(of: tail, outer / 4 * each), Self.meanExcess(of: tail, outer * each))
        guard far > 0 else { return 0 }
        // No tail has a mean that grows faster.
        let growth = min(4, near / far)
        return outer == 256 ? near * growth * growth : near * growth
    }

    /// Of the first `count` draws of a tail, the most extreme first, how far they reach beyond the last on average.
    private static func meanExcess(of tail: [(value: Double, count: Double)], _ count: Double) -> Double {
        var (left, sum, last) = (count, 0.0, 0.0)
        for (value, own) in tail where left > 0 {
            let taken = min(left, own)
            sum += taken * value
            left -= taken
            last = value
        }
        return max(0, sum / (count - left) - last)
    }

    /// The `count` draws that lie furthest out, the furthest first: how far from the mean, in ranges so that no square overflows. Where a bucket
    /// holds several their place in it is taken to be its outer end.
    private func outermost(_ count: Double, at end: End) -> [(distance: Double, count: Double)] {
        let range = moments.maximum - moments.minimum
        var (low, high, left) = (0, stretches.count - 1, count)
        var result: [(distance: Double, count: Double)] = []
        while low <= high && left > 0 {
            let (below, above) = (
                (moments.mean - stretches[low].low) / range, (stretches[high].high - moments.mean) / range
            )
            let isAbove = end == .above || (end == .both && above >= below)
            let draws = min(left, Double(stretches[isAbove ? high : low].count))
            result.append((isAbove ? above : below, draws))
            left -= draws
            if isAbove { high -= 1 } else { low += 1 }
        }
        return result
    }
}
