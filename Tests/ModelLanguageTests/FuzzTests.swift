import ModelLanguage
import TestSupport
import Testing

/// Random texts that are nearly models: each ends in a model or an error, soon.
@Suite struct FuzzTests {
    private static let snippets = [
        "&a", "*a", "{", "}", "[", "]", ": ", ", ", "\n  ", "- ", "\"", "'", "|", ">", "#", "!!str ", "<<: ", "? ",
        "\t", "---\n",
        "normal(", "beta(mean: ", " to ", "%", "^", "if ", " then ", " else ", "(", ")", "not ", "1e308", " * ", "0",
        "-", "chip",
        "unit: ", "value: ", "formula: ", "extends: ", "q", "\u{85}", "\u{2028}", "é", "\\x41",
    ]

    private func spoilt(_ text: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var text = text
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let index = Int.random(in: 0...text.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0 where index < text.count: text[index] = UInt8.random(in: 0...255, using: &random)
            case 1:
                let end = min(text.count, index + Int.random(in: 0...40, using: &random))
                text.removeSubrange(index..<end)
            case 2:
                let end = min(text.count, index + Int.random(in: 0...60, using: &random))
                text.insert(contentsOf: text[index..<end], at: Int.random(in: 0...index, using: &random))
            default: text.insert(contentsOf: (Self.snippets.randomElement(using: &random) ?? "").utf8, at: index)
            }
        }
        return text
    }

    private func check(_ text: [UInt8], rounds: Int, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<rounds {
            let mutated = spoilt(text, &random)
            let start = ContinuousClock.now
            do {
                let model = try CheckedModel(parsing: mutated, file: "fuzz")
                _ = model.warnings.map(\.description)
            } catch {
                #expect(error.diagnostics.contains { $0.severity == .error }, "seed \(seed), round \(round)")
                #expect(!error.description.isEmpty)
            }
            #expect(ContinuousClock.now - start < .seconds(2), "seed \(seed), round \(round)")
        }
    }

    @Test func theReferenceModel() throws {
        let bytes = try Repository.model("policy-2026").text
        // Without the inputs' distributions, which take most of the time and are not what is tried here.
        let light = String(decoding: bytes, as: UTF8.self).replacing(/beta\(mean[^)]*\)/, with: "uniform(0.1, 0.9)")
        check(Array(light.utf8), rounds: 60, seed: 1)
    }

    @Test func aModelWithEverything() {
        let text = """
            suanli: 1
            name: everything
            title: "A \\"title\\""
            as_of: 2026-01-28
            sources: {s: {title: T, date: 2026-01-01}}
            units: [chip, wafer]
            inputs:
              a: {value: 1 to 2, unit: chip, source: s, confidence: low, note: 'it''s'}
              b: {value: "normal(10%: 1, 90%: 2)"}
              g: {value: bernoulli(0.5)}
              t: {value: 30 day, unit: month}
            quantities:
              q:
                formula: >
                  if g and b > 1 then a * b
                  else clamp(a, 0, 3 chip)
                unit: chip
              r: {formula: "min(a, 2 chip) / 1 wafer ^ 2"}
            outputs: [q, r, t]
            probabilities: {p: q > 1 chip or not g}
            identities:
              - q / q == 1
            scenarios:
              x: {set: {a: 3}}
              y: {extends: x, set: {b: {value: 4, source: judgement}}}
            sampling: {first: [a]}
            """
        check(Array(text.utf8), rounds: 3_000, seed: 2)
    }
}
