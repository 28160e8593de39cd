/// Parses a formula or value by recursive descent; nesting is bounded, long sums and products are not nested.
struct ExpressionParser {
    /// How deep parentheses, calls, powers and signs may stand in each other.
    static let maximumDepth = 200
    /// The longest text, in bytes.
    static let maximumLength = 100_000

    private var lexer: Lexer
    private var token = Token(kind: .end, offset: 0)
    private var depth = 0
    private var expression: Expression
    private let vocabulary: Vocabulary
    private let suggestions: Suggestions

    /// The names that decide how a text is read.
    struct Vocabulary {
        /// They may follow numbers.
        var units: Set<String>
        /// The model's own functions, which can be called.
        var functions: Set<String> = []
    }

    /// Parses `scalar`, in which the names of `vocabulary` have their meaning.
    static func parse(
        _ scalar: YAMLScalar, _ vocabulary: Vocabulary, _ suggestions: Suggestions
    ) throws(ExpressionFailure) -> Expression {
        guard scalar.text.utf8.count <= maximumLength else {
            throw ExpressionFailure(
                offset: 0, message: "a formula has at most \(maximumLength) bytes; cut it into quantities")
        }
        var parser = ExpressionParser(scalar, vocabulary, suggestions)
        try parser.advance()
        guard parser.token.kind != .end else { throw parser.failure("a formula or value is missing here") }
        _ = try parser.range()
        guard parser.token.kind == .end else { throw parser.unexpectedAfterOperand() }
        return parser.expression
    }

    /// Parses a unit: names with `*`, `/` and whole exponents, or `1`.
    static func parseUnit(
        _ scalar: YAMLScalar, units: Set<String>, _ suggestions: Suggestions
    ) throws(ExpressionFailure) -> UnitExpression {
        guard scalar.text.utf8.count <= 1_000 else {
            throw ExpressionFailure(offset: 0, message: "a unit has at most 1000 bytes")
        }
        var parser = ExpressionParser(scalar, Vocabulary(units: units), suggestions)
        try parser.advance()
        return try parser.wholeUnit()
    }

    private init(_ scalar: YAMLScalar, _ vocabulary: Vocabulary, _ suggestions: Suggestions) {
        lexer = Lexer(scalar.text)
        expression = Expression(scalar: scalar)
        self.vocabulary = vocabulary
        self.suggestions = suggestions
    }

    // MARK: Tokens

    private mutating func advance() throws(ExpressionFailure) { token = try lexer.next() }

    private mutating func take(_ symbol: Token.Symbol) throws(ExpressionFailure) -> Bool {
        guard token.isSymbol(symbol) else { return false }
        try advance()
        return true
    }

    private mutating func take(word: String) throws(ExpressionFailure) -> Bool {
        guard token.kind == .name(word) else { return false }
        try advance()
        return true
    }

    private func failure(_ message: String) -> ExpressionFailure {
        ExpressionFailure(offset: token.offset, message: message)
    }

    private var tokenText: String {
        switch token.kind {
        case .number: "this number"
        case .name(let name): "`\(name.prefix(60))`"
        case .symbol(let symbol): "`\(symbol.rawValue)`"
        case .end: "the end"
        }
    }

    /// What to say where an operator was due.
    private func unexpectedAfterOperand() -> ExpressionFailure {
        switch token.kind {
        case .symbol(.close): failure("this `)` closes nothing; take it out")
        case .symbol(.closeBracket): failure("this `]` closes nothing; take it out")
        case .symbol(.colon):
            failure(
                "a `:` stands only after the name or number of a parameter (`normal(mean: 1, sd: 2)`, `discrete(75%: 1, 25%: 3)`), after `over`, and in `x[axis: label]`"
            )
        case .symbol(.comma): failure("a `,` stands only between the arguments of a function")
        case .name("to"): failure("`to` stands only between the ends of a range: `1M to 2M`")
        case .name(let word) where ["then", "else"].contains(word): failure("`\(word)` without an `if` before it")
        default: failure("an operator is missing before \(tokenText)")
        }
    }

    private mutating func deepened<Result>(
        _ body: (inout ExpressionParser) throws(ExpressionFailure) -> Result
    ) throws(ExpressionFailure) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else {
            throw failure("the formula nests more than \(Self.maximumDepth) deep; cut it into quantities")
        }
        return try body(&self)
    }

    // MARK: Grammar

    /// `expression [to expression]`
    private mutating func range() throws(ExpressionFailure) -> Int {
        let low = try conditional()
        let offset = token.offset
        guard try take(word: "to") else { return low }
        let high = try conditional()
        return expression.append(.range(low, high), at: offset)
    }

    /// `if condition then expression else expression`, or operators.
    private mutating func conditional() throws(ExpressionFailure) -> Int {
        let offset = token.offset
        guard try take(word: "if") else { return try binary(.or) }
        return try deepened { parser throws(ExpressionFailure) in
            let condition = try parser.binary(.or)
            guard try parser.take(word: "then") else { throw parser.failure("`then` is missing: `if a then b else c`") }
            let then = try parser.conditional()
            guard try parser.take(word: "else") else { throw parser.failure("`else` is missing: `if a then b else c`") }
            let otherwise = try parser.conditional()
            return parser.expression.append(
                .conditional(condition: condition, then: then, otherwise: otherwise), at: offset)
        }
    }

    /// How tightly operators bind, from the loosest.
    private enum Level: Int {
        case or, and, not, comparison, sum, product, sign

        var next: Level { Level(rawValue: rawValue + 1) ?? .sign }
    }

    /// Operators of `level` and tighter ones, from left to right.
    private mutating func binary(_ level: Level) throws(ExpressionFailure) -> Int {
        if level == .not { return try negation() }
        if level == .sign { return try sign() }
        var left = try binary(level.next)
        while let operation = self.operation(at: level) {
            let offset = token.offset
            try advance()
            let right = try binary(level.next)
            left = expression.append(.binary(operation, left, right), at: offset)
            if level == .comparison, self.operation(at: .comparison) != nil {
                throw failure("comparisons do not chain; write `a < b and b < c`")
            }
        }
        return left
    }

    private func operation(at level: Level) -> BinaryOperation? {
        switch (level, token.kind) {
        case (.or, .name("or")): .or
        case (.and, .name("and")): .and
        case (.comparison, .symbol(.less)): .less
        case (.comparison, .symbol(.lessOrEqual)): .lessOrEqual
        case (.comparison, .symbol(.greater)): .greater
        case (.comparison, .symbol(.greaterOrEqual)): .greaterOrEqual
        case (.comparison, .symbol(.equal)): .equal
        case (.comparison, .symbol(.notEqual)): .notEqual
        case (.sum, .symbol(.plus)): .add
        case (.sum, .symbol(.minus)): .subtract
        case (.product, .symbol(.times)): .multiply
        case (.product, .symbol(.divide)): .divide
        default: nil
        }
    }

    private mutating func negation() throws(ExpressionFailure) -> Int {
        let offset = token.offset
        guard try take(word: "not") else { return try binary(.comparison) }
        let operand = try deepened { parser throws(ExpressionFailure) in try parser.negation() }
        return expression.append(.unary(.not, operand), at: offset)
    }

    /// A sign before a power: `-a ^ 2` is `-(a ^ 2)`.
    private mutating func sign() throws(ExpressionFailure) -> Int {
        let offset = token.offset
        if try take(.plus) {
            throw ExpressionFailure(offset: offset, message: "a sign `+` has no meaning; take it out")
        }
        guard try take(.minus) else { return try power() }
        let operand = try deepened { parser throws(ExpressionFailure) in try parser.sign() }
        return expression.append(.unary(.negate, operand), at: offset)
    }

    /// Powers from right to left; the exponent may have a sign.
    private mutating func power() throws(ExpressionFailure) -> Int {
        let base = try picked()
        let offset = token.offset
        guard try take(.power) else { return base }
        let exponent = try deepened { parser throws(ExpressionFailure) in try parser.sign() }
        return expression.append(.binary(.power, base, exponent), at: offset)
    }

    /// A primary, perhaps with labels of axes picked out of it: `x[quarter: 2026Q3]`.
    private mutating func picked() throws(ExpressionFailure) -> Int {
        var operand = try primary()
        while token.isSymbol(.openBracket) {
            let open = token.offset
            var picks: [Expression.Pick] = []
            repeat {
                try advance()
                let axis = try axisName()
                guard token.isSymbol(.colon) else {
                    throw failure("an axis and a label stand here: `x[quarter: 2026Q3]`")
                }
                picks.append(Expression.Pick(axis: axis, label: try lexer.label()))
                try advance()
            } while token.isSymbol(.comma)
            guard try take(.closeBracket) else { throw failure("the `[` is never closed") }
            operand = expression.append(.pick(operand, picks), at: open)
        }
        return operand
    }

    /// The name of an axis, at which the parser stands.
    private mutating func axisName() throws(ExpressionFailure) -> Expression.Word {
        guard case .name(let name) = token.kind else {
            throw failure("the name of an axis is missing before \(tokenText)")
        }
        let word = Expression.Word(text: name, offset: token.offset)
        try advance()
        return word
    }

    private mutating func primary() throws(ExpressionFailure) -> Int {
        let start = token
        switch token.kind {
        case .number(let value, let isPercent):
            try advance()
            let unit = try unitAfterNumber(isPercent: isPercent)
            return expression.append(.number(value, isPercent: isPercent, unit: unit), at: start.offset)
        case .name(let name):
            if Keywords.operators.contains(name) { throw misplaced(word: name) }
            try advance()
            if token.isSymbol(.open) { return try call(name, at: start.offset) }
            return expression.append(.name(name), at: start.offset)
        case .symbol(.open):
            try advance()
            let inner = try deepened { parser throws(ExpressionFailure) in try parser.conditional() }
            guard try take(.close) else { throw unclosed(from: start.offset) }
            return inner
        default: throw failure("a number, a name or `(` is missing before \(tokenText)")
        }
    }

    private func misplaced(word: String) -> ExpressionFailure {
        switch word {
        case "if": failure("put this `if` in parentheses: `a + (if b then c else d)`")
        case "not": failure("put this `not` in parentheses")
        default: failure("a number, a name or `(` is missing before `\(word)`")
        }
    }

    private func unclosed(from offset: Int) -> ExpressionFailure {
        switch token.kind {
        case .end: ExpressionFailure(offset: offset, message: "the `(` is never closed\(cutShortHint)")
        default: unexpectedAfterOperand()
        }
    }

    /// YAML ends an unquoted text in `{...}` at a comma.
    private var cutShortHint: String {
        expression.scalar.isInFlow && expression.scalar.style == .plain
            ? "; a formula or value with `, ` or `: ` in it needs quotes: value: \"uniform(1, 2)\"" : ""
    }

    // MARK: Calls

    private mutating func call(_ name: String, at offset: Int) throws(ExpressionFailure) -> Int {
        let open = token.offset
        try advance()
        if let function = Function(rawValue: name) {
            let node = try deepened { parser throws(ExpressionFailure) in try parser.call(function, open: open) }
            return expression.append(node, at: offset)
        }
        guard vocabulary.functions.contains(name) else { throw unknownFunction(name, at: offset) }
        let arguments = try deepened { parser throws(ExpressionFailure) in
            try parser.list(open: open) { parser throws(ExpressionFailure) in try parser.conditional() }
        }
        return expression.append(.userCall(name, arguments), at: offset)
    }

    private func unknownFunction(_ name: String, at offset: Int) -> ExpressionFailure {
        let known = Function.allCases.map(\.rawValue) + vocabulary.functions
        let hint = suggestions.hint(for: name, among: known)
        return ExpressionFailure(offset: offset, message: "there is no function `\(name.prefix(60))`\(hint)")
    }

    /// What follows the `(` of a function of the language.
    private mutating func call(_ function: Function, open: Int) throws(ExpressionFailure) -> Expression.Node {
        if function.takesAxis {
            let axis = try axisName()
            guard try take(.close) else { throw failure("`\(function.rawValue)` takes the name of one axis") }
            return .axisCall(function, axis)
        }
        var over: Expression.Word?
        let arguments = try list(open: open) { parser throws(ExpressionFailure) -> Expression.Argument? in
            if function.worksOverAxis, let axis = try parser.overAxis() {
                guard over == nil else { throw parser.failure("`over:` is given twice") }
                over = axis
                return nil
            }
            return try parser.argument(of: function)
        }
        return .call(function, arguments.compactMap { $0 }, over: over)
    }

    /// What stands between the commas up to the closing parenthesis.
    private mutating func list<Item>(
        open: Int, item: (inout ExpressionParser) throws(ExpressionFailure) -> Item
    ) throws(ExpressionFailure) -> [Item] {
        var items: [Item] = []
        if try take(.close) { return items }
        while true {
            items.append(try item(&self))
            if try take(.comma) { continue }
            guard try take(.close) else { throw unclosed(from: open) }
            return items
        }
    }

    /// The axis of `over: axis`, where that stands here.
    private mutating func overAxis() throws(ExpressionFailure) -> Expression.Word? {
        guard token.kind == .name("over") else { return nil }
        try advance()
        guard try take(.colon) else { throw failure("`over` names an axis: `over: quarter`") }
        return try axisName()
    }

    private mutating func argument(of function: Function) throws(ExpressionFailure) -> Expression.Argument {
        let offset = token.offset
        let label = try self.label()
        if !function.isDistribution, label != nil {
            let allowed = function.worksOverAxis ? " but `over:`" : ""
            throw ExpressionFailure(
                offset: offset, message: "the arguments of `\(function.rawValue)` have no labels\(allowed)")
        }
        return Expression.Argument(label: label, value: try range())
    }

    /// `name:` or `5%:`, where a colon follows.
    private mutating func label() throws(ExpressionFailure) -> Expression.Argument.Label? {
        let saved = (lexer, token)
        let label: Expression.Argument.Label
        switch token.kind {
        case .name(let name): label = .name(name)
        case .number(let value, _): label = .number(value)
        default: return nil
        }
        // What follows may not be a token at all; then it is not a colon, and is complained about when its turn comes.
        if (try? advance()) != nil, token.isSymbol(.colon) {
            try advance()
            return label
        }
        (lexer, token) = saved
        return nil
    }

    // MARK: Units

    /// The unit after a number, if there is one: it runs on through `*`, `/` and `^` while the next name is a unit.
    private mutating func unitAfterNumber(isPercent: Bool) throws(ExpressionFailure) -> UnitExpression? {
        guard case .name(let name) = token.kind, !Keywords.operators.contains(name) else { return nil }
        guard vocabulary.units.contains(name) else {
            let hint = suggestions.hint(for: name, among: vocabulary.units)
            throw failure(
                "`\(name.prefix(60))` after a number is not a unit\(hint.isEmpty ? "; put an operator between, or list it in `units:`" : hint)"
            )
        }
        if isPercent { throw failure("a per-cent number has no unit; write it as `20% * 1 \(name)`") }
        var unit = UnitExpression()
        unit.factors.append(try factor(sign: 1))
        while token.isSymbol(.times) || token.isSymbol(.divide) {
            let saved = (lexer, token)
            let sign = token.isSymbol(.times) ? 1 : -1
            guard (try? advance()) != nil, case .name(let next) = token.kind, vocabulary.units.contains(next)
            else {
                (lexer, token) = saved
                break
            }
            unit.factors.append(try factor(sign: sign))
        }
        return unit
    }

    /// A unit's name, at which the parser stands, and its exponent.
    private mutating func factor(sign: Int) throws(ExpressionFailure) -> UnitExpression.Factor {
        guard case .name(let name) = token.kind else {
            throw failure("the name of a unit is missing before \(tokenText)")
        }
        let offset = token.offset
        try advance()
        var exponent = 1
        if try take(.power) {
            let isNegative = try take(.minus)
            guard case .number(let value, false) = token.kind, value == value.rounded(), (1...100).contains(value)
            else {
                throw failure("the exponent of a unit is a whole number, at most 100")
            }
            try advance()
            exponent = isNegative ? -Int(value) : Int(value)
        }
        return UnitExpression.Factor(name: name, exponent: sign * exponent, offset: offset)
    }

    private mutating func wholeUnit() throws(ExpressionFailure) -> UnitExpression {
        var unit = UnitExpression()
        var sign = 1
        while true {
            if case .number(1, false) = token.kind {
                try advance()
            } else {
                if case .name(let name) = token.kind, !vocabulary.units.contains(name) {
                    let hint = suggestions.hint(for: name, among: vocabulary.units)
                    throw failure(
                        "there is no unit `\(name.prefix(60))`\(hint.isEmpty ? "; list it in `units:`" : hint)")
                }
                unit.factors.append(try factor(sign: sign))
            }
            switch token.kind {
            case .symbol(.times): sign = 1
            case .symbol(.divide): sign = -1
            case .end: return unit
            default: throw failure("a unit is names with `*`, `/` and `^`, such as `H100e/chip`, without parentheses")
            }
            try advance()
        }
    }
}
