/// Finitely many values, each with its probability.
public struct Discrete: Marginal, Hashable {
    /// The values in ascending order, so that the quantile function ascends.
    public let values: [Double]
    /// Their probabilities, in the same order; they add up to 1.
    public let weights: [Double]

    /// From values and weights in any order.
    /// - Throws: `MarginalFailure` unless there is a value, every weight lies in (0, 1], they add up to 1 within 1e-9, and
    ///   all values are finite and differ.
    public init(weighted pairs: [(weight: Double, value: Double)]) throws(MarginalFailure) {
        guard !pairs.isEmpty else { throw .unattainable("a discrete distribution needs a value") }
        for pair in pairs {
            try Require.positive("a weight", pair.weight)
            try Require.finite([("a value", pair.value)])
        }
        let sum = pairs.reduce(0) { $0 + $1.weight }
        guard abs(sum - 1) <= 1e-9 else { throw .weightsNotOne(sum: sum) }
        let sorted = pairs.sorted { $0.value < $1.value }
        for (left, right) in zip(sorted, sorted.dropFirst()) where left.value == right.value {
            throw .unattainable("the value \(left.value) is given twice")
        }
        values = sorted.map(\.value)
        weights = sorted.map(\.weight)
    }

    /// The chance `probability` of 1, else 0. Both certain cases are allowed.
    /// - Throws: `MarginalFailure` outside [0, 1].
    public static func bernoulli(_ probability: Double) throws(MarginalFailure) -> Discrete {
        try Require.finite([("the probability", probability)])
        guard (0...1).contains(probability) else {
            throw .outOfRange(parameter: "the probability", value: probability, from: 0, to: 1)
        }
        if probability == 0 || probability == 1 {
            return try Discrete(weighted: [(1, probability)])
        }
        return try Discrete(weighted: [(1 - probability, 0), (probability, 1)])
    }

    /// From the smallest value to the largest.
    public var support: ClosedRange<Double> { values[0]...values[values.count - 1] }

    /// Steps at the cumulative probabilities, each summed from the nearer end so that none is off by more than rounding.
    public func kernel() -> QuantileKernel {
        let below = Self.runningSums(weights.dropLast())
        let above = Self.runningSums(weights.dropFirst().reversed()).reversed()
        let thresholds = zip(below, above).map { $0 <= $1 ? $0 : 1 - $1 }
        return .steps(thresholds: thresholds, values: values)
    }

    private static func runningSums(_ terms: some Sequence<Double>) -> [Double] {
        var sum = 0.0
        return terms.map { term in
            sum += term
            return sum
        }
    }
}
