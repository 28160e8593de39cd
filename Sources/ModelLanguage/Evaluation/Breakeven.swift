public import Sampling
public import Statistics

/// Finds the value of an input at which a probability crosses a level.
///
/// The input is fixed at one value after another; all other draws stay the same, so that the probability moves with the value
/// alone and hardly with chance. What the model observes conditions it at every value: there draws count differently from value to value, and
/// chance moves it too. It is looked at in 33 places first, which tells whether there is one crossing, none, or several.
public struct BreakevenSearch {
    /// What is asked.
    public struct Question: Hashable, Sendable {
        /// The input's name.
        public let input: String
        /// The labels of one element, `2026Q1`; `nil` for all of them.
        public let element: String?
        /// The probability's name.
        public let probability: String
        /// The level, above 0 and below 1.
        public let level: Double

        /// A question from its parts.
        public init(input: String, element: String?, probability: String, level: Double) {
            self.input = input
            self.element = element
            self.probability = probability
            self.level = level
        }
    }

    /// What was found; values are in the input's unit.
    public enum Answer: Hashable, Sendable {
        /// The only crossing, and whether the probability rises there with the input.
        case crossing(Figure, isRising: Bool)
        /// The probability stays on one side, between these; `isPartial` where that cannot be told of some places.
        case none(lowest: Double, highest: Double, isPartial: Bool)
        /// There is a crossing in each of these ranges.
        case several([ClosedRange<Double>])
        /// It is on either side of the level at the ends of this range, and has no value somewhere between: undefined, or too few draws fit what
        /// was observed.
        case hidden(ClosedRange<Double>)
        /// It cannot be told from the level anywhere.
        case undecided
        /// It has no value anywhere.
        case undefined
    }

    /// The range of values that is searched, in the input's unit.
    public let range: ClosedRange<Double>
    /// The input's unit; `1` for a plain number.
    public let unit: String
    /// Whether the probability is that given what the model observes.
    public let isConditioned: Bool
    private let model: CheckedModel
    private let scenario: CheckedScenario
    private let input: Int
    private let elements: [Int]
    private let probability: CheckedProbability
    private let level: Double
    private let sampler: Sampler
    private let seed: UInt64
    private let layout: DrawLayout

    /// At how many values the probability is looked at first.
    public static let places = 33
    /// How many standard errors from the level a probability has to be to be on one side of it. Of Student's t with 15 degrees of freedom one in 40,000 is
    /// as far by chance, so that of 33 places one is in a thousand searches.
    private static let certainty = 6.0
    /// A crossing is sought to a billionth of itself, in so many halvings at most.
    private static let finest = (relative: 1e-9, halvings: 64)
    /// An end of an interval is sought to so small a part of its distance from the crossing.
    private static let endFinest = 0.01

    /// Prepares the search.
    /// - Parameters:
    ///   - range: values to search, in the input's unit; without it those between the input's 0.1% and 99.9% quantiles.
    ///   - layout: draws at each value, a number that the sampler has.
    /// - Throws: ``ModelFailure`` for names that the model does not have, an input that cannot be fixed, or one that is certain
    ///   where no range is given.
    public init(
        _ model: CheckedModel, scenario: String, _ question: Question, range: ClosedRange<Double>? = nil,
        sampler: Sampler, seed: UInt64, layout: DrawLayout
    ) throws(ModelFailure) {
        let fail = { (message: String) in ModelFailure(file: model.file, place: nil, message: message) }
        guard let input = model.inputs.firstIndex(where: { $0.name == question.input }) else {
            let hint = Spelling.hint(for: question.input, among: model.inputs.map(\.name))
            throw fail("there is no input `\(question.input)`\(hint)")
        }
        guard let probability = model.probabilities.first(where: { $0.name == question.probability }) else {
            let hint = Spelling.hint(for: question.probability, among: model.probabilities.map(\.name))
            throw fail("there is no probability `\(question.probability)`\(hint)")
        }
        let checked = model.inputs[input]
        let labels = (0..<checked.shape.count).map { model.axes.name(checked.name, of: $0, in: checked.shape) }
        let elements = labels.indices.filter {
            question.element == nil || labels[$0] == "\(checked.name)[\(question.element ?? "")]"
        }
        guard !elements.isEmpty else {
            throw fail(
                "input `\(checked.name)` has no element `\(question.element ?? "")`; it has \(Self.list(labels))")
        }
        self.scenario = try model.scenario(named: scenario)
        let values = self.scenario.overrides[input] ?? checked.values
        guard values.simplexAxis == nil else {
            throw fail("`\(checked.name)` is a dirichlet, none of whose shares can be fixed alone")
        }
        let drawn = try Self.range(of: values, at: elements, of: checked, file: model.file)
        guard let range = range ?? drawn else {
            throw fail("input `\(checked.name)` is the same in every draw, so that a range has to be given to search")
        }
        self.range = range
        self.model = model
        self.input = input
        self.elements = elements
        self.probability = probability
        self.sampler = sampler
        (unit, level, self.seed, self.layout) = (checked.unit, question.level, seed, layout)
        isConditioned = !model.observations.isEmpty
    }

    private static func list(_ labels: [String]) -> String {
        labels.prefix(5).map { "`\($0)`" }.joined(separator: ", ") + (labels.count > 5 ? ", ..." : "")
    }

    /// From the least 0.1% quantile of the elements to the greatest 99.9% one; `nil` where nothing is drawn.
    private static func range(
        of values: InputValues, at elements: [Int], of input: CheckedInput, file: String
    ) throws(ModelFailure) -> ClosedRange<Double>? {
        let entries = input.shape.elements(of: values.shape)
        var ends: [Double] = []
        for entry in Set(elements.map { entries[$0] }) {
            guard case .random(let marginal, let scale) = values.entries[entry] else { continue }
            do throws(MarginalFailure) {
                let kernel = try marginal.kernel()
                ends += [0.001, 0.999].map { kernel.quantile($0) * scale / input.scale }
            } catch {
                throw ModelFailure(input: input, failure: error, file: file)
            }
        }
        guard let low = ends.min(), let high = ends.max(), low < high else { return nil }
        return low...high
    }

    // MARK: The search

    /// The answer. Takes some eighty evaluations of the draws.
    /// - Throws: ``ModelFailure`` as ``CheckedModel/plan(scenario:)`` does.
    public func answer() throws(ModelFailure) -> Answer {
        var places: [Place] = []
        for step in 0..<Self.places {
            let part = Double(step) / Double(Self.places - 1)
            places.append(try place(at: range.lowerBound * (1 - part) + range.upperBound * part))
        }
        // What is as near to the level as chance might bring it says nothing about its side.
        let decided = places.filter { $0.side(of: level) != nil }
        let crossings = zip(decided, decided.dropFirst()).filter { $0.side(of: level) != $1.side(of: level) }
        guard let crossing = crossings.first else {
            guard places.contains(where: \.isKnown) else { return .undefined }
            let shares = decided.map(\.share)
            guard let lowest = shares.min(), let highest = shares.max() else { return .undecided }
            return .none(lowest: lowest, highest: highest, isPartial: decided.count < places.count)
        }
        guard crossings.count == 1 else { return .several(crossings.map { $0.0.value...$0.1.value }) }
        let within = crossing.0.value...crossing.1.value
        let isRising = crossing.1.share > level
        let towards = Crossing(level: level, isRising: isRising, finest: Self.finest.relative, origin: 0)
        guard places.allSatisfy({ $0.isKnown || !within.contains($0.value) }),
            let bracket = try bisect(within, to: towards)
        else { return .hidden(within) }
        return .crossing(try figure(bracket, within: within, isRising: isRising), isRising: isRising)
    }

    /// What is sought: where the probability crosses a level, to so small a part of its distance from somewhere.
    private struct Crossing {
        let level: Double
        let isRising: Bool
        let finest: Double
        let origin: Double
    }

    /// A crossing within `range`, as closely as makes sense; `nil` where the probability has no value at some place that is looked at.
    private func bisect(
        _ range: ClosedRange<Double>, to crossing: Crossing
    ) throws(ModelFailure) -> ClosedRange<Double>? {
        var (low, high) = (range.lowerBound, range.upperBound)
        for _ in 0..<Self.finest.halvings
        where high - low > crossing.finest * max(abs(low - crossing.origin), abs(high - crossing.origin)) {
            let middle = try place(at: low + (high - low) / 2)
            guard middle.isKnown else { return nil }
            if (middle.share > crossing.level) == crossing.isRising { high = middle.value } else { low = middle.value }
        }
        return low...high
    }

    /// The crossing with its error. The values at which the probability is not further from the level than half of its 95% interval, and half a draw,
    /// are the 95% interval of the crossing, whatever the probability does along them. Without an error where the probability has
    /// none; where it jumps from 0 to 1 it does so in all draws at the same value, which is known as closely as it was sought.
    private func figure(
        _ bracket: ClosedRange<Double>, within: ClosedRange<Double>, isRising: Bool
    ) throws(ModelFailure) -> Figure {
        let width = bracket.upperBound - bracket.lowerBound
        let value = bracket.contains(0) ? 0 : bracket.lowerBound + width / 2
        let ends = (try place(at: bracket.lowerBound), try place(at: bracket.upperBound))
        if ends.0.isCertain, ends.1.isCertain { return Figure(value: value, standardError: width / 2) }
        // Where it jumps from 0 or to 1, the other side has the error.
        let place = ends.0.isCertain ? ends.1 : ends.1.isCertain ? ends.0 : try place(at: value)
        guard let half = place.estimate.figure.halfWidth else { return Figure(value: value, standardError: nil) }
        let reach = half + 0.5 / place.effectiveDraws
        let end = { (side: ClosedRange<Double>, offset: Double) throws(ModelFailure) -> Double? in
            let found = try bisect(
                side, to: Crossing(level: level + offset, isRising: isRising, finest: Self.endFinest, origin: value))
            return found.map { max(abs($0.lowerBound - value), abs($0.upperBound - value)) }
        }
        guard let below = try end(within.lowerBound...value, isRising ? -reach : reach),
            let above = try end(value...within.upperBound, isRising ? reach : -reach)
        else { return Figure(value: value, standardError: nil) }
        // Half of an uneven interval would be too short on one side.
        let isUneven = max(below, above) > 0.75 * (below + above)
        return Figure(
            value: value, standardError: (isUneven ? max(below, above) : (below + above) / 2) / Figure.halfWidthFactor,
            isReliable: place.estimate.figure.isReliable && !isUneven)
    }

    // MARK: Evaluation

    /// The probability with the input at one value.
    private struct Place {
        let value: Double
        let estimate: ProbabilityEstimate
        let weight: WeightTally

        /// How many draws that count alike say as much.
        var effectiveDraws: Double { weight.effectiveDraws }
        var share: Double { estimate.figure.value }
        var error: Double? { estimate.figure.standardError }
        /// Whether there is a probability, and draws enough to tell it.
        var isKnown: Bool { !share.isNaN && !weight.isStarved }
        /// Whether the condition held in all draws or in none.
        var isCertain: Bool { isKnown && estimate.bound != nil }

        /// Whether the probability is above `level`; `nil` where chance may decide that, or nothing is known.
        func side(of level: Double) -> Bool? {
            guard isKnown else { return nil }
            // As many times the bound is as unlikely as that many standard errors.
            let reach = estimate.bound.map { 3 * abs($0 - share) } ?? error.map { BreakevenSearch.certainty * $0 }
            guard let reach, abs(share - level) > reach else { return nil }
            return share > level
        }
    }

    private func place(at value: Double) throws(ModelFailure) -> Place {
        let plan = try PlanCompiler(model: model).compile(probability, fixed(at: value))
        let evaluator = ShardEvaluator(plan: plan, sampler: sampler, seed: seed, layout: layout)
        let nodes = (0..<DrawLayout.replicates).compactMap { replicate in
            layout.root(ofReplicate: replicate).flatMap { root in
                evaluator.evaluate(root).map { (range: root, node: $0) }
            }
        }
        let estimates = RunEstimates(nodes: nodes, shape: plan.shape, arePointsNested: sampler.arePointsNested).parts[0]
        return Place(value: value, estimate: estimates.probabilities[0], weight: estimates.weight)
    }

    /// The scenario with the input's elements at `value`.
    private func fixed(at value: Double) -> CheckedScenario {
        let checked = model.inputs[input]
        let values = scenario.overrides[input] ?? checked.values
        var entries = checked.shape.elements(of: values.shape).map { values.entries[$0] }
        for element in elements { entries[element] = .constant(value * checked.scale) }
        var overrides = scenario.overrides
        overrides[input] = InputValues(shape: checked.shape, entries: entries)
        return CheckedScenario(
            name: scenario.name, title: scenario.title, overrides: overrides, correlations: scenario.correlations)
    }
}
