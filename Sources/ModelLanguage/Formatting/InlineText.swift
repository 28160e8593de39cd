/// Maps and lists in braces and brackets.
enum InlineText {
    /// `value` on one line of at most `limit` scalars; `nil` where it does not fit or needs lines of its own: for comments,
    /// or for a text of several lines. Costs no more than the limit, however large the value is.
    static func text(of value: LayoutValue, behind key: String?, limit: Int) -> String? {
        switch value {
        case .missing: return nil
        case .text(let text):
            guard text.utf8.count <= 4 * max(0, limit), ScalarText.blockLines(text) == nil else { return nil }
            let spelling = ScalarText.spelling(text, behind: key)
            return spelling.unicodeScalars.count <= limit ? spelling : nil
        case .sequence(let children): return text(of: children, between: ("[", "]"), limit: limit)
        case .mapping(let children): return text(of: children, between: ("{", "}"), limit: limit)
        }
    }

    /// The items of `value` broken at commas, the first line of at most `first` scalars, the others of at most `rest`;
    /// `nil` where that does not do: for an item that is longer than a line, unless it is a map in a map, and for maps of
    /// maps and lists of maps, which are read line by line.
    static func lines(of value: LayoutValue, first: Int, rest: Int, canNest: Bool = true) -> [String]? {
        guard let children = value.children, !children.tail.contains(where: \.isComment), !isTable(value) else {
            return nil
        }
        let isMapping = if case .mapping = value { true } else { false }
        var filling = LineFilling(first: first, rest: rest, start: isMapping ? "{" : "[")
        for item in children.items {
            if let text = text(of: item, limit: rest - 2) {
                guard filling.add(text) else { return nil }
            } else if canNest, isMapping, let nested = nestedLines(of: item, width: rest) {
                filling.add(nested)
            } else {
                return nil
            }
        }
        return filling.lines(end: isMapping ? "}" : "]")
    }

    /// Whether `value` is a map of maps or a list with maps in it.
    private static func isTable(_ value: LayoutValue) -> Bool {
        let isMap = { (item: LayoutItem) in if case .mapping = item.value { item.value.children != nil } else { false }
        }
        return switch value {
        case .missing, .text: false
        case .sequence(let children): children.items.contains(where: isMap)
        case .mapping(let children): children.items.allSatisfy(isMap)
        }
    }

    /// An entry of a map that is itself a map, broken at commas, all but its first line indented.
    private static func nestedLines(of item: LayoutItem, width: Int) -> [String]? {
        guard !item.hasComments, let key = item.key, case .mapping = item.value else { return nil }
        let start = ScalarText.spelling(key) + ": "
        // Room for the indentation and for a comma or two braces at the end.
        let first = width - start.unicodeScalars.count - 2
        guard let lines = lines(of: item.value, first: first, rest: width - 4, canNest: false) else { return nil }
        return [start + lines[0]] + lines.dropFirst().map { "  " + $0 }
    }

    private static func text(of children: LayoutItems, between signs: (String, String), limit: Int) -> String? {
        guard !children.tail.contains(where: \.isComment) else { return nil }
        var line = signs.0
        var length = 2
        for (index, item) in children.items.enumerated() {
            if index > 0 {
                line += ", "
                length += 2
            }
            guard length < limit, let text = text(of: item, limit: limit - length) else { return nil }
            line += text
            length += text.unicodeScalars.count
        }
        return length <= limit ? line + signs.1 : nil
    }

    /// An item, with its key if it has one.
    private static func text(of item: LayoutItem, limit: Int) -> String? {
        guard !item.hasComments else { return nil }
        guard let key = item.key else { return text(of: item.value, behind: nil, limit: limit) }
        let spelling = ScalarText.spelling(key)
        let length = spelling.unicodeScalars.count
        if case .missing = item.value { return length <= limit ? spelling : nil }
        return text(of: item.value, behind: key, limit: limit - length - 2).map { "\(spelling): \($0)" }
    }
}
