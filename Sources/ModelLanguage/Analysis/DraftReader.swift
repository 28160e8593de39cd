/// Takes a file's tree apart by the keys of format 1.
struct DraftReader {
    private let sink: DiagnosticSink
    private var draft = ModelDraft()

    /// The draft of the document `root`; what is out of place goes to `sink`.
    static func read(_ root: YAMLNode, into sink: DiagnosticSink) -> ModelDraft {
        var reader = DraftReader(sink: sink)
        reader.read(root)
        return reader.draft
    }

    private init(sink: DiagnosticSink) {
        self.sink = sink
    }

    private mutating func read(_ root: YAMLNode) {
        let model = KeyedMap(root, what: "a model", known: Self.keys, sink: sink)
        guard let model else { return }
        if let include = model.node("include") {
            sink.error(
                include.place,
                "`include:` is resolved where the file is; check or submit the file itself with this program")
        }
        readHeader(model)
        draft.sources = model.entries("sources").compactMap(source)
        draft.units = model.scalars("units")
        draft.axes = take(model.entries("axes").map { ($0, axis($0)) })
        draft.inputs = take(model.entries("inputs").map { ($0, value(of: $0, isOverride: false)) })
        draft.correlations = correlations(model)
        draft.functions = take(model.entries("functions").map { ($0, function($0)) })
        draft.quantities = take(model.entries("quantities").map { ($0, quantity($0)) })
        draft.identities = model.scalars("identities")
        draft.outputs = model.scalars("outputs")
        draft.probabilities = model.entries("probabilities").compactMap(probability)
        draft.scenarios = model.entries("scenarios").compactMap(scenario)
        draft.observations = model.items("observe").compactMap(observation)
        if let sampling = model.node("sampling") {
            draft.firstInputs =
                KeyedMap(sampling, what: "`sampling:`", known: ["first"], sink: sink)?.scalars("first") ?? []
        }
        if model.node("outputs") == nil && model.node("probabilities") == nil {
            sink.error(
                nil, "the model reports nothing; list quantities under `outputs:` or conditions under `probabilities:`")
        }
    }

    /// The keys of a model, in the order in which the format lists them.
    private static let keys = [
        "suanli", "name", "title", "as_of", "include", "sources", "units", "axes", "inputs", "correlations",
        "functions", "quantities", "identities", "outputs", "probabilities", "scenarios", "observe", "sampling",
    ]

    /// What could be read; the names of the rest are noted.
    private mutating func take<Item>(_ items: [(entry: YAMLEntry, item: Item?)]) -> [Item] {
        for (entry, item) in items where item == nil { draft.unreadable.insert(entry.key.text) }
        return items.compactMap(\.item)
    }

    private mutating func readHeader(_ model: KeyedMap) {
        if let version = model.requiredScalar("suanli"), version.text != "1" {
            sink.error(version.place, "this version reads format 1: `suanli: 1`, not `\(version.text.prefix(60))`")
        }
        if let name = model.requiredScalar("name") {
            draft.name = name.text
            let isPlain = name.text.utf8.allSatisfy {
                Lexer.isLetter($0) || Lexer.isDigit($0) || $0 == 0x2D || $0 == 0x2E
            }
            if !isPlain || name.text.utf8.count > NameRules.maximumLength {
                sink.error(
                    name.place,
                    "the name of a model is letters, digits, `_`, `-` and `.`, at most 100; `title:` is free text")
            }
        }
        draft.title = model.line("title")
        if let date = model.scalar("as_of") {
            draft.asOf = date.text
            if !Self.isDate(date.text) { sink.error(date.place, "`as_of:` is a date, such as 2026-01-28") }
        }
    }

    /// Whether `text` is a day of the calendar as `YYYY-MM-DD`.
    private static func isDate(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], parts.allSatisfy({ $0.utf8.allSatisfy(Lexer.isDigit) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
        else { return false }
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[month - 1]).contains(day)
    }

    private func source(_ entry: YAMLEntry) -> (Place, ModelSource)? {
        guard NameRules.isName(entry.key, of: "a source", sink) else { return nil }
        if entry.key.text == "judgement" {
            sink.error(entry.key.place, "`judgement` cites no source; it needs no entry")
            return nil
        }
        let map = KeyedMap(
            entry.value, what: "source `\(entry.key.text)`", known: ["title", "publisher", "date", "url"], sink: sink)
        guard let map else { return nil }
        return (
            entry.key.place,
            ModelSource(
                key: entry.key.text, title: map.line("title"), publisher: map.line("publisher"),
                date: map.line("date"), url: map.line("url"))
        )
    }

    private func axis(_ entry: YAMLEntry) -> ModelDraft.Axis? {
        switch entry.value {
        case .scalar(let range) where !range.isMissing: return ModelDraft.Axis(name: entry.key, labels: .range(range))
        case .sequence(let items, _):
            var labels: [YAMLScalar] = []
            for item in items {
                guard case .scalar(let label) = item, !label.isMissing else {
                    sink.error(item.place, "the labels of an axis are texts, not \(item.kind)")
                    return nil
                }
                labels.append(label)
            }
            return ModelDraft.Axis(name: entry.key, labels: .list(labels))
        default:
            sink.error(
                entry.value.place,
                "an axis is a range such as `2026Q1..2026Q4` or a list of labels, not \(entry.value.kind)")
            return nil
        }
    }

    /// An input, or an override of one, which may be the value alone.
    private func value(of entry: YAMLEntry, isOverride: Bool) -> ModelDraft.Value? {
        let keys = ["value", "unit", "source", "confidence", "note"]
        if isOverride, let content = bareContent(entry.value, keys: keys) {
            return ModelDraft.Value(
                name: entry.key, content: content, unit: nil, source: nil, confidence: nil, note: nil, label: nil,
                each: nil)
        }
        let map = KeyedMap(
            entry.value, what: "\(isOverride ? "the override of" : "input") `\(entry.key.text.prefix(60))`",
            known: isOverride ? keys : keys + ["label", "each"], sink: sink)
        guard let map, let content = map.requiredNode("value").flatMap({ content($0, depth: 0) }) else { return nil }
        let confidence = map.scalar("confidence")
        if let confidence, !["high", "medium", "low"].contains(confidence.text) {
            sink.error(confidence.place, "`confidence:` is high, medium or low, not `\(confidence.text.prefix(60))`")
        }
        return ModelDraft.Value(
            name: entry.key, content: content, unit: map.scalar("unit"), source: map.scalar("source"),
            confidence: confidence, note: map.scalar("note")?.text, label: map.line("label"),
            each: map.node("each") == nil ? nil : map.oneOrMoreScalars("each"))
    }

    /// What an override is where it is the value alone: a text, or a table that has none of the keys of the longer form.
    private func bareContent(_ node: YAMLNode, keys: [String]) -> ModelDraft.Content? {
        switch node {
        case .scalar(let value) where !value.isMissing: .single(value)
        case .mapping(let entries, _) where !entries.isEmpty && !entries.contains { keys.contains($0.key.text) }:
            content(node, depth: 0)
        default: nil
        }
    }

    /// The deepest table: one level an axis.
    private static let maximumTableDepth = 8

    private func content(_ node: YAMLNode, depth: Int) -> ModelDraft.Content? {
        switch node {
        case .scalar(let value) where !value.isMissing: return .single(value)
        case .mapping(let entries, let place) where !entries.isEmpty && depth < Self.maximumTableDepth:
            var rows: [ModelDraft.Row] = []
            for (position, entry) in entries.enumerated() {
                if case .scalar(let value) = entry.value, value.isMissing, entry.key.isInFlow, position > 0 {
                    sink.error(entries[position - 1].value.place, KeyedMap.cutAtComma(before: entry.key.text))
                    return nil
                }
                guard let content = content(entry.value, depth: depth + 1) else { return nil }
                rows.append(ModelDraft.Row(label: entry.key, content: content))
            }
            return .table(rows, place)
        case .mapping(_, let place) where depth >= Self.maximumTableDepth:
            sink.error(place, "tables have at most \(Self.maximumTableDepth) axes")
        default:
            sink.error(
                node.place,
                "`value:` is a number, a range, a distribution, or a table of them by label, not \(node.kind)")
        }
        return nil
    }

    private func function(_ entry: YAMLEntry) -> ModelDraft.Function? {
        let map = KeyedMap(
            entry.value, what: "function `\(entry.key.text.prefix(60))`", known: ["parameters", "formula", "note"],
            sink: sink)
        guard let map, let formula = map.requiredScalar("formula") else { return nil }
        return ModelDraft.Function(name: entry.key, parameters: map.scalars("parameters"), formula: formula)
    }

    /// What stands under `correlations:` of the model or of a scenario.
    private func correlations(_ map: KeyedMap) -> [ModelDraft.Correlation] {
        map.items("correlations").compactMap { item in
            let entry = KeyedMap(
                item, what: "a correlation", known: ["inputs", "rank", "along", "matrix"], sink: sink)
            guard let entry else { return nil }
            return ModelDraft.Correlation(
                place: entry.place, inputs: entry.scalars("inputs"), rank: entry.scalar("rank"),
                along: entry.scalar("along"), matrix: entry.node("matrix") == nil ? nil : entry.rows("matrix"))
        }
    }

    private func quantity(_ entry: YAMLEntry) -> ModelDraft.Quantity? {
        let map = KeyedMap(
            entry.value, what: "quantity `\(entry.key.text.prefix(60))`", known: ["formula", "unit", "label", "note"],
            sink: sink)
        guard let map, let formula = map.requiredScalar("formula") else { return nil }
        return ModelDraft.Quantity(
            name: entry.key, formula: formula, unit: map.scalar("unit"), label: map.line("label"))
    }

    private func probability(_ entry: YAMLEntry) -> ModelDraft.Probability? {
        guard NameRules.isName(entry.key, of: "a probability", sink) else { return nil }
        guard case .scalar(let condition) = entry.value, !condition.isMissing else {
            sink.error(entry.value.place, "a probability is a condition, such as `ratio >= 2`, not \(entry.value.kind)")
            return nil
        }
        return ModelDraft.Probability(name: entry.key, condition: condition)
    }

    private func scenario(_ entry: YAMLEntry) -> ModelDraft.Scenario? {
        guard NameRules.isName(entry.key, of: "a scenario", sink) else { return nil }
        let map = KeyedMap(
            entry.value, what: "scenario `\(entry.key.text)`", known: ["title", "extends", "set", "correlations"],
            sink: sink)
        guard let map else { return nil }
        return ModelDraft.Scenario(
            name: entry.key, title: map.line("title"), extends: map.scalar("extends"),
            overrides: map.entries("set").compactMap { value(of: $0, isOverride: true) },
            correlations: correlations(map))
    }

    private func observation(_ item: YAMLNode) -> ModelDraft.Observation? {
        let map = KeyedMap(
            item, what: "an observation", known: ["quantity", "value", "between", "source", "note"], sink: sink)
        guard let map, let quantity = map.requiredScalar("quantity"), let finding = finding(map) else { return nil }
        return ModelDraft.Observation(
            quantity: quantity, finding: finding, source: map.scalar("source"), note: map.scalar("note")?.text)
    }

    private func finding(_ map: KeyedMap) -> ModelDraft.Observation.Finding? {
        switch (map.node("value"), map.node("between")) {
        case (.some, nil): return map.scalar("value").map { .value($0) }
        case (nil, .some(let node)):
            let ends = map.scalars("between")
            guard ends.count == 2 else {
                sink.error(node.place, "`between:` is the two ends of a range: `between: [0, 33k]`")
                return nil
            }
            return .between(ends[0], ends[1])
        default:
            sink.error(
                map.place,
                "an observation has either `value:`, a distribution that was measured, or `between: [low, high]`")
            return nil
        }
    }
}
