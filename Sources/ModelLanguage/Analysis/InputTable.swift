/// Lays a table of values by label out along the axes that its labels belong to.
struct InputTable {
    /// One text of the table.
    struct Cell {
        let scalar: YAMLScalar
        let expression: Expression?
    }

    let shape: Shape
    /// One for each element of ``shape``.
    let cells: [Cell]

    /// The table `content`; a single text is one along no axis.
    /// - Parameter preferred: axes to prefer where several have the same labels.
    /// - Returns: `nil`, with an error, where labels are missing or belong to no axis.
    init?(_ content: ParsedModel.Content, axes: AxisTable, preferred: [Int], sink: DiagnosticSink) {
        switch content {
        case .single(let scalar, let expression):
            shape = .scalar
            cells = [Cell(scalar: scalar, expression: expression)]
        case .table(let rows, let place):
            guard let axis = Self.axis(of: rows.map(\.label), at: place, axes, preferred, sink) else { return nil }
            var tables: [InputTable?] = Array(repeating: nil, count: rows.count)
            for row in rows {
                guard let position = axes.position(of: row.label.text, on: axis),
                    let table = InputTable(row.content, axes: axes, preferred: preferred, sink: sink)
                else { return nil }
                tables[position] = table
            }
            let parts = tables.compactMap { $0 }
            guard let inner = parts.first?.shape, parts.count == rows.count else { return nil }
            if let other = parts.first(where: { $0.shape != inner }) {
                sink.error(
                    other.cells.first?.scalar.place ?? place,
                    "all rows of a table lie along the same axes; this one along "
                        + "\(other.shape.axes.isEmpty ? "none" : axes.text(of: other.shape)), another along "
                        + "\(inner.axes.isEmpty ? "none" : axes.text(of: inner))")
                return nil
            }
            guard !inner.contains(axis), let whole = axes.shape(of: axis).broadcast(with: inner) else {
                sink.error(
                    place,
                    inner.contains(axis)
                        ? "the labels of `\(axes.axes[axis].name)` stand in each other here"
                        : "a table has at most \(Axis.maximumLength) values")
                return nil
            }
            shape = whole
            cells = parts.flatMap(\.cells)
        }
    }

    /// The axis whose labels stand in a table.
    private static func axis(
        of labels: [YAMLScalar], at place: Place, _ axes: AxisTable, _ preferred: [Int], _ sink: DiagnosticSink
    ) -> Int? {
        let matching = axes.numbers(withLabels: labels.map(\.text))
        let chosen = matching.count > 1 ? matching.filter(preferred.contains) : matching
        if chosen.count == 1 { return chosen[0] }
        if matching.count > 1 {
            let names = matching.map { "`\(axes.axes[$0].name)`" }.joined(separator: " and ")
            sink.error(
                place, "these are the labels of \(names) alike; name one of them under `each:`, or rename labels")
            return nil
        }
        // The axis that has most of the labels is the one that was meant.
        let shared = axes.axes.indices.map { axis in labels.count { axes.position(of: $0.text, on: axis) != nil } }
        guard let nearest = axes.axes.indices.max(by: { shared[$0] < shared[$1] }), shared[nearest] > 0 else {
            sink.error(
                place,
                "no axis has the label `\(labels[0].text.prefix(60))`; list the axis in `axes:`, or mend the key (`value:` is a "
                    + "number, a range, a distribution, or a table by label)")
            return nil
        }
        let axis = axes.axes[nearest]
        if let stranger = labels.first(where: { axes.position(of: $0.text, on: nearest) == nil }) {
            sink.error(
                stranger.place,
                "axis `\(axis.name)` has no label `\(stranger.text.prefix(60))`"
                    + sink.suggestions.hint(for: stranger.text, among: axis.labels))
        } else {
            let given = Set(labels.map(\.text))
            let missing = axis.labels.filter { !given.contains($0) }
            let shown = missing.prefix(5).map { "`\($0)`" }.joined(separator: ", ") + (missing.count > 5 ? ", ..." : "")
            sink.error(place, "the table lacks labels of axis `\(axis.name)`: \(shown)")
        }
        return nil
    }
}
