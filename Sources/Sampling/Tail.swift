import CKernels

/// One tail of a distribution: chances counted from its end inwards.
struct Tail {
    let marginal: any Marginal
    let isUpper: Bool

    init(_ marginal: any Marginal, isUpper: Bool) {
        self.marginal = marginal
        self.isUpper = isUpper
    }

    /// The chance of a draw at `x` or further out.
    func chance(_ x: Double) -> Double {
        let chances = marginal.chances(around: x)
        return (isUpper ? chances.above : chances.below) + chances.at
    }

    /// The point in `range` whose chance is `p`, 0 < p <= 1/2, where the distribution function is continuous: Newton's
    /// method on the logarithm of the chance, within a bracket; where that leads out of it or hardly closer, the bracket is
    /// halved in the order of floating-point numbers, of which there are 2^64.
    func quantile(_ p: Double, between range: ClosedRange<Double>, near guess: Double? = nil) -> Double {
        var low = range.lowerBound
        var high = range.upperBound
        guard low < high else { return low }
        var x = Self.middle(low, high)
        if let guess, low < guess, guess < high { x = guess }
        var before = Double.infinity
        for _ in 0..<200 {
            let chance = chance(x)
            let difference = suanli_log(chance / p)
            if (difference < 0) == isUpper { high = x } else { low = x }
            let move = difference * chance / marginal.density(x)
            let next = Self.moved(x, by: isUpper ? move : -move, isPositive: range.lowerBound >= 0)
            if abs(difference) <= 1e-7, next.isFinite { return min(max(next, low), high) }
            let isCloser = abs(difference) < before / 2
            before = abs(difference)
            let target = isCloser && next > low && next < high ? next : Self.middle(low, high)
            guard target > low, target < high else { return target }
            x = target
        }
        return x
    }

    /// `x` moved; far moves are made in the logarithm where all numbers are positive, since tails that follow a power are
    /// straight lines there.
    private static func moved(_ x: Double, by move: Double, isPositive: Bool) -> Double {
        isPositive && abs(move) > 0.05 * x ? x * suanli_exp(move / x) : x + move
    }

    /// Half-way between two numbers as floating-point numbers are counted; one of them when none lies between.
    static func middle(_ low: Double, _ high: Double) -> Double {
        value(at: (order(low) & order(high)) + ((order(low) ^ order(high)) >> 1))
    }

    /// The place of `x` among all numbers.
    private static func order(_ x: Double) -> Int64 {
        let bits = Int64(bitPattern: x.bitPattern)
        return bits < 0 ? Int64.min &- bits : bits
    }

    private static func value(at order: Int64) -> Double {
        Double(bitPattern: UInt64(bitPattern: order < 0 ? Int64.min &- order : order))
    }
}
