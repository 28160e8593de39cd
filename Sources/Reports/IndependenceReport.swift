public import ModelLanguage
public import Statistics

/// What the correlations of a model matter: its results as it stands, with all draws independent, and with the correlations at
/// both extremes. Where the model observes something, the conditioned ones.
public struct IndependenceReport: Report {
    private struct Row {
        let kind: String
        let name: ResultName
        let figure: String
        let strength: CorrelationStrength
        let value: Figure?
    }

    private let outputs: [ResultName]
    private let probabilities: [ResultName]
    private let runs: [(strength: CorrelationStrength, estimates: Estimates)]
    private let isCorrelated: Bool
    private let isConditioned: Bool

    /// A report of the estimates of `model` under `scenario` at each strength of the correlations, from the same draws.
    /// - Throws: ``ReportFailure`` where the estimates are not of the model.
    public init(
        _ model: CheckedModel, scenario: String, runs: [(strength: CorrelationStrength, estimates: Estimates)]
    ) throws(ReportFailure) {
        let names = ResultNames(model)
        guard runs.allSatisfy({ names.fit($0.estimates) }) else {
            throw ReportFailure("the estimates are not of the model \(model.name)")
        }
        outputs = names.outputs
        probabilities = names.probabilities
        self.runs = runs
        isConditioned = !model.observations.isEmpty
        isCorrelated = model.scenarios.first { $0.name == scenario }?.correlations.isEmpty == false
    }

    private static let quantiles = [0.05, 0.5, 0.95]

    private var rows: [Row] {
        let outputRows = outputs.enumerated().flatMap { index, name in
            runs.flatMap { run in
                Self.quantiles.map { probability in
                    let figures = run.estimates.outputs[index].figures
                    return Row(
                        kind: "output", name: name, figure: probability.description, strength: run.strength,
                        value: figures?.quantile(probability)?.figure)
                }
            }
        }
        let probabilityRows = probabilities.enumerated().flatMap { index, name in
            runs.map { run in
                Row(
                    kind: "probability", name: name, figure: "probability", strength: run.strength,
                    value: run.estimates.probabilities[index].figure)
            }
        }
        return outputRows + probabilityRows
    }

    /// A block of rows an output, a row each way to correlate.
    public func table(_ style: TextStyle) -> String {
        guard isCorrelated else {
            return style.wrapped("The model states no correlations: its inputs are independent already.")
                .joined(separator: "\n") + "\n"
        }
        var table = TextTable(columns: [
            .init(title: "Result", isFlexible: true), .init(title: "Correlations", emphasis: .faint),
            .init(title: "5%", alignment: .right), .init(title: "50%", alignment: .right),
            .init(title: "95%", alignment: .right),
        ])
        for (index, name) in outputs.enumerated() {
            for (position, run) in runs.enumerated() {
                let figures = run.estimates.outputs[index].figures
                let values = Self.quantiles.map { probability in
                    text(figures?.quantile(probability)?.figure) { NumberFormat.rounded(value: $0, standardError: $1) }
                }
                append(position == 0 ? name.shown : "", run.strength, values, to: &table)
            }
        }
        for (index, name) in probabilities.enumerated() {
            for (position, run) in runs.enumerated() {
                let value = text(run.estimates.probabilities[index].figure) {
                    NumberFormat.percentage(value: $0, standardError: $1)
                }
                append(position == 0 ? name.shown : "", run.strength, ["", value, ""], to: &table)
            }
        }
        return (table.lines(style) + conditions(style)).joined(separator: "\n") + "\n"
    }

    /// What observations leave of each run, where there are any.
    private func conditions(_ style: TextStyle) -> [String] {
        guard isConditioned else { return [] }
        let left = runs.map {
            "\(NumberFormat.plain($0.estimates.weight.effectiveDraws, digits: 3)) effective draws \(Self.shown($0.strength))"
        }
        let isFew = runs.contains { $0.estimates.weight.isStarved }
        let doubt = isFew ? "; by what fits the figures are not to be trusted" : ""
        return [""] + style.wrapped("Given what was observed, which leaves \(left.joined(separator: ", "))\(doubt).")
    }

    private func append(
        _ name: String, _ strength: CorrelationStrength, _ values: [String], to table: inout TextTable
    ) {
        table.append(([name, Self.shown(strength)] + values).map { TextTable.Cell($0) })
    }

    private func text(_ figure: Figure?, _ round: (Double, Double?) -> NumberFormat.Rounded) -> String {
        figure.map { round($0.value, $0.standardError).value } ?? NumberFormat.none
    }

    private static func shown(_ strength: CorrelationStrength) -> String {
        switch strength {
        case .stated: "as stated"
        case .none: "none"
        case .strongest: "at their strongest"
        case .reversed: "reversed"
        }
    }

    /// `{"version": 1, "correlated": true, "conditioned": false, "figures": [{"kind": "output", "name": ..., "figure": "0.5", "correlations": "none",
    /// "value": ..., "se": ...}]}`.
    public var json: String {
        JSONValue.object([
            .init(key: "version", value: .integer(1)),
            .init(key: "correlated", value: .bool(isCorrelated)),
            .init(key: "conditioned", value: .bool(isConditioned)),
            .init(key: "figures", value: .array(rows.map { .object(Self.listing.members(of: $0)) })),
        ]).text
    }

    /// A figure a row.
    public var csv: String { Self.listing.csv(rows) }

    private static var listing: Listing<Row> {
        Listing(fields: [
            .init("kind", "Kind", value: { .string($0.kind) }),
            .init("name", "Name", value: { .string($0.name.name) }),
            .init("unit", "Unit", value: { .string($0.name.unit) }),
            .init("figure", "Figure", value: { .string($0.figure) }),
            .init("correlations", "Correlations", value: { .string($0.strength.rawValue) }),
            .init("value", "Value", value: { $0.value.map { .number($0.value) } ?? .null }),
            .init("se", "Error", value: { $0.value?.standardError.map { .number($0) } ?? .null }),
        ])
    }
}
