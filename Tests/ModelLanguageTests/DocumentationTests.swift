import ModelLanguage
import Sampling
import Statistics
import Testing

/// No page shows a model that does not run, or an error that is not told.
@Suite struct DocumentationTests {
    @Test(arguments: [("docs/model-language.md", 24), ("README.md", 1)])
    func examplesAreWhatThePageSays(file: String, atLeast count: Int) throws {
        let page = try ExamplePage(file)
        #expect(page.examples.count >= count)
        for example in page.examples {
            do {
                let model = try page.model(example)
                #expect(example.expected["error"] == nil, "no error in\n\(example.text)")
                example.compare(model.warnings + model.notes)
                for scenario in model.scenarios { try Self.run(model, scenario: scenario.name) }
            } catch let failure as ModelFailure {
                example.compare(failure.diagnostics)
            }
        }
    }

    /// Runs 1,000 draws, of which none may fail or break an identity.
    private static func run(_ model: CheckedModel, scenario: String) throws {
        let plan = try model.plan(scenario: scenario)
        let layout = try #require(DrawLayout(draws: 1_000))
        let evaluator = ShardEvaluator(plan: plan, sampler: .philox, seed: 1, layout: layout)
        var draws: UInt64 = 0
        for replicate in 0..<DrawLayout.replicates {
            let range = ShardRange(replicate: replicate, level: 0, index: 0)
            let summary = try #require(evaluator.evaluate(range))
            draws += summary.draws
            let failures = summary.outputs.map(\.notFinite).reduce(0, +)
            #expect(failures == 0, "\(model.name), \(scenario)")
            #expect(summary.violations.allSatisfy { $0 == 0 }, "\(model.name), \(scenario)")
        }
        #expect(draws == 1_000)
    }
}

/// The examples of a page: its blocks of YAML, with what comments before them and text behind them say of each.
private struct ExamplePage {
    struct Example {
        let text: String
        /// Parts of the messages that must be told, and that together must account for all that are, by severity.
        let expected: [String: [String]]
        /// What a check prints, where the page shows it.
        let output: String?
    }

    private(set) var examples: [Example] = []
    /// What examples may include.
    private var files: [String: String] = [:]

    init(_ file: String) throws {
        let page = String(decoding: try Repository.bytes(file), as: UTF8.self)
        let pattern = /(?s)((?:<!-- [^\n]* -->\n)*)```yaml\n(.*?)```(?:\n\n```text\n(model\.yaml:.*?)\n```)?/
        for match in page.matches(of: pattern) {
            var expected: [String: [String]] = [:]
            for mark in match.1.matches(of: /<!-- ([a-z]+): (.*) -->/) {
                expected[String(mark.1), default: []].append(String(mark.2))
            }
            if let name = expected["file"]?.first {
                files[name] = String(match.2)
            } else {
                examples.append(Example(text: String(match.2), expected: expected, output: match.3.map(String.init)))
            }
        }
    }

    func model(_ example: Example) throws -> CheckedModel {
        try CheckedModel(parsing: Array(example.text.utf8), file: "model.yaml") { name in
            files[name].map { .success(Array($0.utf8)) } ?? .failure(IncludeFailure("is not on the page"))
        }
    }
}

extension ExamplePage.Example {
    /// Expects that `diagnostics` are those that the page tells of.
    func compare(_ diagnostics: [Diagnostic]) {
        for severity in ["error", "warning", "note"] {
            let found = diagnostics.filter { $0.severity.rawValue == severity }.map(\.message)
            let parts = expected[severity] ?? []
            for message in found {
                #expect(
                    parts.contains { message.contains($0) },
                    "\(severity) that the page does not tell of: \(message)\n\(text)")
            }
            for part in parts {
                #expect(found.contains { $0.contains(part) }, "no \(severity) with: \(part)\n\(text)")
            }
        }
        if let output { #expect(diagnostics.map(\.description).joined(separator: "\n") == output) }
    }
}
