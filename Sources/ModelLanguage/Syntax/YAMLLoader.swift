/// Reads a file's one YAML document into a tree, within the bounds of the format.
struct YAMLLoader: ~Copyable {
    /// The largest file.
    static let maximumBytes = 10_000_000
    /// How deep maps and lists may stand in each other.
    static let maximumDepth = 200
    /// The most texts, lists and maps: some 100 MB.
    static let maximumNodes = 500_000

    private var events: YAMLEvents
    private let sink: DiagnosticSink

    /// The document in `source`; keys that are given twice go to `sink`.
    /// - Throws: ``SyntaxFailure`` for what makes the rest unreadable.
    static func load(_ source: SourceText, into sink: DiagnosticSink) throws(SyntaxFailure) -> YAMLNode {
        try refuseForeignBytes(source)
        return try source.bytes.withUnsafeBufferPointer { (text) throws(SyntaxFailure) in
            var loader = YAMLLoader(events: YAMLEvents(text, of: source), sink: sink)
            return try loader.document()
        }
    }

    private init(events: consuming YAMLEvents, sink: DiagnosticSink) {
        self.events = events
        self.sink = sink
    }

    private static func refuseForeignBytes(_ source: SourceText) throws(SyntaxFailure) {
        guard let found = source.foreignByte else { return }
        let place = source.place(ofByte: found)
        switch source.bytes[found] {
        case 0x09: throw SyntaxFailure(place: place, message: "a tab; indent and separate with spaces")
        case 0x00: throw SyntaxFailure(place: place, message: "a NUL byte; a model is plain text in UTF-8")
        case let byte:
            throw SyntaxFailure(
                place: place, message: "a control character (code \(byte)); a model is plain text in UTF-8")
        }
    }

    private mutating func document() throws(SyntaxFailure) -> YAMLNode {
        guard case .documentStart = try events.next() else {
            throw SyntaxFailure(place: nil, message: "the file is empty; a model starts with `suanli: 1`")
        }
        let first = try events.next()
        guard case .mappingStart = first else {
            throw SyntaxFailure(place: events.place, message: "a model is a map of keys; it starts with `suanli: 1`")
        }
        let root = try node(from: first, depth: 1)
        _ = try events.next()
        guard case .streamEnd = try events.next() else {
            throw SyntaxFailure(
                place: events.place, message: "a second document; a model is one document, without `---` inside")
        }
        return root
    }

    /// What to say where maps and lists nest too deeply.
    static func tooDeep(at place: Place) -> SyntaxFailure {
        SyntaxFailure(place: place, message: "maps and lists stand more than \(maximumDepth) deep in each other")
    }

    private mutating func node(from event: YAMLEvent, depth: Int) throws(SyntaxFailure) -> YAMLNode {
        guard sink.countNode(limit: Self.maximumNodes) else {
            throw SyntaxFailure(
                place: events.place, message: "the model holds more than \(Self.maximumNodes) texts, lists and maps")
        }
        guard depth <= Self.maximumDepth else {
            throw Self.tooDeep(at: events.place)
        }
        switch event {
        case .scalar(let scalar): return .scalar(scalar)
        case .sequenceStart: return try sequence(depth: depth)
        case .mappingStart: return try mapping(depth: depth)
        default: throw SyntaxFailure(place: events.place, message: "this is not YAML: a value is missing")
        }
    }

    private mutating func sequence(depth: Int) throws(SyntaxFailure) -> YAMLNode {
        let place = events.place
        var items: [YAMLNode] = []
        while true {
            let event = try events.next()
            if case .collectionEnd = event { return .sequence(items, place) }
            items.append(try node(from: event, depth: depth + 1))
        }
    }

    private mutating func mapping(depth: Int) throws(SyntaxFailure) -> YAMLNode {
        let place = events.place
        var entries: [YAMLEntry] = []
        var lines: [String: Int] = [:]
        while true {
            let event = try events.next()
            if case .collectionEnd = event { return .mapping(entries, place) }
            guard case .scalar(let key) = event else {
                throw SyntaxFailure(place: events.place, message: "a key must be a plain text, not a list or a map")
            }
            guard key.text != "<<" else {
                throw SyntaxFailure(
                    place: key.place, message: "merge keys (`<<`) are refused in models; write the entries out")
            }
            let value = try node(from: try events.next(), depth: depth + 1)
            if let line = lines.updateValue(key.place.line, forKey: key.text) {
                lines[key.text] = line
                sink.error(key.place, "`\(key.text.prefix(100))` is given twice, first in line \(line); leave one out")
            } else {
                entries.append(YAMLEntry(key: key, value: value))
            }
        }
    }
}
