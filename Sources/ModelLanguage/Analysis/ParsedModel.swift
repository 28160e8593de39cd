/// The formulas, values and units of a draft, parsed; `nil` where one has an error of its own.
struct ParsedModel {
    /// What stands under `value:`.
    indirect enum Content {
        case single(YAMLScalar, Expression?)
        case table([Row], Place)
    }

    /// A label and what it names.
    struct Row {
        let label: YAMLScalar
        let content: Content
    }

    /// A value and the unit it is in.
    struct Value {
        let content: Content
        let unit: Unit
    }

    /// A formula and the unit it is said to be in.
    struct Quantity {
        let expression: Expression?
        let unit: Unit
    }

    /// What stands under `unit:`.
    enum Unit {
        case missing
        case wrong
        case written(UnitExpression)
    }

    /// What was observed, and the one value or the two ends that were found.
    struct Observation {
        let quantity: Expression?
        let finding: [Expression?]
    }

    private(set) var inputs: [Value] = []
    private(set) var functions: [Expression?] = []
    private(set) var quantities: [Quantity] = []
    private(set) var probabilities: [Expression?] = []
    private(set) var identities: [Expression?] = []
    private(set) var observations: [Observation] = []
    /// Of each scenario, in the order of its overrides.
    private(set) var overrides: [[Value]] = []

    /// Parses everything in `draft`, noting in `units` which are mentioned where.
    init(_ draft: ModelDraft, units: inout UnitTable, functions names: Set<String>, sink: DiagnosticSink) {
        var reader = Reader(units: units, functions: names, sink: sink)
        inputs = draft.inputs.map { Value(content: reader.content($0.content), unit: reader.unit($0.unit)) }
        functions = draft.functions.map { reader.formula($0.formula) }
        quantities = draft.quantities.map {
            Quantity(expression: reader.formula($0.formula), unit: reader.unit($0.unit))
        }
        probabilities = draft.probabilities.map { reader.formula($0.condition) }
        identities = draft.identities.map { reader.formula($0) }
        observations = draft.observations.map { observation in
            Observation(
                quantity: reader.formula(observation.quantity),
                finding: observation.finding.texts.map { reader.value($0) })
        }
        overrides = draft.scenarios.map { scenario in
            scenario.overrides.map { Value(content: reader.content($0.content), unit: reader.unit($0.unit)) }
        }
        units = reader.units
    }

    private struct Reader {
        var units: UnitTable
        let functions: Set<String>
        let sink: DiagnosticSink

        mutating func content(_ content: ModelDraft.Content) -> Content {
            switch content {
            case .single(let scalar): .single(scalar, value(scalar))
            case .table(let rows, let place):
                .table(rows.map { Row(label: $0.label, content: self.content($0.content)) }, place)
            }
        }

        mutating func value(_ scalar: YAMLScalar) -> Expression? { expression(scalar, functions: []) }

        mutating func formula(_ scalar: YAMLScalar) -> Expression? { expression(scalar, functions: functions) }

        private mutating func expression(_ scalar: YAMLScalar, functions: Set<String>) -> Expression? {
            do {
                let vocabulary = ExpressionParser.Vocabulary(units: units.names, functions: functions)
                let expression = try ExpressionParser.parse(scalar, vocabulary, sink.suggestions)
                for case .number(_, _, let unit?) in expression.nodes { units.noteMention(of: unit, at: scalar.place) }
                return expression
            } catch {
                sink.error(error, in: scalar)
                return nil
            }
        }

        mutating func unit(_ scalar: YAMLScalar?) -> Unit {
            guard let scalar else { return .missing }
            do {
                let unit = try ExpressionParser.parseUnit(scalar, units: units.names, sink.suggestions)
                units.noteMention(of: unit, at: scalar.place)
                return .written(unit)
            } catch {
                sink.error(error, in: scalar)
                return .wrong
            }
        }
    }
}

extension ParsedModel.Content {
    /// Every text in it.
    var expressions: [Expression] {
        switch self {
        case .single(_, let expression): [expression].compactMap { $0 }
        case .table(let rows, _): rows.flatMap(\.content.expressions)
        }
    }

    /// Where it starts.
    var place: Place {
        switch self {
        case .single(let scalar, _): scalar.place
        case .table(_, let place): place
        }
    }
}
