/// Spearman's rank correlation of two continuous inputs under a Gaussian copula, and the correlation of the normals beneath
/// (K. Pearson, "On further methods of determining correlation", 1907).
///
/// Series in stated order, so that plans are the same to the bit on every machine. 0 and ±1 are exact both ways.
public enum RankCorrelation {
    /// The correlation 2 sin(π rank / 6) of normals whose rank correlation is `rank`, within -1...1.
    public static func normal(ofRank rank: Double) -> Double {
        guard abs(rank) < 1 else { return max(-1, min(1, rank)) }
        let angle = rank * (Double.pi / 6)
        var term = angle
        var sum = 0.0
        // 0.53^21 / 21! is below 2^-80.
        for degree in stride(from: 3, through: 21, by: 2) {
            sum += term
            term *= -(angle * angle) / Double((degree - 1) * degree)
        }
        return 2 * sum
    }

    /// Its inverse: the rank correlation 6 / π arcsin(correlation / 2).
    public static func rank(ofNormal correlation: Double) -> Double {
        guard abs(correlation) < 1 else { return max(-1, min(1, correlation)) }
        let sine = correlation / 2
        var power = sine
        var sum = 0.0
        // Terms fall by more than a factor of 4 each.
        for degree in stride(from: 1.0, through: 51, by: 2) {
            sum += power / degree
            power *= sine * sine * degree / (degree + 1)
        }
        return sum * (6 / Double.pi)
    }
}
