/// A YAML map with a fixed set of keys.
struct KeyedMap {
    private let entries: [String: YAMLEntry]
    private let sink: DiagnosticSink
    private let what: String
    /// Where the map starts.
    let place: Place

    /// The map in `node`, which is called `what` in messages; other keys than `known` are errors.
    /// - Returns: `nil`, with an error, for anything but a map.
    init?(_ node: YAMLNode, what: String, known: [String], sink: DiagnosticSink) {
        guard case .mapping(let entries, let place) = node else {
            sink.error(node.place, "\(what) is a map of \(Self.list(known)), not \(node.kind)")
            return nil
        }
        var found: [String: YAMLEntry] = [:]
        for (position, entry) in entries.enumerated() {
            let key = entry.key.text
            if known.contains(key) {
                found[key] = entry
            } else if case .scalar(let value) = entry.value, value.isMissing, entry.key.isInFlow {
                let before = position > 0 ? entries[position - 1] : entry
                sink.error(before.value.place, Self.cutAtComma(before: key))
            } else {
                let hint = sink.suggestions.hint(for: key, among: known)
                sink.error(
                    entry.key.place,
                    "\(what) has no key `\(key.prefix(60))`\(hint.isEmpty ? "; it has \(Self.list(known))" : hint)")
            }
        }
        self.entries = found
        self.sink = sink
        self.what = what
        self.place = place
    }

    /// What to say where YAML ended a text at a comma.
    static func cutAtComma(before key: String) -> String {
        "the text ends at the comma before `\(key.prefix(60))`; a text or formula with `, ` or `: ` in it needs quotes"
    }

    private static func list(_ keys: [String]) -> String {
        keys.map { "`\($0)`" }.joined(separator: ", ")
    }

    /// What stands under `key`.
    func node(_ key: String) -> YAMLNode? { entries[key]?.value }

    /// The text under `key`; an error and `nil` where something else or nothing stands there.
    func scalar(_ key: String) -> YAMLScalar? {
        guard let entry = entries[key] else { return nil }
        guard case .scalar(let scalar) = entry.value, !scalar.isMissing else {
            sink.error(entry.value.place, "`\(key):` of \(what) is a text, not \(entry.value.kind)")
            return nil
        }
        return scalar
    }

    /// The text under `key` on one line.
    func line(_ key: String) -> String? {
        scalar(key).map { $0.text.split(whereSeparator: \.isNewline).joined(separator: " ") }
    }

    /// The text under `key`, which must be there.
    func requiredScalar(_ key: String) -> YAMLScalar? {
        if entries[key] == nil { sink.error(place, "\(what) needs `\(key):`") }
        return scalar(key)
    }

    /// What stands under `key`, which must be there.
    func requiredNode(_ key: String) -> YAMLNode? {
        if entries[key] == nil { sink.error(place, "\(what) needs `\(key):`") }
        return node(key)
    }

    /// The parts of the list under `key`; empty where there is none.
    func items(_ key: String) -> [YAMLNode] {
        guard let node = node(key) else { return [] }
        guard case .sequence(let items, _) = node else {
            sink.error(node.place, "`\(key):` is a list, not \(node.kind)")
            return []
        }
        return items
    }

    /// The texts of the list under `key`; empty where there is none.
    func scalars(_ key: String) -> [YAMLScalar] { items(key).compactMap { text(of: $0, in: key) } }

    /// The text under `key`, or the texts of the list there.
    func oneOrMoreScalars(_ key: String) -> [YAMLScalar] {
        if case .scalar(let scalar) = node(key), !scalar.isMissing { return [scalar] }
        return scalars(key)
    }

    /// The texts of the list of lists under `key`.
    func rows(_ key: String) -> [[YAMLScalar]] {
        items(key).compactMap { row in
            if case .sequence(let items, _) = row { return items.compactMap { text(of: $0, in: key) } }
            sink.error(row.place, "`\(key):` is a list of rows, each a list of numbers, not \(row.kind)")
            return nil
        }
    }

    private func text(of item: YAMLNode, in key: String) -> YAMLScalar? {
        if case .scalar(let scalar) = item, !scalar.isMissing { return scalar }
        sink.error(
            item.place, "the list `\(key):` holds texts, not \(item.kind); a text with `: ` in it needs quotes")
        return nil
    }

    /// The entries of the map under `key`; empty where there is none.
    func entries(_ key: String) -> [YAMLEntry] {
        guard let node = node(key) else { return [] }
        guard case .mapping(let entries, _) = node else {
            sink.error(node.place, "`\(key):` is a map of names, not \(node.kind)")
            return []
        }
        return entries
    }
}
