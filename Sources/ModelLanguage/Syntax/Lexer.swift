/// Cuts the text of a formula or value into tokens, one at a time.
struct Lexer {
    private let text: [UInt8]
    /// Where the next token is looked for, in bytes.
    private(set) var position = 0

    init(_ text: String) {
        self.text = Array(text.utf8)
    }

    /// The next token; at the end of the text always `end`.
    mutating func next() throws(ExpressionFailure) -> Token {
        while position < text.count, Self.isSpace(text[position]) { position += 1 }
        guard position < text.count else { return Token(kind: .end, offset: position) }
        let start = position
        let byte = text[position]
        if Self.isDigit(byte) { return Token(kind: try number(), offset: start) }
        if Self.isLetter(byte) {
            while position < text.count, Self.isLetter(text[position]) || Self.isDigit(text[position]) { position += 1 }
            return Token(kind: .name(string(start..<position)), offset: start)
        }
        return Token(kind: .symbol(try symbol()), offset: start)
    }

    /// The label that follows the `:` of `[axis: label]`, as it is written, up to a `,` or `]`.
    mutating func label() throws(ExpressionFailure) -> Expression.Word {
        while position < text.count, Self.isSpace(text[position]) { position += 1 }
        let start = position
        var end = position
        while position < text.count, text[position] != 0x2C, text[position] != 0x5D {
            position += 1
            if !Self.isSpace(text[position - 1]) { end = position }
        }
        guard end > start else { throw ExpressionFailure(offset: start, message: "a label is missing here") }
        return Expression.Word(text: string(start..<end), offset: start)
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Letters of the Latin alphabet, and `_`.
    static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D }

    private func string(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }

    private func peek(_ distance: Int = 0) -> UInt8 {
        position + distance < text.count ? text[position + distance] : 0
    }

    private mutating func symbol() throws(ExpressionFailure) -> Token.Symbol {
        let two = string(position..<min(position + 2, text.count))
        for candidate in [two, String(two.prefix(1))] {
            if let symbol = Token.Symbol(rawValue: candidate), candidate.utf8.count <= two.utf8.count {
                position += candidate.utf8.count
                return symbol
            }
        }
        let scalar = String(decoding: text[position..<min(position + 4, text.count)], as: UTF8.self).unicodeScalars
            .first
        throw ExpressionFailure(offset: position, message: Self.complaint(about: scalar ?? " ", two: two))
    }

    /// What to say about a character that formulas do not know.
    private static func complaint(about scalar: Unicode.Scalar, two: String) -> String {
        let isControl = scalar.properties.generalCategory == .control
        let shown = isControl ? "a control character" : "`\(scalar)`"
        let remedy: String? =
            switch scalar {
            case "=": "equality is written `==`"
            case "&": "write `and`"
            case "|": "write `or`"
            case "!": "write `not`"
            case "×", "·", "⋅": "multiplication is written `*`"
            case "÷": "division is written `/`"
            case "−", "–", "—": "minus is written `-`"
            case "≤": "write `<=`"
            case "≥": "write `>=`"
            case "≠": "write `!=`"
            case "%": "a per-cent sign touches its number: `20%`"
            case ".": "a number starts with a digit: `0.5`"
            case "$", "€", "¥", "£": "a unit such as USD follows the number"
            case "{", "}": "a map cannot stand in a formula"
            case "\"", "'": "text cannot stand in a formula"
            default: nil
            }
        return remedy.map { "\(shown) has no meaning here; \($0)" }
            ?? "\(shown) has no meaning in a formula; take it out"
    }

    // MARK: Numbers

    /// Digits, a fraction, an exponent and a suffix, each but the first optional; read as one decimal, rounded once.
    private mutating func number() throws(ExpressionFailure) -> Token.Kind {
        let start = position
        var decimal = try digits()
        if peek() == 0x2E {
            guard Self.isDigit(peek(1)) else {
                throw ExpressionFailure(offset: position, message: "digits must follow the point: `1.5`")
            }
            position += 1
            decimal += "." + (try digits())
        }
        var exponent = try self.exponent()
        let (scale, isPercent) = try suffix(start: start)
        exponent += scale
        guard let value = Double("\(decimal)e\(exponent)"), value.isFinite else {
            throw ExpressionFailure(offset: start, message: "the number \(string(start..<position)) is too large")
        }
        return .number(value, isPercent: isPercent)
    }

    private mutating func digits() throws(ExpressionFailure) -> String {
        var digits = ""
        while Self.isDigit(peek()) || peek() == 0x5F {
            if peek() == 0x5F {
                guard Self.isDigit(peek(1)) else {
                    throw ExpressionFailure(offset: position, message: "`_` stands between digits: `1_000`")
                }
            } else {
                digits.unicodeScalars.append(Unicode.Scalar(peek()))
            }
            position += 1
        }
        return digits
    }

    private mutating func exponent() throws(ExpressionFailure) -> Int {
        guard peek() | 0x20 == 0x65 else { return 0 }
        let isSigned = peek(1) == 0x2B || peek(1) == 0x2D
        guard Self.isDigit(peek(isSigned ? 2 : 1)) else { return 0 }
        let start = position
        let isNegative = peek(1) == 0x2D
        position += isSigned ? 2 : 1
        guard let size = Int(try digits()), size < 1_000 else {
            throw ExpressionFailure(offset: start, message: "the exponent \(string(start..<position)) is too large")
        }
        return isNegative ? -size : size
    }

    /// The decimal places that a suffix shifts by.
    private mutating func suffix(start: Int) throws(ExpressionFailure) -> (scale: Int, isPercent: Bool) {
        let known: [UInt8: (Int, Bool)] = [0x6B: (3, false), 0x4D: (6, false), 0x42: (9, false), 0x25: (-2, true)]
        var result = (scale: 0, isPercent: false)
        let end = position
        if let found = known[peek()] {
            result = found
            position += 1
        }
        guard Self.isLetter(peek()) || Self.isDigit(peek()) || peek() == 0x2E else { return result }
        while Self.isLetter(peek()) || Self.isDigit(peek()) || peek() == 0x2E { position += 1 }
        let tail = string(end..<position)
        throw ExpressionFailure(
            offset: start,
            message:
                "`\(string(start..<position))` is not a number; the suffixes are k, M, B and %, and a unit follows after a "
                + "space: `\(string(start..<end)) \(tail)`")
    }
}
