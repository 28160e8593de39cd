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

    var text: String {
        let sections = [heading, warnings, outputs, probabilities, curves, legend, footer].filter { !$0.isEmpty }
        return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    // MARK: What it is

    private var heading: [String] {
        let model = result.model
        var parts = model.title == nil ? [] : [model.name.printable]
        if let asOf = model.asOf { parts.append("as of \(asOf.printable)") }
        parts.append("scenario \(result.scenario.printable)")
        if !result.label.isEmpty { parts.append(result.label.printable) }
        let title = style.wrapped((model.title ?? model.name).printable).map { style.apply(.strong, to: $0) }
        let scenario = result.scenarioTitle.map { style.wrapped($0.printable) } ?? []
        return title + style.wrapped(parts.joined(separator: style.separator)) + scenario
    }

    private var warnings: [String] {
        var texts: [String] = []
        if !result.reason.isEmpty { texts.append("\(result.state.rawValue): \(result.reason.printable)") }
        if result.isPartial {
            texts.append(
                "partial: \(ProgressBar.percent(result.merged)) merged, \(NumberFormat.count(result.mergedDraws)) of "
                    + "\(NumberFormat.count(result.draws)) draws; the run's state is \(result.state.rawValue)")
        }
        for identity in result.identities where identity.violations > 0 {
            texts.append("identity broken in \(share(identity.violations)): \(identity.text.printable)")
        }
        for output in result.outputs where output.estimate.notFinite > 0 {
            texts.append(
                "\(output.name.shown): not finite in \(share(output.estimate.notFinite)), which no figure counts")
        }
        for probability in result.probabilities where probability.estimate.undefined > 0 {
            texts.append(
                "\(probability.name.shown): undefined in \(share(probability.estimate.undefined)), which are left out")
        }
        return texts.flatMap { style.wrapped("! " + $0, indent: 2) }.map { style.apply(.warning, to: $0) }
    }

    /// So many of the merged draws.
    private func share(_ count: UInt64) -> String {
        let percent = NumberFormat.plain(Double(count) / Double(result.mergedDraws) * 100, digits: 2)
        return "\(NumberFormat.count(count)) draws (\(percent)%)"
    }

    // MARK: What it says

    private var outputs: [String] {
        guard !result.outputs.isEmpty else { return [] }
        let whole = outputTable(withMean: true)
        return (fits(whole) ? whole : outputTable(withMean: false)).lines(style)
    }

    /// Whether the labels keep a readable width.
    private func fits(_ table: TextTable) -> Bool {
        let longest = result.outputs.reduce(0) { max($0, $1.name.shown.count) }
        return table.naturalWidth - longest + min(longest, 20) <= style.width
    }

    private func outputTable(withMean: Bool) -> TextTable {
        let titles = ["5%", "50%", "95%"] + (withMean ? ["mean"] : [])
        let figureColumns = titles.flatMap { title in
            [
                TextTable.Column(title: title, alignment: .right),
                TextTable.Column(title: "", emphasis: .faint, gap: 1),
            ]
        }
        var table = TextTable(
            columns: [.init(title: "Output", isFlexible: true), .init(title: "Unit", emphasis: .faint)] + figureColumns)
        for output in result.outputs {
            var cells = [TextTable.Cell(output.name.shown), TextTable.Cell(output.name.shownUnit)]
            if let figures = output.estimate.figures {
                let shown =
                    Self.shownProbabilities.map { figures.quantile($0)?.figure } + (withMean ? [figures.mean] : [])
                cells += shown.flatMap(self.cells)
            } else {
                cells.append(TextTable.Cell(NumberFormat.none, .warning))
            }
            table.append(cells)
        }
        return table
    }

    private func cells(of figure: Figure?) -> [TextTable.Cell] {
        guard let figure else { return [TextTable.Cell(NumberFormat.none), TextTable.Cell("")] }
        let rounded = NumberFormat.rounded(value: figure.value, standardError: figure.standardError)
        return [TextTable.Cell(rounded.value), TextTable.Cell(error(rounded.error, of: figure))]
    }

    private func error(_ text: String, of figure: Figure) -> String {
        if !text.isEmpty { return style.plusMinus + text }
        guard figure.value.isFinite else { return "" }
        return figure.standardError == nil ? "?" : "exact"
    }

    private var probabilities: [String] {
        guard !result.probabilities.isEmpty else { return [] }
        var table = TextTable(columns: [
            .init(title: "Probability that", isFlexible: true), .init(title: "", alignment: .right),
            .init(title: "", emphasis: .faint, gap: 1), .init(title: "", emphasis: .accent),
        ])
        for probability in result.probabilities {
            let estimate = probability.estimate
            let bar = HorizontalBar.text(estimate.figure.value, width: 30, style: style)
            table.append([TextTable.Cell(probability.name.shown)] + cells(of: estimate) + [TextTable.Cell(bar)])
        }
        return table.lines(style)
    }

    private func cells(of estimate: ProbabilityEstimate) -> [TextTable.Cell] {
        if let bound = estimate.bound {
            let isUpper = estimate.hits == 0
            let text = NumberFormat.bound(bound, isUpper: isUpper)
            return [TextTable.Cell(text), TextTable.Cell(isUpper ? "no draw" : "all draws")]
        }
        let figure = estimate.figure
        let rounded = NumberFormat.percentage(value: figure.value, standardError: figure.standardError)
        return [TextTable.Cell(rounded.value), TextTable.Cell(error(rounded.error, of: figure))]
    }

    private var curves: [String] {
        DensityChart(outputs: Array(result.outputs.prefix(Self.curves)), style: style).lines
    }

    // MARK: How to read it, and what vouches for it

    /// The quantiles of a table; JSON and CSV have more.
    private static let shownProbabilities = [0.05, 0.5, 0.95]

    private var legend: [String] {
        var texts = [
            "5% to 95% is the uncertainty of the world: only better evidence narrows it. "
                + "\(style.plusMinus) is the computing error, one standard error: more draws shrink it."
        ]
        let figures = result.outputs.compactMap(\.estimate.figures)
            .flatMap { figures in
                [figures.mean] + Self.shownProbabilities.compactMap { figures.quantile($0)?.figure }
            }
        if figures.contains(where: isExact) {
            texts.append("exact: so many draws have just this value that more draws would not move it.")
        }
        if figures.contains(where: { $0.standardError == nil }) {
            texts.append("?: too few draws to tell the computing error.")
        }
        if result.probabilities.contains(where: { $0.estimate.bound != nil }) {
            texts.append("< and > are bounds with 95% confidence, where the condition held in no draw or in all.")
        }
        return texts.flatMap { style.wrapped($0) }.map { style.apply(.faint, to: $0) }
    }

    private func isExact(_ figure: Figure) -> Bool {
        figure.standardError.map { NumberFormat.isExact(value: figure.value, standardError: $0) } ?? false
    }

    private var footer: [String] {
        var parts = ["\(NumberFormat.count(result.mergedDraws)) draws in \(ProgressBar.time(result.seconds))"]
        if result.seconds > 0 {
            parts.append("\(NumberFormat.plain(Double(result.mergedDraws) / result.seconds, digits: 3)) draws/s")
        }
        if let computedBy = result.computedBy { parts.append(computedBy.printable) }
        if result.doIdentitiesHold && !result.identities.isEmpty {
            let count = result.identities.count
            parts.append(count == 1 ? "the identity holds" : "all \(count) identities hold")
        }
        let origin = [
            "run \(result.run)", result.state.rawValue, "\(result.sampler.printable), seed \(result.seed)",
        ]
        return style.wrapped(parts.joined(separator: style.separator))
            + style.wrapped(origin.joined(separator: style.separator))
            + style.wrapped("digest \(result.digest)" + (result.isPartial ? " (of what is merged)" : ""))
    }
}
