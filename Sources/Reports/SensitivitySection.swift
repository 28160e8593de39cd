import ModelLanguage
import Statistics

/// What decides the first outputs, as an analyst reads it in a terminal: for each a tornado of the inputs that matter most.
struct SensitivitySection {
    let result: SensitivityResult
    /// The names of the outputs, in order.
    let outputs: [ResultName]
    let style: TextStyle

    /// Outputs that get a table, and the most rows of it; JSON and CSV have all.
    static let tables = 4
    private static let rows = 8
    private static let barWidths = 4...12

    /// Empty where nothing is known of any of the outputs.
    var lines: [String] {
        let rankings = outputs.prefix(Self.tables).enumerated()
            .map { (name: $1, rows: result.ranking(ofOutput: $0)) }.filter { !$0.rows.isEmpty }
        guard !rankings.isEmpty else { return [] }
        let tables = rankings.map { table(of: Array($0.rows.prefix(Self.rows)), name: $0.name, of: $0.rows.count) }
        let shown = rankings.flatMap { $0.rows.prefix(Self.rows) }.map(\.estimate)
        return Array(tables.joined(separator: [""])) + [""] + legend(hasRough: shown.contains { $0.hasRoughError })
    }

    private typealias Row = (factor: SensitivityFactor, estimate: SensitivityEstimate)

    private func table(of rows: [Row], name: ResultName, of count: Int) -> [String] {
        var table = TextTable(columns: columns)
        for row in rows { table.append(cells(of: row)) }
        // The bars take what the numbers leave of the line, and are left out rather than go beyond it.
        let room = min(Self.barWidths.upperBound, style.width - table.naturalWidth)
        if !result.isGrouped, room >= Self.barWidths.lowerBound {
            table.fillLastColumn(TornadoBars(rows.map(\.estimate), width: room, style: style).texts)
        }
        let title = style.wrapped("What decides \(name.shown)").map { style.apply(.strong, to: $0) }
        let rest = count - rows.count
        return title + table.lines(style) + (rest > 0 ? [style.apply(.faint, to: "and \(rest) more")] : [])
    }

    private var columns: [TextTable.Column] {
        let figure = { (title: String) -> [TextTable.Column] in
            [.init(title: title, alignment: .right), .init(title: "", emphasis: .faint, gap: 1)]
        }
        let shares = figure("alone") + (result.hasTotals ? figure("in all") : [])
        guard !result.isGrouped else { return [.init(title: "Source", isFlexible: true)] + shares }
        return [.init(title: "Input", isFlexible: true), .init(title: "Source", emphasis: .faint)] + shares
            + [.init(title: "rank", alignment: .right)] + figure("at 5%") + figure("at 95%")
            + [.init(title: "", emphasis: .accent)]
    }

    /// But for the bar.
    private func cells(of row: Row) -> [TextTable.Cell] {
        let estimate = row.estimate
        var cells = [TextTable.Cell(row.factor.shown)]
        if !result.isGrouped { cells.append(TextTable.Cell((row.factor.source ?? "").printable)) }
        cells += share(estimate.first)
        if result.hasTotals { cells += share(estimate.total) }
        guard !result.isGrouped else { return cells }
        let figures = [estimate.spearman, estimate.low, estimate.high].map { figure in
            pair(figure) { NumberFormat.rounded(value: $0.value, standardError: $0.standardError) }
        }
        // Rounded by its error, which JSON and CSV have, too.
        return cells + [figures[0][0]] + figures[1] + figures[2]
    }

    /// An index in per cent; one below 0 is 0 but for its error.
    private func share(_ figure: Figure?) -> [TextTable.Cell] {
        pair(figure) { NumberFormat.percentage(value: max(0, $0.value), standardError: $0.standardError) }
    }

    private func pair(_ figure: Figure?, _ rounded: (Figure) -> NumberFormat.Rounded) -> [TextTable.Cell] {
        guard let figure else { return [TextTable.Cell(NumberFormat.none), TextTable.Cell("")] }
        let text = rounded(figure)
        let error = text.error.isEmpty ? "" : style.plusMinus + text.error + (figure.isReliable ? "" : "?")
        return [TextTable.Cell(text.value), TextTable.Cell(error)]
    }

    private func legend(hasRough: Bool) -> [String] {
        var texts = [
            result.isGrouped
                ? "alone: the part of the output's variance that would go if all inputs of this source were known."
                : "alone: the part of the output's variance that would go if this input were known."
        ]
        if result.hasTotals { texts.append("in all: the part that would be left if everything else were known.") }
        if !result.isGrouped {
            texts.append(
                "rank: Spearman's correlation. at 5%, at 95%: the output's mean where the input is low, and where it is high."
            )
        }
        if hasRough {
            texts.append("? behind an error: few draws make much of the variance, so take it as a rough one.")
        }
        texts.append("From \(NumberFormat.count(result.draws)) draws" + (result.isPartial ? ", not yet all." : "."))
        return texts.flatMap { style.wrapped($0) }.map { style.apply(.faint, to: $0) }
    }
}

extension SensitivityEstimate {
    /// Whether the error of a figure that tables show is not to be trusted.
    fileprivate var hasRoughError: Bool {
        [first, total, low, high].contains { $0?.isReliable == false }
    }
}

/// The span of an output's mean between the low and the high end of each input, on one scale.
struct TornadoBars {
    /// A bar for each estimate; empty where its ends are not known.
    let texts: [String]

    init(_ estimates: [SensitivityEstimate], width: Int, style: TextStyle) {
        let spans = estimates.map { estimate -> ClosedRange<Double>? in
            guard let low = estimate.low?.value, let high = estimate.high?.value else { return nil }
            return min(low, high)...max(low, high)
        }
        let known = spans.compactMap { $0 }
        let start = known.map(\.lowerBound).min() ?? 0
        let length = (known.map(\.upperBound).max() ?? 0) - start
        texts = zip(spans, estimates).map { span, estimate in
            guard let span, length > 0, length.isFinite else { return "" }
            let first = Int(((span.lowerBound - start) / length * Double(width)).rounded(.down))
            let last = max(first + 1, Int(((span.upperBound - start) / length * Double(width)).rounded()))
            // Two shades tell which end is the input's low one.
            let half = (last - first + 1) / 2
            let isRising = (estimate.low?.value ?? 0) <= (estimate.high?.value ?? 0)
            let (low, high) = (style.choose("░", "-"), style.choose("█", "#"))
            let (left, right) = isRising ? (low, high) : (high, low)
            return String(repeating: " ", count: first) + String(repeating: left, count: last - first - half)
                + String(repeating: right, count: half)
        }
    }
}
