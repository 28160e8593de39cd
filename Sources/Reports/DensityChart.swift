import Foundation
import Statistics

/// Where the draws of some outputs lie: for each a curve of their density over a line from its 5% to its 95% quantile with
/// the median marked. Outputs of one unit share an axis, so that they can be compared.
struct DensityChart {
    let outputs: [OutputResult]
    let style: TextStyle

    /// Lines of text a curve is high.
    private static let height = 2

    private struct Series {
        let name: ResultName
        let figures: OutputFigures

        func quantile(_ probability: Double) -> Double {
            figures.quantile(probability)?.figure.value ?? figures.minimum
        }
    }

    /// Every chart; empty where no output varies.
    var lines: [String] {
        let series = outputs.compactMap { output in
            output.estimate.figures.map { Series(name: output.name, figures: $0) }
        }
        let varying = series.filter { $0.figures.minimum < $0.figures.maximum }
        let margin = min(varying.reduce(0) { max($0, $1.name.shown.count) }, style.width / 3) + 2
        return groups(of: varying).flatMap { lines(of: $0, margin: margin) }
    }

    /// Successive series of one unit; each plain number stands alone.
    private func groups(of series: [Series]) -> [[Series]] {
        var groups: [[Series]] = []
        for next in series {
            let unit = next.name.shownUnit
            if let last = groups.indices.last, !unit.isEmpty, groups[last][0].name.shownUnit == unit {
                groups[last].append(next)
            } else {
                groups.append([next])
            }
        }
        return groups
    }

    private func lines(of group: [Series], margin: Int) -> [String] {
        let low = group.reduce(Double.infinity) { min($0, $1.quantile(0.01)) }
        let high = group.reduce(-Double.infinity) { max($0, $1.quantile(0.99)) }
        guard let axis = ChartAxis(from: low, to: high, columns: style.width - margin - 1) else { return [] }
        var result: [String] = []
        for series in group {
            let labels = TextStyle.wrap(series.name.shown, width: margin - 2)
            let curve = curve(of: series, axis: axis) + [interval(of: series, axis: axis)]
            for (row, line) in curve.enumerated() where row < Self.height || !line.isEmpty {
                let label = row < labels.count ? labels[row] : ""
                let emphasis = row < Self.height ? Emphasis.accent : .plain
                result.append((label.padded(to: margin) + style.apply(emphasis, to: line.trimmingEnd)).trimmingEnd)
            }
        }
        let unit = String(group[0].name.shownUnit.prefix(margin - 1))
        let margins = ["", unit].map { $0.padded(to: margin - 1, .right) + " " }
        return result + zip(margins, axis.lines(style)).map { style.apply(.faint, to: $0 + $1) }
    }

    /// From the top down; of few draws in fewer steps than there are columns (the rule of Rice), so that it shows less noise.
    private func curve(of series: Series, axis: ChartAxis) -> [String] {
        let figures = series.figures
        let bins = min(axis.columns, max(8, Int(2 * cbrt(Double(figures.count)))))
        let edges = axis.edges(bins: bins)
        let shares = figures.shares(between: edges)
        let blocks = Array(style.choose(" ▁▂▃▄▅▆▇█", " .:-=+*#@"))
        let steps = blocks.count - 1
        let highest = shares.max() ?? 0
        guard highest > 0 else { return Array(repeating: "", count: Self.height) }
        let levels = (0..<axis.columns).map { column in
            Int((shares[column * bins / axis.columns] / highest * Double(steps * Self.height)).rounded())
        }
        return (0..<Self.height).reversed().map { row in
            String(levels.map { blocks[min(steps, max(0, $0 - row * steps))] })
        }
    }

    private func interval(of series: Series, axis: ChartAxis) -> String {
        let marks = Array(style.choose("├─●┤", "|-o|"))
        let (first, middle, last) = (series.quantile(0.05), series.quantile(0.5), series.quantile(0.95))
        let (start, end) = (axis.column(of: first), axis.column(of: last))
        var line = Array(repeating: Character(" "), count: end + 1)
        for column in start...max(start, end) { line[column] = marks[1] }
        line[start] = marks[0]
        line[end] = marks[3]
        line[axis.column(of: middle)] = marks[2]
        return String(line)
    }
}

/// A range of numbers over columns of text, its ends and marks at round numbers.
struct ChartAxis {
    let columns: Int
    private let ticks: [Double]

    private var low: Double { ticks[0] }
    private var high: Double { ticks[ticks.count - 1] }

    /// An axis that covers `from` to `to`; `nil` where that is no range.
    init?(from: Double, to: Double, columns: Int) {
        // Marks stand at least twelve columns apart.
        let rough = (to - from) / Double(max(1, columns / 12))
        guard columns > 1, rough.isFinite, rough.isNormal, rough > 1e-9 * max(abs(from), abs(to)) else { return nil }
        let power = DecimalDigits.leadingExponent(of: rough)
        let steps = [1.0, 2, 5, 10].compactMap { Double("\($0)e\(power)") }
        guard let step = steps.first(where: { $0 >= rough * 0.999 }), step.isFinite else { return nil }
        let first = (from / step).rounded(.down)
        let last = (to / step).rounded(.up)
        guard last - first >= 1, last - first < 100 else { return nil }
        self.columns = columns
        ticks = (0...Int(last - first)).map { (first + Double($0)) * step }
    }

    /// The edges of so many stretches of equal width, one more than there are stretches.
    func edges(bins: Int) -> [Double] {
        (0...bins).map { low + (high - low) * (Double($0) / Double(bins)) }
    }

    /// The column that holds `value`, or the nearest.
    func column(of value: Double) -> Int {
        let share = (value - low) / (high - low)
        return Int(min(Double(columns - 1), max(0, share * Double(columns))))
    }

    /// The axis and the numbers at its marks.
    func lines(_ style: TextStyle) -> [String] {
        var rule = Array(repeating: Character(style.choose("─", "-")), count: columns)
        var labels = ""
        for (index, tick) in ticks.enumerated() {
            let column = column(of: tick)
            rule[column] = Character(style.choose("┴", "+"))
            let isLast = index == ticks.count - 1
            let text = NumberFormat.plain(tick, digits: 6)
            let start = isLast ? columns - text.count : column - text.count / 2
            guard start > labels.count || labels.isEmpty else { continue }
            labels = labels.padded(to: max(0, start)) + text
        }
        return [String(rule), labels]
    }
}

extension String {
    var trimmingEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
