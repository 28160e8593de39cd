import Scheduling
import Statistics

/// Whose result it is: title, model, date, scenario.
struct ResultHeading {
    let result: RunResult

    func lines(_ style: TextStyle) -> [String] {
        let model = result.model
        var parts = model.title == nil ? [] : [model.name.printable]
        if let asOf = model.asOf { parts.append("as of \(asOf.printable)") }
        parts.append(result.isComparison ? "all scenarios" : "scenario \(result.scenario.printable)")
        if !result.label.isEmpty { parts.append(result.label.printable) }
        let title = style.wrapped((model.title ?? model.name).printable).map { style.apply(.strong, to: $0) }
        return title + style.wrapped(parts.joined(separator: style.separator))
    }
}

/// A figure and its computing error as two cells of a table.
enum FigureCells {
    /// Two columns for each title.
    static func columns(_ titles: [String]) -> [TextTable.Column] {
        titles.flatMap { title in
            [
                TextTable.Column(title: title, alignment: .right),
                TextTable.Column(title: "", emphasis: .faint, gap: 1),
            ]
        }
    }

    static func cells(of figure: Figure?, _ style: TextStyle) -> [TextTable.Cell] {
        guard let figure else { return [TextTable.Cell(NumberFormat.none), TextTable.Cell("")] }
        let rounded = NumberFormat.rounded(value: figure.value, standardError: figure.standardError)
        return [TextTable.Cell(rounded.value), TextTable.Cell(error(rounded.error, of: figure, style))]
    }

    static func cells(of estimate: ProbabilityEstimate, _ style: TextStyle) -> [TextTable.Cell] {
        if let bound = estimate.bound {
            let isUpper = estimate.hits == 0
            let text = NumberFormat.bound(bound, isUpper: isUpper)
            return [TextTable.Cell(text), TextTable.Cell(isUpper ? "no draw" : "all draws")]
        }
        return percentage(estimate.figure, style)
    }

    /// A share, or a difference of shares, in percent.
    static func percentage(_ figure: Figure, _ style: TextStyle) -> [TextTable.Cell] {
        let rounded = NumberFormat.percentage(value: figure.value, standardError: figure.standardError)
        return [TextTable.Cell(rounded.value), TextTable.Cell(error(rounded.error, of: figure, style))]
    }

    private static func error(_ text: String, of figure: Figure, _ style: TextStyle) -> String {
        if !text.isEmpty { return style.plusMinus + text + (figure.isReliable ? "" : "?") }
        guard figure.value.isFinite else { return "" }
        return figure.standardError == nil ? "?" : "exact"
    }
}

/// How to read the figures of a table.
enum ResultLegend {
    static func lines(_ figures: [Figure], isBounded: Bool, _ style: TextStyle) -> [String] {
        var texts = [
            "5% to 95% is the uncertainty of the world: only better evidence narrows it. "
                + "\(style.plusMinus) is the computing error, one standard error: more draws shrink it."
        ]
        if figures.contains(where: isExact) {
            texts.append("exact: so many draws have just this value that more draws would not move it.")
        }
        if figures.contains(where: { $0.standardError == nil }) {
            texts.append("?: too few draws to tell the computing error.")
        }
        if figures.contains(where: { !$0.isReliable }) {
            texts.append("? behind an error: it is uneven from replicate to replicate, so take it as a rough one.")
        }
        if isBounded {
            texts.append("< and > are bounds with 95% confidence, where the condition held in no draw or in all.")
        }
        return texts.flatMap { style.wrapped($0) }.map { style.apply(.faint, to: $0) }
    }

    private static func isExact(_ figure: Figure) -> Bool {
        figure.standardError.map { NumberFormat.isExact(value: figure.value, standardError: $0) } ?? false
    }
}

/// What vouches for a result: draws, run, digest.
struct ResultFooter {
    let result: RunResult

    func lines(_ style: TextStyle) -> [String] {
        var parts = ["\(NumberFormat.count(result.mergedDraws)) draws in \(ProgressBar.time(result.seconds))"]
        if result.seconds > 0 {
            parts.append("\(NumberFormat.plain(Double(result.mergedDraws) / result.seconds, digits: 3)) draws/s")
        }
        if let computedBy = result.computedBy { parts.append(computedBy.printable) }
        let count = result.scenarios[0].unconditioned.identities.count
        if result.doIdentitiesHold && count > 0 {
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
