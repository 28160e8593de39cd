import CKernels

extension IncompleteBeta {
    /// Terms of ``inverseSeries(around:at:reach:)``.
    static let seriesTerms = 16

    /// The inverse around `p`, where it is `x`, as a power series: the coefficients of the inverse at p + `reach` t by ascending powers of t. It
    /// converges up to the next singularity, at p = 0 or, for alpha + beta below 1, beside the path to 1.
    ///
    /// The inverse solves dx/dp = 1 / f(x), and the logarithm of the density f has the derivative (alpha - 1) / x - (beta - 1) / (1 - x); so each
    /// coefficient follows from those before it by products of series (A. Griewank and A. Walther, "Evaluating Derivatives",
    /// chapter 13). About a thousand operations.
    func inverseSeries(around p: Double, at x: Double, reach: Double) -> [Double] {
        let count = Self.seriesTerms
        let rest = 1 - x
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: 6 * count) { memory in
            memory.initialize(repeating: 0)
            let series = (0..<6).map { UnsafeMutableBufferPointer(rebasing: memory[$0 * count..<($0 + 1) * count]) }
            // In multiples of x: the inverse, its slope and the square of that; one over the inverse, one over what is left of it to 1, and the
            // derivative of the density's logarithm.
            let (inverse, slope, square) = (series[0], series[1], series[2])
            let (reciprocal, complement, decline) = (series[3], series[4], series[5])
            inverse[0] = 1
            slope[0] = reach / (density(x, rest: rest) * x)
            reciprocal[0] = 1
            complement[0] = 1 / rest
            for order in 0..<count - 1 {
                inverse[order + 1] = slope[order] / Double(order + 1)
                if order > 0 {
                    reciprocal[order] = -Self.product(inverse, reciprocal, order: order, from: 1)
                    complement[order] = x / rest * Self.product(inverse, complement, order: order, from: 1)
                }
                square[order] = Self.product(slope, slope, order: order, from: 0)
                decline[order] = (alpha - 1) * reciprocal[order] - (beta - 1) * x * complement[order]
                slope[order + 1] = -Self.product(square, decline, order: order, from: 0) / Double(order + 1)
            }
            return inverse.map { x * $0 }
        }
    }

    /// A coefficient of the product of two series, without the terms of `left` below `from`.
    private static func product(
        _ left: UnsafeMutableBufferPointer<Double>, _ right: UnsafeMutableBufferPointer<Double>, order: Int, from: Int
    ) -> Double {
        var sum = 0.0
        for power in from...order { sum += left[power] * right[order - power] }
        return sum
    }
}
