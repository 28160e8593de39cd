/// A model file taken apart: every text in its section, nothing looked up yet.
struct ModelDraft {
    /// An input, or an override of one.
    struct Value {
        /// The name of the input.
        let name: YAMLScalar
        let value: YAMLScalar
        let unit: YAMLScalar?
        let source: YAMLScalar?
        let confidence: YAMLScalar?
        let note: String?
        let label: String?
    }

    struct Quantity {
        let name: YAMLScalar
        let formula: YAMLScalar
        let unit: YAMLScalar?
        let label: String?
    }

    struct Probability {
        let name: YAMLScalar
        let condition: YAMLScalar
    }

    struct Scenario {
        let name: YAMLScalar
        let title: String?
        let extends: YAMLScalar?
        let overrides: [Value]
    }

    var name = ""
    var title: String?
    var asOf: String?
    var sources: [(place: Place, source: ModelSource)] = []
    var units: [YAMLScalar] = []
    var inputs: [Value] = []
    var quantities: [Quantity] = []
    var identities: [YAMLScalar] = []
    var outputs: [YAMLScalar] = []
    var probabilities: [Probability] = []
    var scenarios: [Scenario] = []
    var firstInputs: [YAMLScalar] = []
    /// The names of inputs and quantities that have errors of their own.
    var unreadable: Set<String> = []
}
