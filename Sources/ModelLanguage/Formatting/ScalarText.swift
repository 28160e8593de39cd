/// How texts are written in YAML.
enum ScalarText {
    /// Keys whose text is for people; every other text is a formula, a value, or a name.
    static let proseKeys: Set<String> = ["title", "note", "label", "publisher", "url"]

    /// Words that readers of YAML take for something else than text.
    private static let typedWords: Set<String> = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<",
    ]

    /// `text` on one line, behind `key` if there is one: without quotes where it reads back as the same text everywhere.
    static func spelling(_ text: String, behind key: String? = nil) -> String {
        key != "note" && isPlain(text) ? text : "\"" + escaped(text) + "\""
    }

    /// Whether `text` is itself without quotes, inside braces too.
    private static func isPlain(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last, last != " ", last != ":" else { return false }
        if first == "-" {
            guard let second = scalars.dropFirst().first, second == "(" || isLetterOrDigit(second) else { return false }
        } else if " ?:&*!|>'\"%@`#".unicodeScalars.contains(first) || text.hasPrefix("...") {
            return false
        }
        var previous: Unicode.Scalar = "x"
        for scalar in scalars {
            let isSign = ",[]{}".unicodeScalars.contains(scalar)
            if isSign || previous == ":" && " ?".unicodeScalars.contains(scalar) || previous == " " && scalar == "#" {
                return false
            }
            guard isPrintable(scalar) else { return false }
            previous = scalar
        }
        return scalars.count > 5 || !typedWords.contains(text.lowercased())
    }

    /// `text` as it stands between double quotes.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case _ where isPrintable(scalar): result.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            }
        }
        return result
    }

    /// The lines of a text that has several of them, or ends with a line break, as they stand under `|` or `>`; `nil`
    /// for any other text, and for one that would not read back there.
    static func blockLines(_ text: String) -> (lines: [Substring], endsInBreak: Bool)? {
        guard text.utf8.contains(0x0A) else { return nil }
        let endsInBreak = text.utf8.last == 0x0A
        let body = endsInBreak ? text.dropLast() : text[...]
        let lines = body.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Substring.init)
        guard let first = lines.first?.utf8.first, first != 0x20, lines.last?.isEmpty == false,
            lines.allSatisfy({ $0.utf8.last != 0x20 }),
            body.unicodeScalars.allSatisfy({ $0 == "\n" || isPrintable($0) })
        else { return nil }
        return (lines, endsInBreak)
    }

    /// Whether YAML takes the scalar as it is and not for the end of a line.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...: true
        default: false
        }
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (Lexer.isLetter(UInt8(scalar.value)) || Lexer.isDigit(UInt8(scalar.value)))
    }
}
