import Statistics

/// Scenarios side by side: for each output and probability a table with a row a scenario, and what each changes against the
/// baseline.
struct ComparisonTable {
    let result: RunResult
    let style: TextStyle

    /// Outputs that get a table; models name their main ones first. JSON and CSV have all.
    static let outputs = 12

    private static let shownProbabilities = [0.05, 0.5, 0.95]

    var text: String {
        let differences = result.differences
        let outputs = result.scenarios[0].figures.outputs.indices.prefix(Self.outputs)
        let sections =
            [
                ResultHeading(result: result).lines(style), scenarios, warnings,
            ] + outputs.map { table(ofOutput: $0, differences) }
            + result.scenarios[0].figures.probabilities.indices.map { table(ofProbability: $0, differences) } + [
                left, legend, ResultFooter(result: result).lines(style),
            ]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private var scenarios: [String] {
        result.scenarios.flatMap { scenario in
            scenario.title.map { style.wrapped("\(scenario.name.printable): \($0.printable)", indent: 2) } ?? []
        }
    }

    private var warnings: [String] { ResultWarnings.lines(of: result, style) }

    private func table(ofOutput index: Int, _ differences: [ScenarioDifference]) -> [String] {
        let name = result.scenarios[0].figures.outputs[index].name
        let title = name.shown + (name.shownUnit.isEmpty ? "" : " (\(name.shownUnit))")
        var table = TextTable(
            columns: [.init(title: title, isFlexible: true)]
                + FigureCells.columns(["5%", "50%", "95%", "50% against baseline"]))
        for (position, scenario) in result.scenarios.enumerated() {
            let figures = scenario.figures.outputs[index].estimate.figures
            let shown = Self.shownProbabilities.map { figures?.quantile($0)?.figure }
            let change = position == 0 ? nil : differences[position - 1].outputs[index]?.quantile(0.5)
            table.append(
                [TextTable.Cell(scenario.name.printable)] + shown.flatMap { FigureCells.cells(of: $0, style) }
                    + (position == 0 ? [] : FigureCells.cells(of: change, style)))
        }
        return table.lines(style)
    }

    private func table(ofProbability index: Int, _ differences: [ScenarioDifference]) -> [String] {
        let name = result.scenarios[0].figures.probabilities[index].name
        var table = TextTable(
            columns: [.init(title: "Probability that \(name.shown)", isFlexible: true)]
                + FigureCells.columns(["", "against baseline"]) + [.init(title: "", emphasis: .accent)])
        for (position, scenario) in result.scenarios.enumerated() {
            let estimate = scenario.figures.probabilities[index].estimate
            let change =
                position == 0
                ? [TextTable.Cell(""), TextTable.Cell("")]
                : FigureCells.percentage(differences[position - 1].probabilities[index].figure, style)
            let bar = HorizontalBar.text(estimate.figure.value, width: 20, style: style)
            table.append(
                [TextTable.Cell(scenario.name.printable)] + FigureCells.cells(of: estimate, style) + change
                    + [TextTable.Cell(bar)])
        }
        return table.lines(style)
    }

    private var left: [String] {
        let count = result.scenarios[0].figures.outputs.count
        guard count > Self.outputs else { return [] }
        return style.wrapped("\(count - Self.outputs) more outputs are in the JSON and the CSV.")
    }

    private var legend: [String] {
        let figures = result.scenarios.flatMap { scenario in
            scenario.figures.outputs.prefix(Self.outputs).compactMap(\.estimate.figures).flatMap { figures in
                Self.shownProbabilities.compactMap { figures.quantile($0)?.figure }
            }
        }
        let isBounded = result.scenarios.contains { $0.figures.probabilities.contains { $0.estimate.bound != nil } }
        let shared = style.wrapped(
            "All scenarios are computed from the same draws, so their differences are far surer than they are.")
        return shared.map { style.apply(.faint, to: $0) } + ResultLegend.lines(figures, isBounded: isBounded, style)
    }
}
