/// Why a file that a model includes cannot be had.
public struct IncludeFailure: Error, Hashable, Sendable {
    /// One line: what is wrong, without the name of the file.
    public let message: String

    /// A failure for this reason.
    public init(_ message: String) {
        self.message = message
    }
}

/// Gives the bytes of the file that a model includes by the name written there.
public typealias IncludeReader = (_ name: String) -> Result<[UInt8], IncludeFailure>

/// Puts what a model includes into it: the result is one document that needs no other file.
struct Includes {
    /// What another file may add.
    private static let lists = ["units"]
    private static let maps = ["sources", "axes", "inputs", "functions", "quantities"]
    /// The most files of one model.
    private static let maximumFiles = 100

    /// The document `root` with the entries of the files under its `include:`, those first.
    static func merged(_ root: YAMLNode, reading read: IncludeReader, into sink: DiagnosticSink) -> YAMLNode {
        guard case .mapping(let entries, let place) = root,
            let include = entries.first(where: { $0.key.text == "include" })
        else { return root }
        guard case .sequence(let items, _) = include.value, items.count <= maximumFiles else {
            sink.error(
                include.value.place,
                "`include:` is a list of at most \(maximumFiles) files of the model's folder: `include: [chips.yaml]`")
            return root
        }
        var seen: Set<String> = []
        for item in items {
            guard let name = item.text, !seen.insert(name).inserted else { continue }
            sink.error(item.place, "`\(name.prefix(100))` is listed twice; leave one out")
            return root
        }
        let parts = items.compactMap { part($0, reading: read, into: sink) }
        let own = entries.filter { $0.key.text != "include" }
        return .mapping(join(parts + [own], into: sink), place)
    }

    /// The entries of one file.
    private static func part(_ item: YAMLNode, reading read: IncludeReader, into sink: DiagnosticSink) -> [YAMLEntry]? {
        guard case .scalar(let name) = item, !name.isMissing else {
            sink.error(item.place, "`include:` lists names of files, not \(item.kind)")
            return nil
        }
        switch read(name.text) {
        case .failure(let failure):
            sink.error(name.place, "`\(name.text.prefix(100))` \(failure.message)")
            return nil
        case .success(let bytes):
            let read = sink.sources.reduce(0) { $0 + $1.bytes.count }
            guard read + bytes.count <= YAMLLoader.maximumBytes else {
                sink.error(
                    name.place,
                    "with `\(name.text.prefix(100))` the model is larger than \(YAMLLoader.maximumBytes / 1_000_000) MB"
                )
                return nil
            }
            let source = SourceText(file: name.text, bytes: bytes, index: sink.sources.count)
            sink.add(source)
            do {
                guard case .mapping(let entries, _) = try YAMLLoader.load(source, into: sink) else { return nil }
                return entries.filter { isAllowed($0, in: name.text, sink) }
            } catch {
                sink.error(error.place ?? Place(line: 1, column: 1, file: source.index), error.message)
                return nil
            }
        }
    }

    private static func isAllowed(_ entry: YAMLEntry, in file: String, _ sink: DiagnosticSink) -> Bool {
        if lists.contains(entry.key.text) || maps.contains(entry.key.text) { return true }
        // What a file says of itself is welcome and of no consequence here.
        if ["suanli", "name", "title", "as_of"].contains(entry.key.text) { return false }
        sink.error(
            entry.key.place,
            "an included file holds \((lists + maps).map { "`\($0):`" }.joined(separator: ", ")), not `\(entry.key.text.prefix(60)):`"
        )
        return false
    }

    /// The entries of all parts under each key, a name that is defined twice being an error.
    private static func join(_ parts: [[YAMLEntry]], into sink: DiagnosticSink) -> [YAMLEntry] {
        var result: [YAMLEntry] = []
        var positions: [String: Int] = [:]
        for entry in parts.joined() {
            guard let position = positions[entry.key.text] else {
                positions[entry.key.text] = result.count
                result.append(entry)
                continue
            }
            result[position] = YAMLEntry(
                key: result[position].key, value: join(result[position].value, entry.value, into: sink))
        }
        return result
    }

    private static func join(_ first: YAMLNode, _ second: YAMLNode, into sink: DiagnosticSink) -> YAMLNode {
        switch (first, second) {
        case (.sequence(let some, let place), .sequence(let others, _)):
            // A unit may be listed by several files alike.
            let known = Set(some.compactMap(\.text))
            return .sequence(some + others.filter { $0.text.map { !known.contains($0) } ?? true }, place)
        case (.mapping(let some, let place), .mapping(let others, _)):
            let files = Dictionary(
                some.map { ($0.key.text, $0.key.place.file) }, uniquingKeysWith: { first, _ in first })
            for entry in others {
                guard let file = files[entry.key.text] else { continue }
                sink.error(
                    entry.key.place,
                    "`\(entry.key.text.prefix(60))` is defined in \(sink.sources[file].file) already; rename one of the two"
                )
            }
            return .mapping(some + others.filter { files[$0.key.text] == nil }, place)
        default:
            sink.error(second.place, "this is \(second.kind), and another file has \(first.kind) here")
            return first
        }
    }
}

extension YAMLNode {
    fileprivate var text: String? {
        if case .scalar(let scalar) = self { scalar.text } else { nil }
    }

    /// The node as YAML text that reads back as the same scalars: maps and lists in brackets, every text quoted.
    var flowText: String {
        switch self {
        case .scalar(let scalar): scalar.isMissing ? "" : Self.quoted(scalar.text)
        case .sequence(let items, _): "[\(items.map(\.flowText).joined(separator: ", "))]"
        case .mapping(let entries, _):
            "{\(entries.map { "\(Self.quoted($0.key.text)): \($0.value.flowText)" }.joined(separator: ",\n"))}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}":
                result += scalar.value < 0x100 ? "\\x85" : "\\u" + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
