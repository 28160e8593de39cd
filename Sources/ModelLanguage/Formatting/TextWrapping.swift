/// Breaks long texts at spaces, each of which a reader of YAML puts back.
struct TextWrapping {
    private let text: [Unicode.Scalar]
    /// Whether to break where the formula would be cut in two rather than in the middle of a term.
    private let isFormula: Bool

    private init(_ text: String, isFormula: Bool) {
        self.text = Array(text.unicodeScalars)
        self.isFormula = isFormula
    }

    /// The lines of `text`: the first of at most `first` scalars, the others of at most `rest`, where it has spaces that
    /// allow it.
    static func lines(of text: String, first: Int, rest: Int, isFormula: Bool) -> [String] {
        let wrapping = TextWrapping(text, isFormula: isFormula)
        var lines: [String] = []
        var start = 0
        while let end = wrapping.breakPoint(from: start, width: max(20, lines.isEmpty ? first : rest)) {
            lines.append(wrapping.string(start..<end))
            start = end + 1
        }
        return lines + [wrapping.string(start..<wrapping.text.count)]
    }

    private func string(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: text[range])
        return String(view)
    }

    /// The space at which the line from `start` on ends; `nil` where it is the last.
    private func breakPoint(from start: Int, width: Int) -> Int? {
        guard text.count - start > width else { return nil }
        var best: (rank: Int, index: Int)?
        var depth = 0
        for index in start...start + width {
            if text[index] == "(" || text[index] == "[" { depth += 1 }
            if text[index] == ")" || text[index] == "]" { depth -= 1 }
            guard isSingleSpace(index) else { continue }
            let rank = isFormula && index > start + width / 2 ? rank(ofBreakAt: index, depth: depth) : Self.anywhere
            if rank <= best?.rank ?? .max { best = (rank, index) }
        }
        if let best { return best.index }
        return (start + width + 1..<max(start + width + 1, text.count)).first(where: isSingleSpace)
    }

    private func isSingleSpace(_ index: Int) -> Bool {
        index > 0 && index + 1 < text.count && text[index] == " " && text[index - 1] != " " && text[index + 1] != " "
    }

    /// Beyond any rank of a formula's own.
    private static let anywhere = Int.max - 1

    /// The less, the better: outside of parentheses first, then by how loosely the operator behind the space binds.
    private func rank(ofBreakAt index: Int, depth: Int) -> Int {
        let word = String(String.UnicodeScalarView(text[(index + 1)...].prefix(5).prefix { $0 != " " }))
        let looseness: Int? =
            switch word {
            case "then", "else": 0
            case "or": 1
            case "and": 2
            case "<", "<=", ">", ">=", "==", "!=": 3
            case "+", "-": 4
            case "*", "/": 5
            default: text[index - 1] == "," ? 0 : nil
            }
        return looseness.map { 10 * max(0, depth + 1_000) + $0 } ?? Self.anywhere
    }
}
