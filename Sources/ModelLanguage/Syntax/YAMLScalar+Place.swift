extension YAMLScalar {
    /// Where in the file byte `offset` of the text stands.
    ///
    /// The text is followed through the file scalar by scalar, past indentation, folded lines and escapes. Costs the length
    /// of the text, so it is done for messages only.
    func place(ofOffset offset: Int, in source: SourceText) -> Place {
        var position = source.byte(at: place)
        if style == .block { position = Self.endOfLine(from: position, in: source) }
        let quote = style == .quoted && position < source.bytes.count ? source.bytes[position] : 0
        if style == .quoted { position = min(source.bytes.count, position + 1) }
        var consumed = 0
        for scalar in text.unicodeScalars {
            let isSpace = scalar == " " || scalar == "\n"
            if quote == 0x22 { position = Self.skipEscapedBreaks(from: position, in: source) }
            if !isSpace { position = Self.skipSpaces(from: position, in: source) }
            if consumed >= offset || position >= source.bytes.count { break }
            consumed += UTF8.width(scalar)
            let byte = source.bytes[position]
            if quote == 0x22 && byte == 0x5C {
                position += Self.escapeWidth(at: position, in: source)
            } else if quote == 0x27 && byte == 0x27 {
                position += 2
            } else if !isSpace {
                position = source.index(after: position)
            } else if byte == 0x20 || byte == 0x0A || byte == 0x0D {
                position = Self.afterSpace(from: position, in: source)
            }
            position = min(position, source.bytes.count)
        }
        return source.place(ofByte: position)
    }

    /// Past every backslash that ends its line, and the indentation after it.
    private static func skipEscapedBreaks(from start: Int, in source: SourceText) -> Int {
        var position = start
        while position + 1 < source.bytes.count, source.bytes[position] == 0x5C,
            source.bytes[position + 1] == 0x0A || source.bytes[position + 1] == 0x0D
        {
            position = skipSpaces(from: position + 1, in: source)
        }
        return position
    }

    /// How many bytes the escape at `position` takes.
    private static func escapeWidth(at position: Int, in source: SourceText) -> Int {
        guard position + 1 < source.bytes.count else { return 1 }
        return switch source.bytes[position + 1] {
        case 0x78: 4
        case 0x75: 6
        case 0x55: 10
        default: 2
        }
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
