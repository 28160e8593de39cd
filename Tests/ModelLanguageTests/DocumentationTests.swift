import ModelLanguage
import Testing

/// No page shows a model that does not run.
@Suite struct DocumentationTests {
    @Test(arguments: [("docs/model-language.md", 4), ("README.md", 1)])
    func everyCompleteExampleIsAModel(file: String, atLeast count: Int) throws {
        let page = String(decoding: try Repository.bytes(file), as: UTF8.self)
        let blocks = page.matches(of: /(?s)```yaml\n(suanli: 1\n.*?)```/).map { String($0.1) }
        #expect(blocks.count >= count)
        for block in blocks {
            do {
                let model = try CheckedModel(parsing: Array(block.utf8), file: file)
                for scenario in model.scenarios { _ = try model.plan(scenario: scenario.name) }
            } catch {
                Issue.record("\(error)\nin\n\(block)")
            }
        }
    }
}
