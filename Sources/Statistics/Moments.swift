import CKernels

/// Count, mean, sum of squared deviations and range of a set of finite numbers.
public struct Moments: Hashable, Sendable {
    /// How many numbers.
    public internal(set) var count: UInt64 = 0
    /// Their mean, finite and within the range; 0 of none.
    public internal(set) var mean = 0.0
    /// The sum of their squared deviations from the mean; infinite where it overflows.
    public internal(set) var squares = 0.0
    /// The smallest; infinity of none.
    public internal(set) var minimum = Double.infinity
    /// The largest; minus infinity of none.
    public internal(set) var maximum = -Double.infinity
    /// How many are equal to the smallest: a floor, or a zero, is an atom of many draws.
    public internal(set) var atMinimum: UInt64 = 0
    /// How many are equal to the largest: so is a cap.
    public internal(set) var atMaximum: UInt64 = 0

    /// Of nothing.
    public init() {}

    /// Of the finite values of a column of `length`, each counting with its weight where there are weights: two passes in the
    /// kernel's fixed order.
    init(column: UnsafePointer<Double>, weights: UnsafePointer<UInt64>?, length: Int) {
        let moments =
            weights.map { suanli_weighted_moments(column, $0, length) } ?? suanli_column_moments(column, length)
        count = UInt64(moments.finite)
        mean = moments.mean
        squares = moments.squares
        minimum = moments.minimum
        maximum = moments.maximum
        atMinimum = UInt64(moments.at_minimum)
        atMaximum = UInt64(moments.at_maximum)
    }

    /// The sample variance, with n - 1; NaN of fewer than two.
    public var variance: Double { count > 1 ? squares / (Double(count) - 1) : .nan }

    /// Joins the moments of the draws after these (Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for
    /// computing sample variances", doi:10.1007/978-3-642-51461-6_3). An empty side changes no bit of the other.
    mutating func merge(_ next: Moments) {
        guard next.count > 0 else { return }
        guard count > 0 else {
            self = next
            return
        }
        let before = Double(count)
        let after = Double(next.count)
        let total = before + after
        let difference = next.mean - mean
        mergeRange(next)
        // The means of numbers near both ends of the range of doubles may be further apart than its largest.
        let joined =
            difference.isFinite
            ? mean + difference * (after / total) : mean * (before / total) + next.mean * (after / total)
        mean = min(max(joined, minimum), maximum)
        squares += next.squares + difference * difference * (before * after / total)
        count += next.count
    }

    private mutating func mergeRange(_ next: Moments) {
        if next.minimum < minimum { atMinimum = 0 }
        if next.minimum <= minimum { atMinimum += next.atMinimum }
        if next.maximum > maximum { atMaximum = 0 }
        if next.maximum >= maximum { atMaximum += next.atMaximum }
        minimum = min(minimum, next.minimum)
        maximum = max(maximum, next.maximum)
    }
}
