public import Sampling
public import Statistics

/// Finds the value of an input at which a probability crosses a level.
///
/// The input is fixed at one value after another; all other draws stay the same, so that the probability moves with the value
/// alone and hardly with chance. It is looked at in 33 places first, which tells whether there is one crossing, none, or several. What the
/// model observes conditions it at every value.
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
        /// The probability stays on one side, between these.
        case none(lowest: Double, highest: Double)
        /// There is a crossing in each of these ranges.
        case several([ClosedRange<Double>])
        /// The probability cannot be told from the level anywhere.
        case undecided
        /// It has no value anywhere: it is undefined, or no draw fits what was observed.
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

    private static let places = 33
    private static let shorterStretches = 8

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

    /// The answer. Takes some eighty evaluations of the draws; `progress` is told the share that is done.
    /// - Throws: ``ModelFailure`` as ``CheckedModel/plan(scenario:)`` does.
    public func answer(progress: (Double) -> Void = { _ in }) throws(ModelFailure) -> Answer {
        var places: [Place] = []
        for step in 0..<Self.places {
            let part = Double(step) / Double(Self.places - 1)
            places.append(try place(at: range.lowerBound * (1 - part) + range.upperBound * part))
            progress(Double(step + 1) / Double(2 * Self.places))
        }
        // What is as near to the level as chance might bring it says nothing about its side.
        let decided = places.filter { $0.side(of: level) != nil }
        let crossings = zip(decided, decided.dropFirst()).filter { $0.side(of: level) != $1.side(of: level) }
        guard let crossing = crossings.first else {
            let shares = places.map(\.share).filter { !$0.isNaN }
            guard let lowest = shares.min(), let highest = shares.max() else { return .undefined }
            return decided.isEmpty ? .undecided : .none(lowest: lowest, highest: highest)
        }
        guard crossings.count == 1 else { return .several(crossings.map { $0.0.value...$0.1.value }) }
        let isRising = crossing.1.share > level
        let value = try bisect(crossing.0.value, crossing.1.value, isRising: isRising, progress: progress)
        return .crossing(try figure(at: value), isRising: isRising)
    }

    private func bisect(
        _ first: Double, _ last: Double, isRising: Bool, progress: (Double) -> Void
    ) throws(ModelFailure) -> Double {
        var (low, high) = (first, last)
        for step in 0..<Self.places {
            let middle = low + (high - low) / 2
            guard low < middle, middle < high else { break }
            if (try place(at: middle).share > level) == isRising { high = middle } else { low = middle }
            progress(0.5 + Double(step + 1) / Double(2 * Self.places))
        }
        return low + (high - low) / 2
    }

    /// The crossing with its error: that of the probability, and what half a draw makes, over its slope. Without one where the probability has
    /// none; exact where it jumps from 0 to 1, in all draws at the same value.
    private func figure(at value: Double) throws(ModelFailure) -> Figure {
        let place = try place(at: value)
        if place.estimate.bound != nil { return Figure(value: value, standardError: 0) }
        guard let error = place.estimate.figure.standardError else { return Figure(value: value, standardError: nil) }
        let doubt = error + 0.5 / place.effectiveDraws
        let stated = doubt / (try slope(at: value, doubt: doubt))
        return Figure(
            value: value, standardError: stated.isFinite ? stated : nil,
            isReliable: place.estimate.figure.isReliable && place.effectiveDraws >= WeightTally.fewestEffectiveDraws)
    }

    /// How fast the probability moves with the value, over a stretch that is short but for chance: along it the probability changes by eight
    /// times what it may be off.
    private func slope(at value: Double, doubt: Double) throws(ModelFailure) -> Double {
        var step = (range.upperBound - range.lowerBound) / 64
        var slope = 0.0
        for _ in 0..<Self.shorterStretches {
            let change = abs(try place(at: value + step).share - (try place(at: value - step).share))
            // A shorter one may show no change at all, a longer one reach values that the model has no answer for.
            if slope > 0 && change < 8 * doubt { break }
            if !change.isNaN { slope = change / (2 * step) }
            step /= 4
        }
        return slope
    }

    // MARK: Evaluation

    /// The probability with the input at one value.
    private struct Place {
        let value: Double
        let estimate: ProbabilityEstimate
        /// How many draws that count alike say as much.
        let effectiveDraws: Double

        var share: Double { estimate.figure.value }

        /// Whether the probability is above `level`; `nil` where chance may decide that, or nothing is known.
        func side(of level: Double) -> Bool? {
            if let bound = estimate.bound { return (share > level) == (bound > level) ? share > level : nil }
            guard let error = estimate.figure.standardError, abs(share - level) > 2 * error else { return nil }
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
        return Place(
            value: value, estimate: estimates.probabilities[0], effectiveDraws: estimates.weight.effectiveDraws)
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
