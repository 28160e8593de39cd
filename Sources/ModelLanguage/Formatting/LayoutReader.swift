/// Reads a file that ``YAMLLoader`` accepts into a tree that keeps its comments.
struct LayoutReader: ~Copyable {
    private var events: YAMLEvents
    private let source: SourceText
    private var scanner: CommentScanner
    private var event = YAMLEvent.streamEnd
    /// Whether the latest event opens a map or list in braces or brackets.
    private var opensFlow = false
    /// The longest key, in characters: written as escapes they are still fewer than the 1,024 that YAML looks at.
    private static let maximumKeyLength = 160

    /// The document in `source`.
    static func read(_ source: SourceText) throws(SyntaxFailure) -> LayoutItems {
        try source.bytes.withUnsafeBufferPointer { (text) throws(SyntaxFailure) in
            var reader = LayoutReader(
                events: YAMLEvents(text, of: source), source: source, scanner: CommentScanner(source))
            return try reader.document()
        }
    }

    private init(events: consuming YAMLEvents, source: SourceText, scanner: CommentScanner) {
        self.events = events
        self.source = source
        self.scanner = scanner
    }

    private mutating func document() throws(SyntaxFailure) -> LayoutItems {
        try advance()
        try advance()
        var root = LayoutItem(value: try value(below: 0, isInFlow: false))
        try advance()
        root = Self.settled(root)
        let children: LayoutItems =
            if case .mapping(let entries) = root.value { entries } else { LayoutItems() }
        if let comment = scanner.takeSameLine() { scanner.insert(comment) }
        return LayoutItems(items: children.items, tail: root.leading + children.tail + scanner.takeLines())
    }

    private mutating func advance() throws(SyntaxFailure) {
        event = try events.next()
        var isBlockScalar = false
        if case .scalar(let scalar) = event { isBlockScalar = scalar.style == .block }
        scanner.pass(events.span, isBlockScalar: isBlockScalar)
        opensFlow = scanner.isAtBracket
    }

    /// The value that starts with the latest event, under a collection that starts in `column`.
    private mutating func value(below column: Int, isInFlow: Bool) throws(SyntaxFailure) -> LayoutValue {
        let isFlow = isInFlow || opensFlow
        switch event {
        case .sequenceStart: return .sequence(try children(below: column, isFlow: isFlow, isMapping: false))
        case .mappingStart: return .mapping(try children(below: column, isFlow: isFlow, isMapping: true))
        case .scalar(let scalar):
            try advance()
            return scalar.isMissing ? .missing : .text(scalar.text)
        case .documentStart, .documentEnd, .streamEnd, .collectionEnd: return .missing
        }
    }

    private mutating func children(
        below parentColumn: Int, isFlow: Bool, isMapping: Bool
    ) throws(SyntaxFailure) -> LayoutItems {
        let column = events.place.column
        try advance()
        var items: [LayoutItem] = []
        while true {
            if let comment = scanner.takeSameLine() {
                if let last = items.indices.last, items[last].trailing == nil {
                    items[last].trailing = comment
                } else {
                    scanner.insert(comment)
                }
            }
            if case .collectionEnd = event { break }
            items.append(try item(below: column, isFlow: isFlow, isMapping: isMapping))
        }
        let tail = isFlow ? scanner.takeLines() : scanner.takeLines(rightOf: parentColumn)
        try advance()
        return LayoutItems(items: items.map(Self.settled), tail: tail)
    }

    private mutating func item(below column: Int, isFlow: Bool, isMapping: Bool) throws(SyntaxFailure) -> LayoutItem {
        var item = LayoutItem(leading: scanner.takeLines())
        guard isMapping else {
            item.value = try value(below: column, isInFlow: isFlow)
            return Self.hoisted(item)
        }
        if case .scalar(let key) = event {
            guard key.text.unicodeScalars.prefix(Self.maximumKeyLength + 1).count <= Self.maximumKeyLength else {
                throw SyntaxFailure(
                    place: key.place, message: "this key has more than \(Self.maximumKeyLength) characters; shorten it")
            }
            item.key = key.text
        }
        try advance()
        item.header = scanner.takeSameLine()
        if !opensBlock(isInFlow: isFlow) { item.leading += scanner.takeLines().filter(\.isComment) }
        item.value = try value(below: column, isInFlow: isFlow)
        return item
    }

    /// Whether the latest event starts a map or list that is written line by line: comments before it then belong to
    /// its first entry.
    private func opensBlock(isInFlow: Bool) -> Bool {
        guard !isInFlow, !opensFlow else { return false }
        switch event {
        case .sequenceStart, .mappingStart: return true
        default: return false
        }
    }

    /// The comments before the first entry of a list's item stand before the item.
    private static func hoisted(_ item: LayoutItem) -> LayoutItem {
        guard var children = item.value.children else { return item }
        var item = item
        item.leading += children.items[0].leading.filter(\.isComment)
        children.items[0].leading = []
        if case .mapping = item.value { item.value = .mapping(children) } else { item.value = .sequence(children) }
        return item
    }

    /// What has no lines of its own has its comments before or behind it, and nothing has a comment on both sides of its
    /// value.
    private static func settled(_ item: LayoutItem) -> LayoutItem {
        var item = item
        switch item.value {
        case .sequence(let children) where children.items.isEmpty:
            item.leading += children.tail.filter(\.isComment)
            item.value = .sequence(LayoutItems())
        case .mapping(let children) where children.items.isEmpty:
            item.leading += children.tail.filter(\.isComment)
            item.value = .mapping(LayoutItems())
        default: break
        }
        guard let header = item.header else { return item }
        if item.trailing != nil {
            item.leading.append(.comment(header, column: 1))
            item.header = nil
        } else if item.value.children == nil {
            (item.trailing, item.header) = (header, nil)
        }
        return item
    }
}
