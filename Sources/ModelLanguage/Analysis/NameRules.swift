/// What may be a name.
enum NameRules {
    /// In bytes.
    static let maximumLength = 100

    /// Whether `key` can name `what`; if not, an error says why.
    static func isName(_ key: YAMLScalar, of what: String, _ sink: DiagnosticSink) -> Bool {
        let letters = key.text.utf8
        guard let first = letters.first, Lexer.isLetter(first), letters.count <= maximumLength,
            letters.allSatisfy({ Lexer.isLetter($0) || Lexer.isDigit($0) })
        else {
            sink.error(
                key.place,
                "the name of \(what) is letters of the Latin alphabet, digits and `_`, starts with no digit, and has at most "
                    + "\(maximumLength) of them; not `\(key.text.prefix(60))`")
            return false
        }
        return true
    }

    /// Whether `key` can name `what` in formulas, where functions and operators have names too.
    static func isFormulaName(_ key: YAMLScalar, of what: String, _ sink: DiagnosticSink) -> Bool {
        guard isName(key, of: what, sink) else { return false }
        guard !Keywords.isReserved(key.text) else {
            sink.error(key.place, "`\(key.text)` has a meaning in formulas; \(what) needs another name")
            return false
        }
        return true
    }
}
