import ModelLanguage
import Testing

/// Files that would take long, or much memory, end in an error or in a model, soon.
@Suite(.serialized) struct BoundsTests {
    private let head = "suanli: 1\nname: big\n"

    private func message(_ text: String) throws -> String {
        try failure(parsing: Array(text.utf8), within: .seconds(2)).diagnostics.first { $0.severity == .error }?.message
            ?? ""
    }

    @Test func aHundredMegabytesAreRefused() throws {
        let failure = try failure(parsing: Array(repeating: 0x61, count: 100_000_000), within: .seconds(2))
        #expect(failure.description.contains("larger than 10 MB"))
    }

    @Test func tenMegabytesOfNothingAreRefused() throws {
        #expect(try message(String(repeating: "a", count: 9_999_999)).contains("starts with `suanli: 1`"))
    }

    @Test func deepNestingIsRefused() throws {
        let brackets = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(try message(head + "title: " + brackets).contains("deep"))
        let shallow = String(repeating: "[", count: 210) + String(repeating: "]", count: 210)
        #expect(try message(head + "title: " + shallow).contains("more than 200 deep"))
        #expect(try message(head + "title:\n  " + String(repeating: "- ", count: 100_000) + "a\n").contains("deep"))
        #expect(try message(head + "title: " + String(repeating: "{a: ", count: 500)).contains("deep"))
    }

    @Test func aMillionTextsAreRefused() throws {
        #expect(
            try message(head + "outputs: [" + String(repeating: "1,", count: 600_000) + "1]").contains("more than"))
    }

    @Test func manyMisspeltNamesAreRefused() throws {
        let quantities = (0..<10_000).map { "q\($0): {formula: nothing\($0)}" }.joined(separator: ", ")
        #expect(try message(head + "quantities: {\(quantities)}\noutputs: [q1]").contains("nothing0"))
    }

    @Test func aLongCycleIsShownInShort() throws {
        let count = 5_000
        let quantities = (0..<count).map { "  q\($0): {formula: q\(($0 + 1) % count)}\n" }.joined()
        let message = try message(head + "quantities:\n\(quantities)outputs: [q1]")
        #expect(message.contains("q0 -> q1 ->"))
        #expect(message.count < 300)
    }

    @Test func aLongChainOfQuantitiesIsAModel() throws {
        let count = 5_000
        let quantities = (0..<count).reversed().map { "  q\($0): {formula: \($0 == 0 ? "x" : "q\($0 - 1)") + x}\n" }
            .joined()
        let model = try Models.parse(
            head + "inputs: {x: {value: 1 to 2}}\nquantities:\n\(quantities)outputs: [q\(count - 1)]")
        #expect(try model.plan().steps.count == count + 1)
    }

    @Test func aLongSumIsAModel() throws {
        let sum = String(repeating: "x + ", count: 10_000) + "x"
        let model = try Models.parse(
            head + "inputs: {x: {value: 1 to 2}}\nquantities: {q: {formula: \"\(sum)\"}}\noutputs: [q]")
        #expect(model.quantities[0].formula.nodes.count == 20_001)
    }

    @Test func unitsThatGrowWithoutEndAreRefused() throws {
        let chain = (1..<200).map { "q\($0): {formula: q\($0 - 1) * q\($0 - 1)}" }.joined(separator: ", ")
        let text = Models.text(
            inputs: "x: {value: 1, unit: chip}", quantities: "q0: {formula: x * 1}, \(chain)", results: "outputs: [q5]")
        #expect(try message(text).contains("grow beyond 100"))
    }

    @Test func manyFittedBetasAreRefused() throws {
        let inputs = (0..<2_000).map { "b\($0): {value: \"beta(10%: 0.1, 90%: 0.\($0 % 80 + 11))\"}" }.joined(
            separator: ", ")
        #expect(try message(Models.text(inputs: inputs, results: "outputs: [b1]")).contains("fitted"))
    }
}
