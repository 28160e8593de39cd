import Testing

@testable import ModelLanguage

@Suite struct ExpressionParserTests {
    private func parse(_ text: String) throws -> String {
        let scalar = YAMLScalar(text: text, place: Place(line: 1, column: 1), style: .quoted, isInFlow: false)
        let units: Set<String> = ["chip", "month", "H100e"]
        let expression = try ExpressionParser.parse(
            scalar, .init(units: units, functions: ["ramp"]), Suggestions())
        return rendered(expression, expression.root)
    }

    private func message(_ text: String) -> String {
        do {
            return try parse(text)
        } catch {
            return (error as? ExpressionFailure).map { "\($0.offset): \($0.message)" } ?? "\(error)"
        }
    }

    /// Fully in parentheses.
    private func rendered(_ expression: Expression, _ index: Int) -> String {
        let part = { (index: Int) in rendered(expression, index) }
        switch expression.nodes[index] {
        case .number(let value, _, let unit):
            let factors = (unit?.factors ?? []).map { "\($0.name)^\($0.exponent)" }
            return ([value.short] + factors).joined(separator: " ")
        case .name(let name): return name
        case .unary(let operation, let operand): return "(\(operation) \(part(operand)))"
        case .binary(let operation, let left, let right): return "(\(part(left)) \(operation) \(part(right)))"
        case .conditional(let condition, let then, let otherwise):
            return "(if \(part(condition)) then \(part(then)) else \(part(otherwise)))"
        case .call(let function, let arguments, let over):
            let axis = over.map { ["over \($0.text)"] } ?? []
            return "\(function.rawValue)[\((arguments.map { part($0.value) } + axis).joined(separator: ", "))]"
        case .userCall(let name, let arguments):
            return "\(name)[\(arguments.map(part).joined(separator: ", "))]"
        case .axisCall(let function, let axis): return "\(function.rawValue)[\(axis.text)]"
        case .pick(let operand, let picks):
            return "(\(part(operand)) at \(picks.map { "\($0.axis.text)=\($0.label.text)" }.joined(separator: " ")))"
        case .range(let low, let high): return "(\(part(low)) to \(part(high)))"
        }
    }

    @Test(arguments: [
        ("a + b * c", "(a add (b multiply c))"),
        ("a - b - c", "((a subtract b) subtract c)"),
        ("a / b * c", "((a divide b) multiply c)"),
        ("a ^ b ^ c", "(a power (b power c))"),
        ("-a ^ 2", "(negate (a power 2))"),
        ("2 ^ -a", "(2 power (negate a))"),
        ("a * -b", "(a multiply (negate b))"),
        ("-a * b", "((negate a) multiply b)"),
        ("(a + b) * c", "((a add b) multiply c)"),
        ("a < b + c", "(a less (b add c))"),
        ("not a < b and c > d or e == f", "(((not (a less b)) and (c greater d)) or (e equal f))"),
        ("a or b and c", "(a or (b and c))"),
        ("not not a", "(not (not a))"),
        ("if a > b then c else d + e", "(if (a greater b) then c else (d add e))"),
        ("if a then b else if c then d else e", "(if a then b else (if c then d else e))"),
        ("max(a, b, c)", "max[a, b, c]"),
        ("a + 1 to b", "((a add 1) to b)"),
        ("beta(mean: 0.7, 90%: 0.4 to 0.95)", "beta[0.7, (0.4 to 0.95)]"),
        ("3 chip * x", "(3 chip^1 multiply x)"),
        ("3 chip * month / x", "(3 chip^1 month^1 divide x)"),
        ("0.8 H100e/chip^2", "0.8 H100e^1 chip^-2"),
        ("12 month ^ 2 ^ a", "(12 month^2 power a)"),
        ("sum(a * b, over: firm) / c", "(sum[(a multiply b), over firm] divide c)"),
        ("a[quarter: 2026Q3] ^ 2", "((a at quarter=2026Q3) power 2)"),
        ("a[chip: 910B , year: 2026][firm: By te]", "((a at chip=910B year=2026) at firm=By te)"),
        ("ramp(a, 5%) * step(quarter)", "(ramp[a, 0.05] multiply step[quarter])"),
        ("previous(a, 0, over: year) + length(year)", "(previous[a, 0, over year] add length[year])"),
    ])
    func bindsAsTheFormatSays(_ text: String, _ expected: String) throws {
        #expect(try parse(text) == expected)
    }

    @Test(arguments: [
        ("400k", 400_000.0), ("2.6M", 2_600_000), ("1.5B", 1_500_000_000), ("1_000_000", 1_000_000), ("20%", 0.2),
        ("1e6", 1_000_000), ("2.5E-3", 0.0025), ("1e3k", 1_000_000), ("0.1M", 100_000), ("1.1M", 1_100_000),
        ("0", 0), ("007", 7), ("0.07%", 0.0007),
    ])
    func readsNumbersRoundedOnce(_ text: String, _ expected: Double) throws {
        let scalar = YAMLScalar(text: text, place: Place(line: 1, column: 1), style: .plain, isInFlow: false)
        let expression = try ExpressionParser.parse(scalar, .init(units: []), Suggestions())
        guard case .number(let value, _, nil) = expression.nodes[0] else { throw Unexpected("no number in \(text)") }
        #expect(value == expected)
    }

    @Test(arguments: [
        ("a +", "3: a number"), ("a b", "2: an operator is missing before `b`"), ("(a", "0: the `(` is never closed"),
        ("a)", "1: this `)` closes nothing"), ("a < b < c", "6: comparisons do not chain"),
        ("1 + + 2", "4: a sign `+`"),
        ("mx(a, b)", "0: there is no function `mx`; did you mean `max`?"), ("5 chips", "2: `chips` after a number"),
        ("", "0: a formula or value is missing"), ("a $ b", "2: `$` has no meaning"), ("1.x", "1: digits must follow"),
        ("then", "0: a number, a name"), ("a = b", "2: `=` has no meaning here; equality is written `==`"),
        ("f[a 1]", "4: an axis and a label stand here"), ("f[a: ]", "5: a label is missing"),
        ("a]", "1: this `]` closes nothing"),
        ("f[a: 1", "6: the `[` is never closed"), ("sum(a, over)", "11: `over` names an axis"),
        ("step(a, b)", "6: `step` takes the name"),
        ("sum(a, over: b, over: c)", "23: `over:` is given twice"),
        ("abs(x: 1)", "4: the arguments of `abs` have no labels"),
        ("3 chip^0.5", "7: the exponent of a unit"),
    ])
    func complainsAtThePlace(_ text: String, _ expected: String) {
        #expect(message(text).hasPrefix(expected), "\(message(text))")
    }

    @Test func boundsNesting() {
        for (open, close) in [
            ("(", ")"), ("-", ""), ("not ", ""), ("2 ^ ", ""), ("if a then b else ", ""), ("abs(", ")"),
        ] {
            let fits = String(repeating: open, count: 190) + "1" + String(repeating: close, count: 190)
            #expect(!message(fits).contains("deep"))
            let deep = String(repeating: open, count: 5_000) + "1" + String(repeating: close, count: 5_000)
            #expect(message(deep).contains("nests more than 200 deep"), "\(open)")
        }
    }

}
