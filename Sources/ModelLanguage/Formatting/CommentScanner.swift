/// Finds the comments and blank lines between the events of a file, about which libyaml says nothing.
///
/// Between two events stand only spaces, line breaks, comments, and the signs that YAML is made of.
struct CommentScanner {
    private let source: SourceText
    /// How far the file has been passed, in scalars and in bytes.
    private var scalars = 0
    private var position = 0
    /// Where the text of the latest event ends, blank lines after it left out.
    private var contentEnd = 0
    private var hasContent = false
    /// Whether the latest event starts with a brace or bracket.
    private(set) var isAtBracket = false
    /// The comment on the line on which the latest event but one ended, unless it has been taken.
    private var sameLine: String?
    /// The comment behind the sign of a block scalar, until that has been passed.
    private var blockComment: String?
    private var lines: [LayoutLine] = []

    init(_ source: SourceText) {
        self.source = source
    }

    /// Passes on to an event, gathering what stands before it.
    mutating func pass(_ span: Range<Int>, isBlockScalar: Bool) {
        if let missed = takeSameLine() { insert(missed) }
        move(to: span.lowerBound)
        scan(contentEnd..<max(contentEnd, position))
        if let comment = blockComment { (sameLine, blockComment) = (comment, nil) }
        let start = position
        isAtBracket = start < source.bytes.count && (source.bytes[start] == 0x7B || source.bytes[start] == 0x5B)
        move(to: span.upperBound)
        contentEnd = position
        if !span.isEmpty { hasContent = true }
        if isBlockScalar { passBlockScalar(from: start) }
    }

    /// The comment behind the event before the latest; from now on it is taken.
    mutating func takeSameLine() -> String? {
        defer { sameLine = nil }
        return sameLine
    }

    /// What stands on lines of their own; from now on it is taken.
    mutating func takeLines() -> [LayoutLine] {
        defer { lines = [] }
        return lines
    }

    /// As ``takeLines()``, up to the first comment that does not start to the right of `column`.
    mutating func takeLines(rightOf column: Int) -> [LayoutLine] {
        var count = 0
        for (index, line) in lines.enumerated() {
            guard case .comment(_, let start) = line else { continue }
            guard start > column else { break }
            count = index + 1
        }
        defer { lines.removeFirst(count) }
        return Array(lines.prefix(count))
    }

    /// Puts a comment before the others.
    mutating func insert(_ comment: String) {
        lines.insert(.comment(comment, column: .max), at: 0)
    }

    private mutating func move(to target: Int) {
        while scalars < target, position < source.bytes.count {
            position = source.index(after: position)
            scalars += 1
        }
    }

    /// A block scalar may have a comment behind its sign, and ends with blank lines that are not part of it.
    private mutating func passBlockScalar(from start: Int) {
        let header = source.bytes[start..<endOfLine(from: start, limit: position)]
        if let sign = header.firstIndex(of: 0x23) { blockComment = comment(header[sign...]) }
        while contentEnd > start {
            let width = breakWidth(endingAt: contentEnd)
            guard width > 0 || source.bytes[contentEnd - 1] == 0x20 else { break }
            contentEnd -= max(1, width)
        }
    }

    private mutating func scan(_ gap: Range<Int>) {
        var index = gap.lowerBound
        var breaks = 0
        var lineStart: Int?
        while index < gap.upperBound {
            let width = breakWidth(at: index)
            if width > 0 {
                breaks += 1
                index += width
                lineStart = index
                continue
            }
            let byte = source.bytes[index]
            if byte == 0x20 {
                index += 1
                continue
            }
            if breaks > 1 { lines.append(.blank) }
            breaks = 0
            let end = byte == 0x23 || byte == 0x25 ? endOfLine(from: index, limit: gap.upperBound) : index + 1
            if byte == 0x23 {
                add(comment(source.bytes[index..<end]), column: lineStart.map { index - $0 + 1 })
            } else if byte == 0x25, let sign = source.bytes[index..<end].firstIndex(of: 0x23) {
                // A directive, which needs not be kept; a comment behind it does.
                add(comment(source.bytes[sign..<end]), column: sign - index + 1)
            }
            index = end
        }
        if breaks > 1 { lines.append(.blank) }
    }

    /// Adds a comment that starts in `column`; `nil` for one on the line on which the gap starts.
    private mutating func add(_ comment: String, column: Int?) {
        if column == nil, hasContent, sameLine == nil {
            sameLine = comment
        } else {
            lines.append(.comment(comment, column: column ?? 1))
        }
    }

    private func comment(_ bytes: ArraySlice<UInt8>) -> String {
        let end = bytes.lastIndex { $0 != 0x20 } ?? bytes.startIndex
        return String(decoding: bytes[...end], as: UTF8.self)
    }

    private func endOfLine(from start: Int, limit: Int) -> Int {
        var index = start
        while index < limit, breakWidth(at: index) == 0 { index += 1 }
        return index
    }

    private func breakWidth(at index: Int) -> Int {
        source.bytes.withUnsafeBytes { SourceText.lineBreakWidth(in: $0, at: index) }
    }

    private func breakWidth(endingAt end: Int) -> Int {
        for width in [3, 2, 1] where end >= width && breakWidth(at: end - width) == width { return width }
        return 0
    }
}
