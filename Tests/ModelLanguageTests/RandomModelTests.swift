import ModelLanguage
import Sampling
import Testing

/// Random models, evaluated twice: by the language, and element by element by an interpreter that knows nothing of it.
@Suite struct RandomModelTests {
    /// Of every model: the first, and one far into another replicate.
    private static let draws: [UInt64] = [0, 5_000_017]

    @Test func everyElementIsWhatTheFormatSays() throws {
        var (elements, undefined) = (0, 0)
        for seed in UInt64(1)...320 {
            let comparison = try Comparison(seed: seed)
            let inputs = Self.draws.map { comparison.compare($0, isOverridden: false) }
            comparison.expectOthersUnmoved(inputs[0], comparison.compare(Self.draws[0], isOverridden: true))
            elements += comparison.elements
            undefined += comparison.undefined
            if comparison.hasFailed { break }
        }
        #expect(elements > 20_000)
        #expect(undefined * 100 < elements)
    }
}

/// One model and what is said of it.
private final class Comparison {
    private let seed: UInt64
    /// In the baseline, and in the scenario.
    private let models: [RandomModel]
    private let replays: [DrawReplay]
    /// The one that is compared at present.
    private var model: RandomModel
    private let axisOfLabel: [String: String]
    private(set) var elements = 0
    private(set) var undefined = 0
    private(set) var hasFailed = false

    init(seed: UInt64) throws {
        self.seed = seed
        model = ModelGenerator.model(seed: seed)
        models = [model, model.overridden]
        axisOfLabel = Dictionary(
            uniqueKeysWithValues: model.axes.flatMap { axis in axis.labels.map { ($0, axis.name) } })
        do {
            let checked = try Models.parse(model.text)
            replays = try ["baseline", "other"].map {
                try DrawReplay(checked, scenario: $0, sampler: .philox, seed: seed)
            }
        } catch {
            throw Unexpected("seed \(seed): \(error)\n\(model.text)")
        }
    }

    /// Compares every element of every input, quantity and probability of one draw.
    /// - Returns: the inputs.
    func compare(_ number: UInt64, isOverridden: Bool) -> [Element: Double] {
        model = models[isOverridden ? 1 : 0]
        let draw = replays[isOverridden ? 1 : 0].draw(number)
        let inputs = values(draw.inputs)
        for input in model.inputs { check(input, inputs) }
        let interpreter = Interpreter(model, inputs: inputs)
        let quantities = values(draw.quantities)
        for quantity in model.quantities { check(quantity, quantities, interpreter) }
        let probabilities = values(draw.probabilities)
        let places = interpreter.elements(along: model.axes(of: model.probability))
        expect(places.count == draw.probabilities.count, "p has \(draw.probabilities.count) elements")
        for place in places {
            let found = probabilities[Element(name: "p", labels: place)]
            let expected = interpreter.value(model.probability, at: place)
            if !interpreter.isUndefined {
                expect(found == expected, "p at \(place): \(found ?? .nan), not \(expected)")
            }
        }
        return inputs
    }

    /// What a scenario overrides moves no other input.
    func expectOthersUnmoved(_ baseline: [Element: Double], _ other: [Element: Double]) {
        let overridden = Set(model.overrides.map(\.name))
        for (element, value) in baseline where !overridden.contains(element.name) {
            expect(other[element] == value, "\(element) moves with the scenario")
        }
    }

    private func values(_ values: [DrawReplay.Value]) -> [Element: Double] {
        Dictionary(values.map { (element($0.name), $0.value) }) { first, _ in
            expect(false, "an element is there twice")
            return first
        }
    }

    private func element(_ name: String) -> Element {
        let parts = name.split(separator: "[", maxSplits: 1)
        let labels = parts.count < 2 ? [] : parts[1].dropLast().split(separator: ",").map(String.init)
        return Element(
            name: String(parts[0]),
            labels: Dictionary(labels.map { (axisOfLabel[$0] ?? "?", $0) }, uniquingKeysWith: { $1 }))
    }

    private func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
        guard !condition, !hasFailed else { return }
        hasFailed = true
        Issue.record("seed \(seed): \(message())\n\(model.text)")
    }

    // MARK: Inputs

    /// Constants stand where the table has them, one draw is shared along other axes than those of `each`, and along those
    /// there is one for every label.
    private func check(_ input: RandomModel.Input, _ values: [Element: Double]) {
        var drawn: [[String]: Double] = [:]
        let places = Interpreter(model, inputs: [:]).elements(along: input.axes)
        expect(values.keys.count { $0.name == input.name } == places.count, "\(input.name) has other elements")
        for place in places {
            let row = input.table.compactMap { place[$0] }
            let value = values[Element(name: input.name, labels: place)] ?? .nan
            guard let cell = input.cells[row] else { continue }
            if let constant = cell.constant {
                expect(value == constant, "\(input.name) at \(place): \(value), not \(constant)")
            } else {
                let key = [cell.text] + input.each.compactMap { place[$0] }
                expect(drawn[key] ?? value == value, "\(input.name) at \(place) is not the one draw of \(key)")
                drawn[key] = value
            }
        }
        for text in Set(input.cells.values.filter(\.isContinuous).map(\.text)) {
            let draws = drawn.filter { $0.key[0] == text }.values
            expect(Set(draws).count == draws.count, "\(input.name): two draws of \(text) are one")
        }
    }

    // MARK: Quantities

    private func check(_ quantity: RandomModel.Quantity, _ values: [Element: Double], _ interpreter: Interpreter) {
        let places = interpreter.elements(along: model.quantityAxes[quantity.name] ?? [])
        expect(values.keys.count { $0.name == quantity.name } == places.count, "\(quantity.name) has other axes")
        for place in places {
            let element = Element(name: quantity.name, labels: place)
            guard let found = values[element] else { return expect(false, "there is no \(element)") }
            let expected = interpreter.computed(quantity.name, at: place)
            elements += 1
            if interpreter.isUndefined {
                undefined += 1
                continue
            }
            // The same operations in the same order give the same bits. Only exp, log, sin, cos and powers are not rounded
            // correctly by every library; they stand alone in a quantity, from whose value both sides go on.
            let tolerance = quantity.isInexact ? 4 * expected.ulp : 0
            expect(abs(found - expected) <= tolerance, "\(element): \(found), not \(expected)")
            if quantity.isInexact { interpreter.adopt(found, for: element) }
        }
    }
}
