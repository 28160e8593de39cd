import BinaryCoding
import Scheduling
import Statistics

/// A result as an analyst reads it in a terminal: the estimates with their computing errors, the probabilities, curves of
/// the first outputs, and what vouches for them.
struct ResultTable {
    let result: RunResult
    let style: TextStyle

    /// Outputs that get a curve; models name their main ones first.
    static let curves = 4

    private var scenario: ScenarioResult { result.scenarios[0] }

    var text: String {
        let sections = [
            heading, warnings, outputs, probabilities, curves, sensitivity, unconditioned, legend,
            ResultFooter(result: result).lines(style),
        ].filter { !$0.isEmpty }
        return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    // MARK: What it is

    private var heading: [String] {
        let supposed = scenario.title.map { style.wrapped($0.printable) } ?? []
        return ResultHeading(result: result).lines(style) + supposed + observed
    }

    /// What the answer is conditioned on, and how many draws that leaves.
    private var observed: [String] {
        guard let conditioning = scenario.conditioning else { return [] }
        let share = NumberFormat.plain(
            conditioning.effectiveDraws / Double(max(1, conditioning.draws)) * 100, digits: 2)
        let texts =
            conditioning.observations.map { "given that \($0.printable)" } + [
                "which leaves \(NumberFormat.count(UInt64(conditioning.effectiveDraws.rounded()))) effective draws (\(share)%)"
            ]
        return texts.flatMap { style.wrapped($0) }
    }

    private var warnings: [String] { ResultWarnings.lines(of: result, style) }

    // MARK: What it says

    private var outputs: [String] { outputs(of: scenario.figures, title: "Output") }

    private func outputs(of figures: ResultFigures, title: String) -> [String] {
        guard !figures.outputs.isEmpty else { return [] }
        let whole = table(of: figures.outputs, title: title, withMean: true)
        let longest = figures.outputs.reduce(0) { max($0, $1.name.shown.count) }
        // Without the mean, where the labels would not keep a readable width.
        let fits = whole.naturalWidth - longest + min(longest, 20) <= style.width
        return (fits ? whole : table(of: figures.outputs, title: title, withMean: false)).lines(style)
    }

    private func table(of outputs: [OutputResult], title: String, withMean: Bool) -> TextTable {
        let titles = ["5%", "50%", "95%"] + (withMean ? ["mean"] : [])
        var table = TextTable(
            columns: [.init(title: title, isFlexible: true), .init(title: "Unit", emphasis: .faint)]
                + FigureCells.columns(titles))
        for output in outputs {
            var cells = [TextTable.Cell(output.name.shown), TextTable.Cell(output.name.shownUnit)]
            if let figures = output.estimate.figures {
                let shown =
                    Self.shownProbabilities.map { figures.quantile($0)?.figure } + (withMean ? [figures.mean] : [])
                cells += shown.flatMap { FigureCells.cells(of: $0, style) }
            } else {
                cells.append(TextTable.Cell(NumberFormat.none, .warning))
            }
            table.append(cells)
        }
        return table
    }

    private var probabilities: [String] { probabilities(of: scenario.figures, title: "Probability that") }

    private func probabilities(of figures: ResultFigures, title: String) -> [String] {
        guard !figures.probabilities.isEmpty else { return [] }
        var table = TextTable(columns: [
            .init(title: title, isFlexible: true), .init(title: "", alignment: .right),
            .init(title: "", emphasis: .faint, gap: 1), .init(title: "", emphasis: .accent),
        ])
        for probability in figures.probabilities {
            let estimate = probability.estimate
            let bar = HorizontalBar.text(estimate.figure.value, width: 30, style: style)
            table.append(
                [TextTable.Cell(probability.name.shown)] + FigureCells.cells(of: estimate, style) + [
                    TextTable.Cell(bar)
                ])
        }
        return table.lines(style)
    }

    private var sensitivity: [String] {
        guard let sensitivity = result.sensitivity else { return [] }
        let names = scenario.figures.outputs.map(\.name)
        let lines = SensitivitySection(result: sensitivity, outputs: names, style: style).lines
        guard scenario.conditioning != nil, !lines.isEmpty else { return lines }
        return style.wrapped("Whatever was observed:").map { style.apply(.faint, to: $0) } + lines
    }

    /// The answer as it would be if nothing had been observed.
    private var unconditioned: [String] {
        guard let prior = scenario.conditioning?.prior else { return [] }
        return outputs(of: prior, title: "Without the observations")
            + probabilities(of: prior, title: "Probability, without them")
    }

    private var curves: [String] {
        DensityChart(outputs: Array(scenario.figures.outputs.prefix(Self.curves)), style: style).lines
    }

    // MARK: How to read it, and what vouches for it

    /// The quantiles of a table; JSON and CSV have more.
    private static let shownProbabilities = [0.05, 0.5, 0.95]

    private var legend: [String] {
        let figures = scenario.figures.outputs.compactMap(\.estimate.figures)
            .flatMap { figures in
                [figures.mean] + Self.shownProbabilities.compactMap { figures.quantile($0)?.figure }
            }
        let isBounded = scenario.figures.probabilities.contains { $0.estimate.bound != nil }
        return ResultLegend.lines(figures, isBounded: isBounded, style)
    }
}
