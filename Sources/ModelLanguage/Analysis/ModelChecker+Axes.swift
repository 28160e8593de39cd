/// Axes and functions: the names that are neither inputs nor quantities.
extension ModelChecker {
    /// The most axes of a model.
    private static let maximumAxes = 1_000

    mutating func declareAxes() {
        if draft.axes.count > Self.maximumAxes {
            sink.error(draft.axes[0].name.place, "a model has at most \(Self.maximumAxes) axes")
            return
        }
        for axis in draft.axes {
            guard NameRules.isFormulaName(axis.name, of: "an axis", sink), let labels = labels(of: axis) else {
                names[axis.name.text] = .unreadable
                continue
            }
            let isOrdered = if case .range = axis.labels { true } else { false }
            axes.add(Axis(name: axis.name.text, labels: labels, isOrdered: isOrdered))
            names[axis.name.text] = .axis
        }
    }

    private func labels(of axis: ModelDraft.Axis) -> [String]? {
        switch axis.labels {
        case .range(let range):
            if let labels = Axis.labels(ofRange: range.text) { return labels }
            sink.error(
                range.place,
                "`\(range.text.prefix(60))` is no ascending range of years, quarters or months; write `2024..2027`, `2026Q1..2026Q4`, "
                    + "`2026-01..2026-12`, or a list of labels (at most \(Axis.maximumLength))")
            return nil
        case .list(let labels): return listed(labels, of: axis.name)
        }
    }

    private func listed(_ labels: [YAMLScalar], of name: YAMLScalar) -> [String]? {
        guard !labels.isEmpty, labels.count <= Axis.maximumLength else {
            sink.error(name.place, "an axis has between 1 and \(Axis.maximumLength) labels, not \(labels.count)")
            return nil
        }
        var seen: Set<String> = []
        for label in labels {
            if let strange = label.text.first(where: { ",[]{}\"'".contains($0) || $0.isNewline }) {
                sink.error(label.place, "a label has no `\(strange.isNewline ? "line break" : String(strange))` in it")
                return nil
            }
            guard label.text.utf8.count <= NameRules.maximumLength, !label.text.allSatisfy(\.isWhitespace) else {
                sink.error(label.place, "a label has between 1 and \(NameRules.maximumLength) letters")
                return nil
            }
            guard seen.insert(label.text).inserted else {
                sink.error(label.place, "the label `\(label.text)` is listed twice; leave one out")
                return nil
            }
        }
        return labels.map(\.text)
    }

    // MARK: Functions

    mutating func checkFunctions(_ parsed: ParsedModel) {
        for (draft, expression) in zip(draft.functions, parsed.functions) {
            var parameters: Set<String> = []
            for parameter in draft.parameters
            where NameRules.isFormulaName(parameter, of: "a parameter", sink)
                && !parameters.insert(parameter.text).inserted
            {
                sink.error(parameter.place, "the parameter `\(parameter.text)` is listed twice")
            }
            guard let expression else { continue }
            functions[draft.name.text] = UserFunction(
                parameters: draft.parameters.map(\.text), expression: expression)
            checkNames(in: expression, parameters: parameters)
        }
        refuseCircularFunctions()
    }

    /// Complains about names that a function could never find, also where nothing calls it.
    private func checkNames(in expression: Expression, parameters: Set<String>) {
        for (node, offset) in zip(expression.nodes, expression.offsets) {
            guard case .name(let name) = node, !parameters.contains(name), names[name] == nil,
                !units.names.contains(name)
            else { continue }
            let hint = sink.suggestions.hint(for: name, among: parameters.union(names.keys))
            sink.error(
                ExpressionFailure(
                    offset: offset, message: "there is no parameter, input or quantity `\(name.prefix(60))`\(hint)"),
                in: expression.scalar)
        }
    }

    /// The most functions that may call each other one within the other.
    private static let maximumCallDepth = 100

    private mutating func refuseCircularFunctions() {
        let numbers = Dictionary(
            draft.functions.enumerated().map { ($0.element.name.text, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        let calls = draft.functions.map { function in
            (functions[function.name.text]?.expression.nodes ?? []).compactMap { node -> Int? in
                if case .userCall(let name, _) = node { numbers[name] } else { nil }
            }
        }
        let sorted = DependencyOrder(calls)
        for cycle in sorted.cycles {
            let named = cycle.map { draft.functions[$0].name.text }
            sink.error(
                draft.functions[cycle[0]].name.place,
                "this function calls itself: \((named + [named[0]]).prefix(10).joined(separator: " -> ")); break the circle"
            )
        }
        guard sorted.cycles.isEmpty else {
            functions = [:]
            return
        }
        var depths = Array(repeating: 1, count: calls.count)
        for index in sorted.order { depths[index] = 1 + (calls[index].map { depths[$0] }.max() ?? 0) }
        for index in depths.indices where depths[index] > Self.maximumCallDepth {
            sink.error(
                draft.functions[index].name.place,
                "functions call each other more than \(Self.maximumCallDepth) deep here")
            functions = [:]
            return
        }
    }
}
