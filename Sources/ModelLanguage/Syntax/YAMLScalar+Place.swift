extension YAMLScalar {
    /// Where in the file byte `offset` of the text stands.
    ///
    /// The text is followed through the file scalar by scalar, past indentation, folded lines and escapes; `\u` escapes are
    /// taken for what they stand for. Costs the length of the text, so it is done for messages only.
    func place(ofOffset offset: Int, in source: SourceText) -> Place {
        var position = source.byte(at: place)
        if style == .block { position = Self.endOfLine(from: position, in: source) }
        if style == .quoted { position += 1 }
        let isSingleQuoted = style == .quoted && source.bytes[position - 1] == 0x27
        let isDoubleQuoted = style == .quoted && !isSingleQuoted
        var consumed = 0
        for scalar in text.unicodeScalars {
            if scalar != " " && scalar != "\n" {
                position = Self.skipSpaces(from: position, in: source)
            }
            if consumed >= offset { break }
            consumed += UTF8.width(scalar)
            guard position < source.bytes.count else { break }
            let byte = source.bytes[position]
            let isSpace = byte == 0x20 || byte == 0x0A || byte == 0x0D
            if scalar == " " || scalar == "\n" {
                position = isSpace ? Self.afterSpace(from: position, in: source) : position
            } else if isDoubleQuoted && byte == 0x5C || isSingleQuoted && byte == 0x27 {
                position = min(source.bytes.count, position + 2)
            } else {
                position = source.index(after: position)
            }
        }
        return source.place(ofByte: min(position, source.bytes.count))
    }

    private static func endOfLine(from start: Int, in source: SourceText) -> Int {
        source.bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? source.bytes.count
    }

    private static func skipSpaces(from start: Int, in source: SourceText) -> Int {
        source.bytes[start...].firstIndex { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D } ?? source.bytes.count
    }

    /// Past one space or, where a line ends, past the break and the indentation after it.
    private static func afterSpace(from start: Int, in source: SourceText) -> Int {
        let end = skipSpaces(from: start, in: source)
        let isFold = source.bytes[start..<end].contains { $0 == 0x0A || $0 == 0x0D }
        return isFold ? end : start + 1
    }
}
