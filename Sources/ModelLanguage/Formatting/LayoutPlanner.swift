/// Decides how an entry or item is written: on one line, broken at commas, or line by line.
struct LayoutPlanner {
    /// The longest line, in scalars, where it can be broken at all.
    static let width = 120
    /// The sections that may stand on one line.
    private static let shortSections: Set<String> = ["include", "units", "outputs", "sampling"]
    /// The sections whose entries have a line for each key unless they fit on one.
    private static let longEntries: Set<String> = ["functions", "quantities", "scenarios"]

    /// The top-level key under which the entry stands, or its own.
    let section: String
    /// 1 for a section itself.
    let depth: Int

    /// The planner for what stands inside the entries of this one.
    var inner: LayoutPlanner { LayoutPlanner(section: section, depth: depth + 1) }

    /// How to write `item` from column `indent` on, counted from 0.
    func plan(_ item: LayoutItem, indent: Int) -> LayoutPlan {
        let key = item.key.map { ScalarText.spelling($0) + ":" } ?? ""
        let form: LayoutPlan.Form =
            switch item.value {
            case .missing: .lines(first: "")
            case .text(let text): textForm(text, of: item, key: key, indent: indent)
            case .sequence(let children) where children.items.isEmpty: .lines(first: "[]")
            case .mapping(let children) where children.items.isEmpty: .lines(first: "{}")
            case .sequence(let children):
                collectionForm(children, of: item, key: key, indent: indent) ?? .block(children, isMapping: false)
            case .mapping(let children):
                collectionForm(children, of: item, key: key, indent: indent) ?? .block(children, isMapping: true)
            }
        return LayoutPlan(item, key: key, form: form)
    }

    // MARK: Texts

    private func textForm(_ text: String, of item: LayoutItem, key: String, indent: Int) -> LayoutPlan.Form {
        let room = Self.room(behind: key, indent: indent)
        let isFormula = !ScalarText.proseKeys.contains(item.key ?? "")
        if let (lines, endsInBreak) = ScalarText.blockLines(text) {
            guard lines.count == 1 else { return .blockText(sign: endsInBreak ? "|" : "|-", lines.map(String.init)) }
            let width = Self.width - indent - 2
            return .blockText(
                sign: ">",
                TextWrapping.lines(of: String(lines[0]), first: width, rest: width, isFormula: isFormula))
        }
        let spelling = ScalarText.spelling(text, behind: item.key)
        guard spelling.unicodeScalars.count > room else { return .lines(first: spelling) }
        var lines = TextWrapping.lines(
            of: ScalarText.escaped(text), first: room - 2, rest: Self.width - indent - 3, isFormula: isFormula)
        guard lines.count > 1 else { return .lines(first: spelling) }
        lines[0] = "\"" + lines[0]
        lines[lines.count - 1] += "\""
        return .lines(first: lines[0], rest: Array(lines.dropFirst()), indent: indent + 2)
    }

    // MARK: Maps and lists

    /// `nil` where each entry or item needs lines of its own.
    private func collectionForm(
        _ children: LayoutItems, of item: LayoutItem, key: String, indent: Int
    ) -> LayoutPlan.Form? {
        guard depth > 1 || Self.shortSections.contains(section) else { return nil }
        let room = Self.room(behind: key, indent: indent)
        if let line = InlineText.text(of: item.value, behind: item.key, limit: room) { return .lines(first: line) }
        let isLong = depth == 2 && Self.longEntries.contains(section)
        if case .mapping = item.value, !key.isEmpty {
            let lines = InlineText.lines(of: item.value, first: Self.width - indent - 2, rest: Self.width - indent - 3)
            guard let lines, !isLong || lines.count == 1 else { return nil }
            return .beneath([lines[0]] + lines.dropFirst().map { " " + $0 })
        }
        guard !isLong else { return nil }
        let restIndent = key.isEmpty ? indent + 1 : indent + 2
        let lines = InlineText.lines(of: item.value, first: room, rest: Self.width - restIndent)
        return lines.map { .lines(first: $0[0], rest: Array($0.dropFirst()), indent: restIndent) }
    }

    private static func room(behind key: String, indent: Int) -> Int {
        width - indent - (key.isEmpty ? 0 : key.unicodeScalars.count + 1)
    }
}
