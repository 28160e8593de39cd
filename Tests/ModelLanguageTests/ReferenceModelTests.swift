import ModelLanguage
import Testing

/// The models that come with the repository.
@Suite struct ReferenceModelTests {
    @Test func theModelOf2026HasNothingWrongAndNothingDoubtful() throws {
        let model = try CheckedModel(parsing: Repository.bytes("configs/models/h200-2026.yaml"), file: "h200-2026.yaml")
        #expect(model.warnings.map(\.description) == [])
        #expect(model.scenarios.map(\.name) == ["baseline", "article", "press", "two_million", "blocked"])
        #expect(model.outputs.first?.name == "imported")
        for scenario in model.scenarios {
            let plan = try model.plan(scenario: scenario.name)
            #expect(plan.outputs.count == 25)
        }
    }
}
