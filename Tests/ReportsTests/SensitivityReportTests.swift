import ModelLanguage
import Sampling
import Statistics
import Testing

@testable import Reports

@Suite struct SensitivityReportTests {
    private static let model = """
        suanli: 1
        name: test
        units: [chip]
        sources: {s: {title: S}}
        inputs:
          big: {value: "normal(0, 3)", unit: chip, source: s}
          small: {value: "normal(0, 1)", unit: chip, label: The small one}
        quantities: {q: {formula: small + big, unit: chip, label: The sum}}
        outputs: [q]
        """

    private func result(
        _ kind: SensitivityRequest.Kind, _ grouping: SensitivityRequest.Grouping = .byInput
    ) throws -> SensitivityResult {
        let model = try CheckedModel(parsing: Array(Self.model.utf8), file: "test.yaml")
        let plan = try model.sensitivityPlan(
            scenario: "baseline", SensitivityRequest(kind: kind, grouping: grouping))
        let evaluator = SensitivityEvaluator(plan: plan, sampler: .philox, seed: 1)
        var parts: [Int: [UInt8]] = [:]
        for part in 0..<plan.partCount { parts[part] = evaluator.evaluate(part: part)?.encoded() }
        return try #require(
            try SensitivityResult(
                of: model, scenario: "baseline", plan: plan.encoded(beside: model.plan()), parts: parts))
    }

    @Test func sensitivitiesOfAnotherVersionAreNotRead() throws {
        let model = try CheckedModel(parsing: Array(Self.model.utf8), file: "test.yaml")
        #expect(try SensitivityResult(of: model, scenario: "baseline", plan: [1, 2, 3], parts: [:]) == nil)
        #expect(throws: ReportFailure.self) {
            try SensitivityResult(of: model, scenario: "baseline", plan: [2], parts: [:])
        }
    }

    private let names = [ResultName(name: "q", label: "The sum", unit: "chip")]

    @Test func tablesNameWhatMattersMostFirst() throws {
        let section = SensitivitySection(result: try result(.total), outputs: names, style: TextStyle())
        let lines = section.lines
        #expect(lines[0] == "What decides The sum" && lines[1].hasPrefix("Input"))
        #expect(lines[2].hasPrefix("big") && lines[3].hasPrefix("The small one"))
        #expect(lines[2].contains("90.") && lines[2].contains("±") && lines[2].contains("█"))
        // On one scale: what moves the output less lies within what moves it more.
        let starts = lines[2...3].map { line in line.prefix { !"░█".contains($0) }.count }
        #expect(starts[0] < starts[1], "\(lines[2...3])")
        #expect(lines.allSatisfy { $0.count <= 100 }, "\(lines.joined(separator: "\n"))")
        let groups = SensitivitySection(result: try result(.first, .bySource), outputs: names, style: TextStyle()).lines
        #expect(groups[2].hasPrefix("s ") && groups[3].hasPrefix("no source"))
    }

    @Test func jsonHasTheKeysOfTheContract() throws {
        guard case .array(let entries) = SensitivityJSON.value(of: try result(.first), output: 0) else {
            Issue.record("no array")
            return
        }
        #expect(entries.count == 2)
        #expect(entries[0]["input"] == .string("big") && entries[0]["source"] == .string("s"))
        #expect(entries[0]["element"] == .null && entries[0]["total"] == .null && entries[1]["source"] == .null)
        guard case .number(let first)? = entries[0]["first"]?["value"] else {
            Issue.record("no index")
            return
        }
        #expect(abs(first - 0.9) < 0.02)
    }

    @Test func csvHasAFigureARow() throws {
        var csv = CSVWriter(header: ["kind", "name", "unit", "figure", "value", "se", "scenario"])
        SensitivityCSV.append(try result(.total), output: 0, name: names[0], scenario: "baseline", to: &csv)
        let lines = csv.text.split(separator: "\n")
        #expect(lines.count == 1 + 2 * 5)
        #expect(
            lines[1].hasPrefix("sensitivity,q,1,first(big),0.") && lines[4].hasPrefix("sensitivity,q,chip,low(big),-"))
    }

    @Test func partsOfAnotherModelAreRefused() throws {
        let other = try CheckedModel(
            parsing: Array(Self.model.replacing("small + big", with: "big").utf8), file: "test.yaml")
        let shape = try CheckedModel(parsing: Array(Self.model.utf8), file: "test.yaml")
            .sensitivityPlan(scenario: "baseline", SensitivityRequest(kind: .first)).shape
        #expect(throws: ReportFailure.self) {
            try SensitivityResult(of: other, scenario: "baseline", shape: shape, parts: [:])
        }
    }
}
