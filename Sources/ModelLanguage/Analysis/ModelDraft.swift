/// A model file taken apart: every text in its section, nothing looked up yet.
struct ModelDraft {
    /// What stands under `value:`: one text, or texts by label.
    indirect enum Content {
        case single(YAMLScalar)
        case table([Row], Place)

        /// The texts as written.
        var onOneLine: String {
            switch self {
            case .single(let scalar): scalar.onOneLine
            case .table(let rows, _):
                "{\(rows.map { "\($0.label.text): \($0.content.onOneLine)" }.joined(separator: ", "))}"
            }
        }

        /// Where it starts.
        var place: Place {
            switch self {
            case .single(let scalar): scalar.place
            case .table(_, let place): place
            }
        }
    }

    /// A label and what it names.
    struct Row {
        let label: YAMLScalar
        let content: Content
    }

    /// An input, or an override of one.
    struct Value {
        /// The name of the input.
        let name: YAMLScalar
        let content: Content
        let unit: YAMLScalar?
        let source: YAMLScalar?
        let confidence: YAMLScalar?
        let note: String?
        let label: String?
        /// The axes along which it is drawn anew; `nil` where nothing is said.
        let each: [YAMLScalar]?
    }

    struct Quantity {
        let name: YAMLScalar
        let formula: YAMLScalar
        let unit: YAMLScalar?
        let label: String?
    }

    struct Axis {
        /// What stands behind its name.
        enum Labels {
            case range(YAMLScalar)
            case list([YAMLScalar])
        }

        let name: YAMLScalar
        let labels: Labels
    }

    struct Function {
        let name: YAMLScalar
        let parameters: [YAMLScalar]
        let formula: YAMLScalar
    }

    struct Correlation {
        let place: Place
        let inputs: [YAMLScalar]
        let rank: YAMLScalar?
        let along: YAMLScalar?
        let matrix: [[YAMLScalar]]?
    }

    struct Probability {
        let name: YAMLScalar
        let condition: YAMLScalar
    }

    struct Observation {
        /// What stands behind it.
        enum Finding {
            case value(YAMLScalar)
            case between(YAMLScalar, YAMLScalar)
        }

        let quantity: YAMLScalar
        let finding: Finding
        let source: YAMLScalar?
        let note: String?
    }

    struct Scenario {
        let name: YAMLScalar
        let title: String?
        let extends: YAMLScalar?
        let overrides: [Value]
        let correlations: [Correlation]
    }

    var name = ""
    var title: String?
    var asOf: String?
    var sources: [(place: Place, source: ModelSource)] = []
    var units: [YAMLScalar] = []
    var axes: [Axis] = []
    var inputs: [Value] = []
    var correlations: [Correlation] = []
    var functions: [Function] = []
    var quantities: [Quantity] = []
    var identities: [YAMLScalar] = []
    var outputs: [YAMLScalar] = []
    var probabilities: [Probability] = []
    var scenarios: [Scenario] = []
    var observations: [Observation] = []
    var firstInputs: [YAMLScalar] = []
    /// The names of axes, inputs, functions and quantities that have errors of their own.
    var unreadable: Set<String> = []
}

extension ModelDraft.Observation.Finding {
    /// The one value, or the two ends.
    var texts: [YAMLScalar] {
        switch self {
        case .value(let value): [value]
        case .between(let low, let high): [low, high]
        }
    }

    /// As written.
    var onOneLine: String {
        switch self {
        case .value(let value): value.onOneLine
        case .between(let low, let high): "between \(low.onOneLine) and \(high.onOneLine)"
        }
    }
}
