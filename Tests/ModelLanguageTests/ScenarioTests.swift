import ModelLanguage
import Sampling
import Testing

@Suite struct ScenarioTests {
    private let text = """
        suanli: 1
        name: test
        units: [chip]
        inputs:
          a: {value: 1, unit: chip}
          b: {value: 2 to 3}
          t: {value: 6, unit: month}
        quantities: {q: {formula: a * b * t}}
        outputs: [q]
        scenarios:
          third: {extends: second, set: {a: 7}}
          first: {title: The first, set: {a: 5, b: 4}}
          second:
            extends: first
            set: {b: {value: 1 to 2, source: judgement, confidence: low, note: why}, t: {value: 1, unit: year}}
        """

    @Test func theBaselineComesFirstAndTheRestInOrder() throws {
        let model = try Models.parse(text)
        #expect(model.scenarios.map(\.name) == ["baseline", "third", "first", "second"])
        #expect(model.scenarios[0].overrides.isEmpty)
        #expect(model.scenarios[2].title == "The first")
    }

    @Test func overridesAreInheritedAndReplaced() throws {
        let model = try Models.parse(text)
        let (third, first, second) = (model.scenarios[1], model.scenarios[2], model.scenarios[3])
        #expect(first.overrides.mapValues(\.entries[0].constant) == [0: 5, 1: 4])
        #expect(second.overrides[0]?.entries[0].constant == 5)
        #expect(second.overrides[2]?.entries[0].constant == 12)
        guard case .random(let range, 1) = second.overrides[1]?.entries[0] else { throw Unexpected("b is a range") }
        #expect(range as? Lognormal == (try Lognormal(from: 1, to: 2)))
        #expect(third.overrides[0]?.entries[0].constant == 7)
        #expect(third.overrides.keys.sorted() == [0, 1, 2])
    }

    @Test func anUnknownScenarioNamesTheNearest() throws {
        let model = try Models.parse(text)
        do {
            _ = try model.plan(scenario: "secnd")
            throw Unexpected("there is no scenario secnd")
        } catch let failure as ModelFailure {
            #expect(failure.description.contains("did you mean `second`?"))
            #expect(failure.description.contains("`baseline`"))
        }
    }

    @Test func warningsAreFewAndTrue() throws {
        let text = """
            suanli: 1
            name: test
            sources: {cited: {title: A}, forgotten: {title: B}}
            inputs:
              good: {value: 1, source: cited, confidence: high}
              bare: {value: 2}
              idle: {value: 3, source: judgement, confidence: low}
              hidden: {value: 3, source: judgement, confidence: low}
            quantities: {q: {formula: good + bare}, unused: {formula: hidden * 2}}
            outputs: [q]
            """
        let messages = try Models.parse(text).warnings.map { "\($0.place?.line ?? 0): \($0.message)" }
        #expect(messages.count == 4)
        #expect(messages[0].hasPrefix("3: nothing cites source `forgotten`"))
        #expect(messages[1].hasPrefix("6: input `bare` has no source and no confidence"))
        #expect(messages[2].hasPrefix("7: no output, probability or identity uses input `idle`"))
        #expect(messages[3].hasPrefix("8: no output, probability or identity uses input `hidden`"))
    }

    @Test func aGuardedDivisionIsNoCertainFailure() throws {
        let text = """
            suanli: 1
            name: test
            inputs: {n: {value: 0}, x: {value: 1 to 2}}
            quantities:
              each: {formula: x / n}
              safe: {formula: if n == 0 then 0 else each}
              sometimes: {formula: if x > 1.5 then x / n else 0}
            outputs: [safe, sometimes]
            """
        _ = try Models.parse(text)
        #expect(Models.error(text + "\nprobabilities: {p: each > 1}\n").contains("this divides by 0 in every draw"))
    }
}
