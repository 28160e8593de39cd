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
        let model = KeyedMap(
            root, what: "a model",
            known: [
                "suanli", "name", "title", "as_of", "sources", "units", "inputs", "quantities", "identities", "outputs",
                "probabilities", "scenarios", "sampling",
            ], unsupported: ["include", "axes", "correlations", "functions", "observe"], sink: sink)
        guard let model else { return }
        readHeader(model)
        draft.sources = model.entries("sources").compactMap(source)
        draft.units = model.scalars("units")
        for entry in model.entries("inputs") {
            let input = value(of: entry, isOverride: false)
            if let input { draft.inputs.append(input) } else { draft.unreadable.insert(entry.key.text) }
        }
        for entry in model.entries("quantities") {
            let quantity = quantity(entry)
            if let quantity { draft.quantities.append(quantity) } else { draft.unreadable.insert(entry.key.text) }
        }
        draft.identities = model.scalars("identities")
        draft.outputs = model.scalars("outputs")
        draft.probabilities = model.entries("probabilities").compactMap(probability)
        draft.scenarios = model.entries("scenarios").compactMap(scenario)
        if let sampling = model.node("sampling") {
            draft.firstInputs =
                KeyedMap(sampling, what: "`sampling:`", known: ["first"], sink: sink)?.scalars("first") ?? []
        }
        if model.node("outputs") == nil && model.node("probabilities") == nil {
            sink.error(
                nil, "the model reports nothing; list quantities under `outputs:` or conditions under `probabilities:`")
        }
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

    /// An input, or an override of one, which may be the value alone.
    private func value(of entry: YAMLEntry, isOverride: Bool) -> ModelDraft.Value? {
        if isOverride, case .scalar(let value) = entry.value, !value.isMissing {
            return ModelDraft.Value(
                name: entry.key, value: value, unit: nil, source: nil, confidence: nil, note: nil, label: nil)
        }
        let keys = ["value", "unit", "source", "confidence", "note"]
        let map = KeyedMap(
            entry.value, what: "\(isOverride ? "the override of" : "input") `\(entry.key.text.prefix(60))`",
            known: isOverride ? keys : keys + ["label"], unsupported: ["each"], sink: sink)
        guard let map else { return nil }
        if case .mapping(_, let place) = map.node("value") {
            sink.error(place, Keywords.unsupported("a table of values by label"))
            return nil
        }
        guard let value = map.requiredScalar("value") else { return nil }
        let confidence = map.scalar("confidence")
        if let confidence, !["high", "medium", "low"].contains(confidence.text) {
            sink.error(confidence.place, "`confidence:` is high, medium or low, not `\(confidence.text.prefix(60))`")
        }
        return ModelDraft.Value(
            name: entry.key, value: value, unit: map.scalar("unit"), source: map.scalar("source"),
            confidence: confidence, note: map.scalar("note")?.text, label: map.line("label"))
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
            entry.value, what: "scenario `\(entry.key.text)`", known: ["title", "extends", "set"],
            unsupported: ["correlations"], sink: sink)
        guard let map else { return nil }
        return ModelDraft.Scenario(
            name: entry.key, title: map.line("title"), extends: map.scalar("extends"),
            overrides: map.entries("set").compactMap { value(of: $0, isOverride: true) })
    }
}
