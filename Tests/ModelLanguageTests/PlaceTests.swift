import ModelLanguage
import Testing

/// Errors point at the file, whatever way YAML has of writing a text.
@Suite struct PlaceTests {
    @Test(arguments: [
        ("  q: {formula: 1 + oops}", "5:20"),
        ("  q: {formula: \"1 + oops\"}", "5:21"),
        ("  q: {formula: '1 + oops'}", "5:21"),
        ("  q:\n    formula: 1 + oops", "6:18"),
        ("  q:\n    formula: 1\n      + oops", "7:9"),
        ("  q:\n    formula: \"1\n\n      + oops\"", "8:9"),
        ("  q:\n    formula: |\n      1\n      + oops", "8:9"),
        ("  q:\n    formula: >-\n      1 +\n      oops", "8:7"),
        ("  q: {formula: \"1 +\\x20\\\n    oops\"}", "6:5"),
        ("  q: {label: \"数 量\", formula: 1 + oops}", "5:34"),
    ])
    func unknownNamesArePointedAt(_ quantity: String, _ place: String) {
        let text = "suanli: 1\nname: test\noutputs: [q]\nquantities:\n\(quantity)\n"
        #expect(Models.error(text).hasPrefix("\(place): there is no input or quantity `oops`"), "\(Models.error(text))")
    }

    @Test func anErrorShowsItsLineAndACaret() {
        let text = "suanli: 1\nname: test\noutputs: [q]\nquantities: {q: {formula: 1 + oops}}\n"
        #expect(throws: ModelFailure.self) { try Models.parse(text) }
        do {
            _ = try Models.parse(text)
        } catch {
            let lines = error.description.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines[0].hasPrefix("test.yaml:4:31: error: "))
            #expect(lines[1] == "quantities: {q: {formula: 1 + oops}}")
            #expect(lines[2] == String(repeating: " ", count: 30) + "^")
        }
    }

    @Test func longLinesAreCutAroundTheCaret() throws {
        let padding = String(repeating: "a + ", count: 1_000)
        let text = Models.text(inputs: "a: {value: 1}", quantities: "q: {formula: \"\(padding)oops + \(padding)a\"}")
        let failure = try failure(parsing: Array(text.utf8), within: .seconds(2))
        let excerpt = try #require(failure.diagnostics.first?.excerpt).split(separator: "\n")
        #expect(excerpt[0].count < 120)
        let caret = excerpt[1].count - 1
        #expect(excerpt[0].dropFirst(caret).hasPrefix("oops"))
    }

    @Test func allErrorsAreToldInOrder() throws {
        let text = """
            suanli: 1
            name: test
            as_of: tomorrow
            inputs: {x: {value: 2 to 1}, y: {value: 1, unit: parsec}}
            quantities: {q: {formula: x + oops}}
            outputs: [q, r]
            """
        let failure = try failure(parsing: Array(text.utf8), within: .seconds(2))
        #expect(failure.diagnostics.compactMap(\.place?.line) == [3, 4, 4, 5, 6])
    }

    @Test func beyondAHundredErrorsAreCounted() throws {
        let quantities = (0..<300).map { "q\($0): {formula: 1 + }" }.joined(separator: ", ")
        let text = Models.text(quantities: quantities, results: "outputs: [q1]")
        let failure = try failure(parsing: Array(text.utf8), within: .seconds(2))
        #expect(failure.diagnostics.count == 101)
        #expect(failure.diagnostics.last?.message == "200 more errors; mend these first")
    }
}
