/// What the terminal, or whatever the text goes to, can show.
public struct TextStyle: Hashable, Sendable {
    /// Columns; tables keep within, down to ``minimumWidth``.
    public let width: Int
    /// Whether it understands ANSI colours.
    public let isColoured: Bool
    /// Whether it shows more than ASCII.
    public let isUnicode: Bool

    /// Below this, lines are left to wrap.
    public static let minimumWidth = 80

    /// A style; by default that of a file: 100 columns and no colour.
    public init(width: Int = 100, isColoured: Bool = false, isUnicode: Bool = true) {
        self.width = max(width, Self.minimumWidth)
        self.isColoured = isColoured
        self.isUnicode = isUnicode
    }
}

/// How a piece of text stands out where colours are shown.
enum Emphasis: String {
    case plain = ""
    case strong = "\u{1b}[1m"
    case faint = "\u{1b}[2m"
    case warning = "\u{1b}[1;31m"
    case accent = "\u{1b}[36m"
}

extension TextStyle {
    func apply(_ emphasis: Emphasis, to text: String) -> String {
        guard isColoured, emphasis != .plain, !text.isEmpty else { return text }
        return "\(emphasis.rawValue)\(text)\u{1b}[0m"
    }

    /// The first of two spellings that can be shown.
    func choose(_ unicode: String, _ ascii: String) -> String {
        isUnicode ? unicode : ascii
    }

    var plusMinus: String { choose("±", "+-") }
    var separator: String { choose(" · ", " | ") }

    /// `text` as paragraphs of whole words within the width, later lines indented by `indent`.
    func wrapped(_ text: String, indent: Int = 0) -> [String] {
        Self.wrap(text, width: width - indent).enumerated().map { index, line in
            index == 0 ? line : String(repeating: " ", count: indent) + line
        }
    }

    /// Lines of at most `width` characters, broken between words; a longer word is cut. What fits stays as it is, its spaces too.
    static func wrap(_ text: String, width: Int) -> [String] {
        let width = max(1, width)
        guard text.count > width else { return [text] }
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            var word = String(word)
            if !line.isEmpty && line.count + 1 + word.count <= width {
                line += " " + word
                continue
            }
            if !line.isEmpty { lines.append(line) }
            while word.count > width {
                lines.append(String(word.prefix(width)))
                word.removeFirst(width)
            }
            line = word
        }
        if !line.isEmpty || lines.isEmpty { lines.append(line) }
        return lines
    }
}

extension String {
    /// Fit to be shown: what would move a cursor, hide or reorder text is replaced, so that a name from a file or the
    /// network cannot forge what stands around it.
    var printable: String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                result.append(scalar == "\t" || scalar == "\n" ? " " : "?")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    func padded(to width: Int, _ alignment: TextTable.Alignment = .left) -> String {
        let space = String(repeating: " ", count: max(0, width - count))
        return alignment == .left ? self + space : space + self
    }
}
