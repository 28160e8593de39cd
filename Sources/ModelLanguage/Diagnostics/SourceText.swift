/// A model file's text, for places in it and for the line that a message shows.
struct SourceText: Sendable {
    /// The name of the file as it was given.
    let file: String
    /// The text in UTF-8.
    let bytes: [UInt8]
    /// Which of a model's files: 0 is the model itself.
    let index: Int
    private let lineStarts: [Int]
    /// How many scalars start before each multiple of ``stride`` bytes, so that long lines cost no more than short ones.
    private let scalarCounts: [Int]

    private static let stride = 1_024

    /// The first byte that no model may hold: a control character other than the ends of lines.
    let foreignByte: Int?

    /// The text `bytes` of `file`. Lines end as YAML ends them: CR, LF, both, NEL, LS or PS.
    init(file: String, bytes: [UInt8], index: Int = 0) {
        self.file = file
        self.index = index
        self.bytes = bytes
        var survey = Survey()
        bytes.withUnsafeBytes { survey.read($0) }
        lineStarts = survey.lineStarts
        scalarCounts = survey.scalarCounts
        foreignByte = survey.foreignByte
    }

    /// One pass over the bytes. Plain text is read a word at a time, so that unoptimised builds are quick too.
    private struct Survey {
        var lineStarts = [0]
        var scalarCounts: [Int] = []
        var foreignByte: Int?

        mutating func read(_ text: UnsafeRawBufferPointer) {
            var (index, scalars, end) = (0, 0, 0)
            while index < text.count {
                if index & (SourceText.stride - 1) == 0 { scalarCounts.append(scalars) }
                if index & 7 == 0, index &+ 8 <= text.count,
                    Self.isPrintable(text.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                {
                    index &+= 8
                    scalars &+= 8
                    continue
                }
                let byte = text[index]
                if byte & 0xC0 != 0x80 { scalars &+= 1 }
                let width = index < end ? 0 : SourceText.lineBreakWidth(in: text, at: index)
                if width > 0 {
                    end = index &+ width
                    lineStarts.append(end)
                } else if byte < 0x20 && byte != 0x0A || byte == 0x7F {
                    foreignByte = foreignByte ?? index
                }
                index &+= 1
            }
            scalarCounts.append(scalars)
        }

        /// Whether all eight bytes lie from 0x20 to 0x7E. The lowest byte that does not sets its own top bit.
        private static func isPrintable(_ word: UInt64) -> Bool {
            (word | (word &+ 0x0101_0101_0101_0101) | (word &- 0x2020_2020_2020_2020)) & 0x8080_8080_8080_8080 == 0
        }
    }

    /// How many bytes the line break at `index` has; 0 where there is none.
    static func lineBreakWidth(in text: UnsafeRawBufferPointer, at index: Int) -> Int {
        let byte = text[index]
        if byte >= 0x20 && byte < 0xC2 { return 0 }
        let left = text.count - index
        switch byte {
        case 0x0A: return 1
        case 0x0D: return left > 1 && text[index + 1] == 0x0A ? 2 : 1
        case 0xC2: return left > 1 && text[index + 1] == 0x85 ? 2 : 0
        case 0xE2: return left > 2 && text[index + 1] == 0x80 && text[index + 2] | 1 == 0xA9 ? 3 : 0
        default: return 0
        }
    }

    /// The place of the scalar that starts at byte `index`.
    func place(ofByte index: Int) -> Place {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= index { low = middle } else { high = middle }
        }
        return Place(
            line: low + 1, column: scalars(before: index) - scalars(before: lineStarts[low]) + 1, file: self.index)
    }

    /// The byte at which the scalar at `place` starts, kept within the text.
    func byte(at place: Place) -> Int {
        guard place.line <= lineStarts.count else { return bytes.count }
        let wanted = scalars(before: lineStarts[place.line - 1]) + place.column - 1
        var low = 0
        var high = scalarCounts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if scalarCounts[middle] <= wanted { low = middle } else { high = middle }
        }
        var index = min(bytes.count, low * Self.stride)
        var seen = scalarCounts[low]
        while index < bytes.count {
            if bytes[index] & 0xC0 != 0x80 {
                if seen == wanted { break }
                seen += 1
            }
            index += 1
        }
        return index
    }

    private func scalars(before index: Int) -> Int {
        let index = min(index, bytes.count)
        let block = index / Self.stride
        return scalarCounts[block] + bytes[block * Self.stride..<index].count { $0 & 0xC0 != 0x80 }
    }

    /// The byte after the scalar that starts at `index`.
    func index(after index: Int) -> Int {
        var next = index + 1
        while next < bytes.count, bytes[next] & 0xC0 == 0x80 { next += 1 }
        return next
    }

    /// The line of `place`, cut to 100 scalars about it, and beneath it a caret.
    func excerpt(at place: Place) -> String? {
        guard place.line <= lineStarts.count else { return nil }
        let start = lineStarts[place.line - 1]
        let end = place.line < lineStarts.count ? lineStarts[place.line] : bytes.count
        let at = min(byte(at: place), end)
        // 60 scalars before the caret, 40 after it.
        let before = Array(String(decoding: bytes[max(start, at - 240)..<at], as: UTF8.self).unicodeScalars).suffix(60)
        let rest = String(decoding: bytes[at..<min(end, at + 160)], as: UTF8.self).unicodeScalars
        let after = rest.prefix(40).prefix { !$0.properties.isWhitespace || $0 == " " || $0 == "\t" }
        let isCutBefore = place.column - 1 > before.count
        let isCutAfter = after.count == 40 && scalars(before: end) - scalars(before: at) > 41
        let line = (before + after).map { $0.properties.generalCategory == .control ? " " : String($0) }.joined()
        let prefix = isCutBefore ? "..." : ""
        let indent = String(repeating: " ", count: prefix.count + before.count)
        return "\(prefix)\(line)\(isCutAfter ? "..." : "")\n\(indent)^"
    }
}
