/// How many of a number of independent trials succeed.
public struct Binomial: Marginal, Stepped, Hashable {
    /// From 0 to ``largest``.
    public let trials: Int
    /// The chance that one succeeds.
    public let probability: Double
    let steps: Steps

    /// The most trials, so that a plan stays small: 20,000 values at most can be reached.
    public static let largest = 1_000_000

    /// From the number of trials and the chance of each.
    /// - Throws: `MarginalFailure` for trials outside 0...``largest`` or a chance outside [0, 1].
    public init(trials: Int, probability: Double) throws(MarginalFailure) {
        guard (0...Self.largest).contains(trials) else {
            throw .outOfRange(
                parameter: "the number of trials", value: Double(trials), from: 0, to: Double(Self.largest))
        }
        try Require.within("the probability", probability, 0...1)
        self.trials = trials
        self.probability = probability
        if probability == 0 || probability == 1 || trials == 0 {
            steps = Steps(values: [probability == 1 ? Double(trials) : 0], weights: [1])
            return
        }
        let peak = min(trials, Int(Double(trials + 1) * probability))
        let odds = probability / (1 - probability)
        steps = CountSteps.steps(peak: peak, last: trials) { count in
            Double(trials - count + 1) / Double(count) * odds
        }
    }

    /// The counts that draws reach.
    public var support: ClosedRange<Double> { steps.support }

    /// The counts.
    public var corners: [Double] { steps.values }

    /// Sums of weights.
    public func chances(around x: Double) -> Chances { steps.chances(around: x) }

    /// All is atoms.
    public func density(_ x: Double) -> Double { 0 }

    /// Steps.
    public func kernel() -> QuantileKernel { steps.kernel }
}
