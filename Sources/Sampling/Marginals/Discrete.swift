/// Finitely many values, each with its probability.
public struct Discrete: Marginal, Stepped, Hashable {
    let steps: Steps

    /// The values in ascending order, so that the quantile function ascends.
    public var values: [Double] { steps.values }
    /// Their probabilities, in the same order; they add up to 1.
    public var weights: [Double] { steps.weights }

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
        steps = Steps(values: sorted.map(\.value), weights: sorted.map(\.weight))
    }

    /// Observations that are equally likely; one that comes back weighs as often as it comes.
    /// - Throws: `MarginalFailure` unless there is an observation and all are finite.
    public init(observations: [Double]) throws(MarginalFailure) {
        guard !observations.isEmpty else { throw .unattainable("an empirical distribution needs an observation") }
        for observation in observations { try Require.finite([("an observation", observation)]) }
        var values: [Double] = []
        var counts: [Int] = []
        for observation in observations.sorted() {
            if values.last == observation {
                counts[counts.count - 1] += 1
            } else {
                values.append(observation)
                counts.append(1)
            }
        }
        steps = Steps(values: values, weights: counts.map { Double($0) / Double(observations.count) })
    }

    init(steps: Steps) {
        self.steps = steps
    }

    /// The chance `probability` of 1, else 0. Both certain cases are allowed.
    /// - Throws: `MarginalFailure` outside [0, 1].
    public static func bernoulli(_ probability: Double) throws(MarginalFailure) -> Discrete {
        try Require.within("the probability", probability, 0...1)
        if probability == 0 || probability == 1 {
            return try Discrete(weighted: [(1, probability)])
        }
        return try Discrete(weighted: [(1 - probability, 0), (probability, 1)])
    }

    /// From the smallest value to the largest.
    public var support: ClosedRange<Double> { steps.support }

    /// The values.
    public var corners: [Double] { values }

    /// Sums of weights.
    public func chances(around x: Double) -> Chances { steps.chances(around: x) }

    /// All is atoms.
    public func density(_ x: Double) -> Double { 0 }

    /// Steps.
    public func kernel() -> QuantileKernel { steps.kernel }
}
