/// The formulas, values and units of a draft, parsed; `nil` where one has an error of its own.
struct ParsedModel {
    /// A value and the unit it is in.
    struct Value {
        let expression: Expression?
        let unit: Unit
    }

    /// What stands under `unit:`.
    enum Unit {
        case missing
        case wrong
        case written(UnitExpression)
    }

    private(set) var inputs: [Value] = []
    private(set) var quantities: [Value] = []
    private(set) var probabilities: [Expression?] = []
    private(set) var identities: [Expression?] = []
    /// Of each scenario, in the order of its overrides.
    private(set) var overrides: [[Value]] = []

    /// Parses everything in `draft`, noting in `units` which are mentioned where.
    init(_ draft: ModelDraft, units: inout UnitTable, sink: DiagnosticSink) {
        var reader = Reader(units: units, sink: sink)
        inputs = draft.inputs.map { reader.value($0.value, unit: $0.unit) }
        quantities = draft.quantities.map { reader.value($0.formula, unit: $0.unit) }
        probabilities = draft.probabilities.map { reader.expression($0.condition) }
        identities = draft.identities.map { reader.expression($0) }
        overrides = draft.scenarios.map { scenario in
            scenario.overrides.map { reader.value($0.value, unit: $0.unit) }
        }
        units = reader.units
    }

    private struct Reader {
        var units: UnitTable
        let sink: DiagnosticSink

        mutating func value(_ scalar: YAMLScalar, unit: YAMLScalar?) -> Value {
            Value(expression: expression(scalar), unit: self.unit(unit))
        }

        mutating func expression(_ scalar: YAMLScalar) -> Expression? {
            do {
                let expression = try ExpressionParser.parse(scalar, units: units.names, sink.suggestions)
                for case .number(_, _, let unit?) in expression.nodes { units.noteMention(of: unit, at: scalar.place) }
                return expression
            } catch {
                sink.error(error, in: scalar)
                return nil
            }
        }

        private mutating func unit(_ scalar: YAMLScalar?) -> Unit {
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
