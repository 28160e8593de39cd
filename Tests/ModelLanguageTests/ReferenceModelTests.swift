import ModelLanguage
import Testing

/// The models that come with the repository.
@Suite struct ReferenceModelTests {
    static let names = [
        "h200-2026", "h200-2026-09", "stock-2022-2027", "policy-2026", "diversion-2024", "teaching/bottleneck",
        "teaching/customs-chain", "teaching/range-and-gate", "teaching/rank-correlation",
        "teaching/shared-or-independent",
    ]

    @Test(arguments: names) func nothingIsWrongAndNothingDoubtful(_ name: String) throws {
        let model = try Repository.model(name)
        #expect(model.warnings.map(\.description) == [])
        for scenario in model.scenarios {
            let plan = try model.plan(scenario: scenario.name)
            #expect(plan.outputs.count == model.outputs.count)
        }
    }

    @Test func theModelOf2026AnswersTheQuestion() throws {
        let model = try Repository.model("h200-2026")
        #expect(model.scenarios.map(\.name) == ["baseline", "article", "press", "two_million", "blocked"])
        #expect(model.outputs.first?.name == "imported")
        #expect(model.outputs.count == 25)
    }

    /// What is sent is one text, which computes what the files compute.
    @Test func theTextWithAllIncludesIsTheModel() throws {
        let model = try Repository.model("h200-2026-09")
        let alone = try CheckedModel(parsing: model.text, file: "sent")
        #expect(alone.digest == model.digest)
        #expect(try alone.plan().encoded() == model.plan().encoded())
    }

    /// Both models of the H200 question ask it in the same words, so that every change of input and answer can be shown.
    @Test func januaryAndSeptemberHaveTheSameStructure() throws {
        let (january, september) = (try Repository.model("h200-2026"), try Repository.model("h200-2026-09"))
        #expect(january.inputs.map(\.name).sorted() == september.inputs.map(\.name).sorted())
        #expect(january.quantities.map(\.text) == september.quantities.map(\.text))
        #expect(january.outputs.map(\.name) == september.outputs.map(\.name))
    }
}
