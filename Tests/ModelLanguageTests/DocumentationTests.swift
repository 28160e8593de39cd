import ModelLanguage
import Testing

/// The page about the language shows no model that does not run.
@Suite struct DocumentationTests {
    @Test func everyCompleteExampleIsAModel() throws {
        let page = String(decoding: try Repository.bytes("docs/model-language.md"), as: UTF8.self)
        let blocks = page.matches(of: /(?s)```yaml\n(suanli: 1\n.*?)```/).map { String($0.1) }
        #expect(blocks.count >= 4)
        for block in blocks {
            do {
                let model = try CheckedModel(parsing: Array(block.utf8), file: "docs/model-language.md")
                for scenario in model.scenarios { _ = try model.plan(scenario: scenario.name) }
            } catch {
                Issue.record("\(error)\nin\n\(block)")
            }
        }
    }
}
