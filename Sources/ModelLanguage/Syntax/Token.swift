/// The smallest parts of a formula or value.
struct Token: Equatable {
    /// What a token is.
    enum Kind: Equatable {
        /// A number, its suffix applied: `20%` is 0.2.
        case number(Double, isPercent: Bool)
        case name(String)
        case symbol(Symbol)
        case end
    }

    /// What is not a letter or digit.
    enum Symbol: String, CaseIterable {
        case plus = "+"
        case minus = "-"
        case times = "*"
        case divide = "/"
        case power = "^"
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case equal = "=="
        case notEqual = "!="
        case open = "("
        case close = ")"
        case comma = ","
        case colon = ":"
        case openBracket = "["
        case closeBracket = "]"
    }

    let kind: Kind
    /// Where it starts, in bytes of the text.
    let offset: Int

    func isSymbol(_ symbol: Symbol) -> Bool { kind == .symbol(symbol) }
}

/// What is wrong with a formula, a value or a unit.
struct ExpressionFailure: Error {
    /// Where, in bytes of the text.
    let offset: Int
    let message: String
    /// The text, where it is not the one that is being checked.
    var scalar: YAMLScalar?

    /// The same failure in the formula of a function.
    func located(in scalar: YAMLScalar, calledAs name: String) -> ExpressionFailure {
        ExpressionFailure(offset: offset, message: "\(message) (in a call of `\(name)`)", scalar: scalar)
    }
}
