import CKernels
public import Sampling
public import Statistics

/// Finds the value of an input at which a probability crosses a level.
///
/// The input is fixed at one value after another; all other draws stay the same, so that the probability moves with the value
/// alone and hardly with chance. It is looked at in 33 places first, which tells whether there is one crossing, none, or several.
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
    }

    /// The range of values that is searched, in the input's unit.
    public let range: ClosedRange<Double>
    /// The input's unit; `1` for a plain number.
    public let unit: String
    private let model: CheckedModel
    private let scenario: CheckedScenario
    private let input: Int
    private let elements: [Int]
    private let probability: CheckedProbability
    private let level: Double
    private let sampler: Sampler
    private let seed: UInt64
    private let draws: UInt64

    private static let places = 33

    /// Prepares the search.
    /// - Parameters:
    ///   - range: values to search, in the input's unit; without it those between the input's 0.1% and 99.9% quantiles.
    ///   - draws: draws at each value.
    /// - Throws: ``ModelFailure`` for names that the model does not have, an input that cannot be fixed, or one that is certain
    ///   where no range is given.
    public init(
        _ model: CheckedModel, scenario: String, _ question: Question, range: ClosedRange<Double>? = nil,
        sampler: Sampler, seed: UInt64, draws: UInt64
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
        (unit, level, self.seed, self.draws) = (checked.unit, question.level, seed, draws)
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

    /// The answer. Takes some sixty evaluations of the draws; `progress` is told the share that is done.
    /// - Throws: ``ModelFailure`` as ``CheckedModel/plan(scenario:)`` does.
    public func answer(progress: (Double) -> Void = { _ in }) throws(ModelFailure) -> Answer {
        var places: [(value: Double, share: Share)] = []
        for step in 0..<Self.places {
            let part = Double(step) / Double(Self.places - 1)
            let value = range.lowerBound * (1 - part) + range.upperBound * part
            places.append((value, try share(at: value)))
            progress(Double(step + 1) / Double(2 * Self.places))
        }
        // What is as near to the level as chance might bring it says nothing about its side.
        let decided = places.filter { abs($0.share.value - level) > 2 * $0.share.standardError }
        let crossings = zip(decided, decided.dropFirst()).filter {
            ($0.share.value > level) != ($1.share.value > level)
        }
        guard let crossing = crossings.first else {
            let shares = places.map(\.share.value)
            return .none(lowest: shares.min() ?? .nan, highest: shares.max() ?? .nan)
        }
        guard crossings.count == 1 else { return .several(crossings.map { $0.0.value...$0.1.value }) }
        let isRising = crossing.1.share.value > level
        let value = try bisect(crossing.0.value, crossing.1.value, isRising: isRising, progress: progress)
        return .crossing(Figure(value: value, standardError: try error(at: value)), isRising: isRising)
    }

    private func bisect(
        _ first: Double, _ last: Double, isRising: Bool, progress: (Double) -> Void
    ) throws(ModelFailure) -> Double {
        var (low, high) = (first, last)
        for step in 0..<Self.places {
            let middle = low + (high - low) / 2
            guard low < middle, middle < high else { break }
            if (try share(at: middle).value > level) == isRising { high = middle } else { low = middle }
            progress(0.5 + Double(step + 1) / Double(2 * Self.places))
        }
        return low + (high - low) / 2
    }

    /// The error of the probability, and what half a draw makes, over its slope; `nil` where it has none.
    private func error(at value: Double) throws(ModelFailure) -> Double? {
        let step = (range.upperBound - range.lowerBound) / 64
        let (low, high) = (try share(at: value - step), try share(at: value + step))
        let slope = abs(high.value - low.value) / (2 * step)
        let error = (try share(at: value).standardError + 0.5 / Double(draws)) / slope
        return error.isFinite ? error : nil
    }

    // MARK: Evaluation

    /// How often the condition holds, and the error from the spread of the replicates.
    private struct Share {
        let value: Double
        let standardError: Double
    }

    private func share(at value: Double) throws(ModelFailure) -> Share {
        let plan = try PlanCompiler(model: model).compile(probability, fixed(at: value))
        let block = BlockEvaluator(plan: plan, sampler: sampler, seed: seed)
        let count = Double(DrawLayout.replicates)
        var (hits, defined, shares) = (0, 0, [Double]())
        for replicate in 0..<DrawLayout.replicates {
            let tally = tally(block, register: plan.parts[0].probabilities[0], replicate: replicate)
            hits += tally.hits
            defined += tally.defined
            shares.append(Double(tally.hits) / Double(tally.defined))
        }
        let center = shares.reduce(0, +) / count
        let squares = shares.reduce(0) { $0 + ($1 - center) * ($1 - center) }
        return Share(
            value: Double(hits) / Double(defined), standardError: (squares / (count * (count - 1))).squareRoot())
    }

    private func tally(_ block: BlockEvaluator, register: Int, replicate: Int) -> (hits: Int, defined: Int) {
        let each = max(1, draws / UInt64(DrawLayout.replicates))
        var (hits, defined) = (0, 0)
        for first in stride(from: 0, to: each, by: block.length) {
            let count = Int(min(UInt64(block.length), each - first))
            block.evaluate(first: first, replicate: replicate, count: count)
            var (some, undefined) = (0, 0)
            suanli_column_hits(block.register(register), count, &some, &undefined)
            hits += some
            defined += count - undefined
        }
        return (hits, defined)
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
