/// Writes the lines of a file.
struct LayoutWriter {
    private(set) var text = ""
    private(set) var lineCount = 0
    /// How many items of lists start with the next line.
    private var dashes = 0
    /// Whether a blank line may come next: not at the start of a section, nor after another.
    private var allowsBlank = false

    /// Writes comments and blank lines; at the end of a map, list or file without blank lines at their end.
    mutating func write(_ lines: [LayoutLine], indent: Int = 0, isLast: Bool = false) {
        var isBlankDue = false
        for line in lines {
            guard case .comment(let comment, _) = line else {
                isBlankDue = true
                continue
            }
            if isBlankDue { blank() }
            isBlankDue = false
            // Beside what the comment belongs to, which may be an item of a list in a list.
            self.line(comment, indent: indent - 2 * dashes, takesDashes: false)
        }
        if isBlankDue && !isLast { blank() }
    }

    /// Writes `item` with all that belongs to it.
    mutating func write(_ item: LayoutItem, indent: Int, planner: LayoutPlanner) {
        let plan = planner.plan(item, indent: indent)
        write(plan.leading, indent: indent)
        write(plan, indent: indent, planner: planner)
    }

    /// Writes what is planned, without what stands before it.
    mutating func write(_ plan: LayoutPlan, indent: Int, planner: LayoutPlanner) {
        switch plan.form {
        case .lines(let first, let rest, let restIndent):
            line([plan.key, first], comment: rest.isEmpty ? plan.trailing : nil, indent: indent)
            for (index, text) in rest.enumerated() {
                line([text], comment: index == rest.count - 1 ? plan.trailing : nil, indent: restIndent)
            }
        case .beneath(let lines):
            line([plan.key], comment: plan.header, indent: indent)
            for (index, text) in lines.enumerated() {
                line([text], comment: index == lines.count - 1 ? plan.trailing : nil, indent: indent + 2)
            }
        case .blockText(let sign, let lines):
            line([plan.key, sign], comment: plan.trailing, indent: indent)
            for text in lines { line(text, indent: indent + 2) }
        case .block(let children, let isMapping):
            var inner = indent
            if !plan.key.isEmpty {
                line([plan.key], comment: plan.header, indent: indent)
                inner += 2
            }
            if dashes == 0 { allowsBlank = false }
            write(children, isMapping: isMapping, indent: inner, planner: planner.inner)
        }
    }

    private mutating func write(_ children: LayoutItems, isMapping: Bool, indent: Int, planner: LayoutPlanner) {
        for item in children.items {
            let itemIndent = isMapping ? indent : indent + 2
            let plan = planner.plan(item, indent: itemIndent)
            write(plan.leading, indent: indent)
            if !isMapping { dashes += 1 }
            write(plan, indent: itemIndent, planner: planner)
        }
        write(children.tail, indent: indent, isLast: true)
    }

    /// Appends what `other` has written.
    mutating func append(_ other: LayoutWriter) {
        text += other.text
        lineCount += other.lineCount
        allowsBlank = true
    }

    /// Writes a line; past the largest size of a file nothing more.
    mutating func line(_ content: String, indent: Int, takesDashes: Bool = true) {
        guard text.utf8.count <= YAMLLoader.maximumBytes else { return }
        let used = takesDashes ? dashes : 0
        if content.isEmpty && used == 0 {
            text += "\n"
        } else {
            let start = String(repeating: " ", count: indent - 2 * used) + String(repeating: "- ", count: used)
            text += (content.isEmpty ? String(start.dropLast()) : start + content) + "\n"
        }
        if takesDashes { dashes = 0 }
        lineCount += 1
        allowsBlank = true
    }

    private mutating func line(_ parts: [String], comment: String?, indent: Int) {
        let content = parts.filter { !$0.isEmpty }.joined(separator: " ")
        line(comment.map { content.isEmpty ? $0 : "\(content)  \($0)" } ?? content, indent: indent)
    }

    private mutating func blank() {
        guard allowsBlank, dashes == 0 else { return }
        line("", indent: 0)
        allowsBlank = false
    }
}
