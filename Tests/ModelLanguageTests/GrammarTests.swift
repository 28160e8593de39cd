import TestSupport
import Testing

@testable import ModelLanguage

/// The grammar in the reference is that of the parser: what it derives is accepted, what it does not is refused.
@Suite struct GrammarTests {
    private static let seed: UInt64 = 20_260_128

    @Test func sentencesOfTheGrammarAreAccepted() throws {
        let language = try ReferenceLanguage()
        #expect(language.disagreements(in: 2_000, seed: Self.seed, isSpoiling: false) == [])
    }

    @Test func spoiltSentencesAreAcceptedJustWhereTheGrammarDerivesThem() throws {
        let language = try ReferenceLanguage()
        #expect(language.disagreements(in: 2_000, seed: Self.seed, isSpoiling: true) == [])
    }

    @Test func numbersAreReadAsTheGrammarSays() throws {
        let language = try ReferenceLanguage()
        #expect(language.disagreementsAboutNumbers(in: 2_000, seed: Self.seed) == [])
    }

    @Test func theGrammarHasEveryWordOfTheLanguage() throws {
        let language = try ReferenceLanguage()
        let words = language.syntax.texts.filter { $0.utf8.allSatisfy(Lexer.isLetter) }
        #expect(words == Keywords.operators.union(Function.allCases.map(\.rawValue)))
        let symbols = language.syntax.texts.subtracting(words).subtracting(["1"])
        #expect(symbols == Set(Token.Symbol.allCases.map(\.rawValue)))
        let undefined = language.syntax.mentioned.union(language.parts.mentioned)
            .subtracting(language.syntax.rules.keys).subtracting(language.parts.rules.keys)
        #expect(undefined == language.parts.described)
    }

    /// What a grammar that is too narrow would miss; spaces between the parts.
    @Test(arguments: [
        "if a then a else if a then a else a to 2 ^ - a ^ 2", "not not a == - - 20% and a or a",
        "3 chip / month ^ - 2 ^ a", "1e6 chip [ month : 910B x , firm : y ] [ firm : z ] ^ 2",
        "min ( a to a , over : firm , a )",
        "beta ( mean : 0.7 , 90% : 0.4 to 0.95 ) / ramp ( if a then a else a )", "step ( month ) + previous ( a , 0 )",
    ])
    func everyConstructIsDerivedAndAccepted(_ text: String) throws {
        let language = try ReferenceLanguage()
        #expect(language.derives(text.split(separator: " ").map(String.init), from: "formula"))
        #expect(language.parserAccepts(text, as: "formula"))
    }

    /// What a slip of the grammar's author could be, each of which the tests above must notice.
    @Test(arguments: [
        (#"[ "^", signed ]"#, #"[ "^", power ]"#),
        (
            #"[ ( "<" | "<=" | ">" | ">=" | "==" | "!=" ), sum ]"#,
            #"{ ( "<" | "<=" | ">" | ">=" | "==" | "!=" ), sum }"#
        ),
        (#""if", disjunction"#, #""if", expression"#),
        (#"negation    = "not", negation"#, #"negation    = "not", comparison"#),
        (#"number, [ raised ] |"#, #"number, [ units ] |"#),
        (#"= expression, [ "to", expression ]"#, #"= expression, { "to", expression }"#),
        (#""over", ":", axis"#, #""over", axis"#),
        (#"{ [ "_" ], digit }"#, #"{ { "_" }, digit }"#),
        (#"exponent    = "^", [ "-" ]"#, #"exponent    = "^", [ "+" ]"#),
    ])
    func aWrongGrammarIsNoticed(_ right: String, _ wrong: String) throws {
        let page = try ReferenceLanguage.page()
        try #require(page.contains(right))
        let language = try ReferenceLanguage(page: page.replacing(right, with: wrong, maxReplacements: 1))
        let isNoticed =
            language.disagreements(in: 500, seed: Self.seed, isSpoiling: false) != []
            || language.disagreements(in: 500, seed: Self.seed, isSpoiling: true) != []
            || language.disagreementsAboutNumbers(in: 500, seed: Self.seed) != []
        #expect(isNoticed)
    }
}

/// The language that the grammar in the reference describes, beside that of the parser.
private struct ReferenceLanguage {
    /// How parts make up texts.
    let syntax: Grammar
    /// How characters make up parts.
    let parts: Grammar

    private static let units: Set<String> = ["chip", "month", "H100e"]
    private static let functions: Set<String> = ["ramp", "compute_2"]
    private static let operators: Set<String> = ["and", "or", "not", "if", "then", "else", "to", "over"]

    static func page() throws -> String {
        String(decoding: try Repository.bytes("docs/model-language.md"), as: UTF8.self)
    }

    init(page: String? = nil) throws {
        let page = try page ?? Self.page()
        let blocks = page.matches(of: /(?s)```ebnf\n(.*?)```/).map { String($0.1) }
        guard blocks.count == 2 else { throw Unexpected("\(blocks.count) blocks of EBNF in the reference") }
        (syntax, parts) = (try Grammar(blocks[0]), try Grammar(blocks[1]))
    }

    // MARK: What the grammar says

    /// Whether the grammar derives `symbols` from `rule`.
    func derives(_ symbols: [String], from rule: String) -> Bool {
        syntax.derives(symbols, from: rule, isMember: isPart)
    }

    /// Whether the part `text` is one of those called `name`.
    private func isPart(_ text: String, _ name: String) -> Bool {
        switch name {
        case "name": isSpelt(text, "word") && !Self.units.contains(text) && !Self.operators.contains(text)
        case "unit": Self.units.contains(text)
        case "own function": Self.functions.contains(text)
        case "whole number": isSpelt(text, "number") && isWhole(text)
        case "label part": !text.contains { " ,]".contains($0) }
        default: isSpelt(text, name)
        }
    }

    private func isSpelt(_ text: String, _ name: String) -> Bool {
        text.count < 64
            && parts.derives(text.map(String.init), from: name) { character, _ in
                character.utf8.allSatisfy { Character(Unicode.Scalar($0)).isLetter || $0 == 0x5F }
            }
    }

    /// Whether a number is one of 1 to 100.
    private func isWhole(_ text: String) -> Bool {
        let scales: [Character: Double] = ["k": 1e3, "M": 1e6, "B": 1e9]
        let scale = text.last.flatMap { scales[$0] }
        let digits = (scale == nil ? text[...] : text.dropLast()).replacing("_", with: "")
        return Double(digits).map {
            (1...100).contains($0 * (scale ?? 1)) && ($0 * (scale ?? 1)).rounded() == $0 * (scale ?? 1)
        }
            ?? false
    }

    // MARK: What the parser says

    func parserAccepts(_ text: String, as rule: String) -> Bool {
        let scalar = YAMLScalar(text: text, place: Place(line: 1, column: 1), style: .quoted, isInFlow: false)
        do {
            if rule == "unit text" {
                _ = try ExpressionParser.parseUnit(scalar, units: Self.units, Suggestions())
                return true
            }
            let vocabulary = ExpressionParser.Vocabulary(units: Self.units, functions: Self.functions)
            let expression = try ExpressionParser.parse(scalar, vocabulary, Suggestions())
            // A unit in the place of a value is refused when names are looked up.
            return !expression.nodes.contains {
                if case .name(let name) = $0 { Self.units.contains(name) } else { false }
            }
        } catch {
            return false
        }
    }

    // MARK: Sentences

    private static let members: [String: [String]] = [
        "name": ["a", "b_2", "growth", "min"], "unit": Array(units).sorted(), "own function": Array(functions).sorted(),
        "whole number": ["1", "2", "100", "3.0", "0.05k"], "axis": ["quarter", "firm", "month"],
        "word": ["mean", "sd", "min", "x"], "label part": ["2026Q3", "910B", "T_Head", "(x", "%"],
    ]

    /// A part called `name`.
    private func member(_ name: String, _ random: inout SeededGenerator) -> String {
        if let known = Self.members[name]?.randomElement(using: &random) { return known }
        var generator = SentenceGenerator(parts, seed: random.next()) { _, random in
            ["k", "e", "_", "Z"].randomElement(using: &random) ?? ""
        }
        while true {
            let text = generator.sentence(name, depth: 4, size: 20).joined()
            if !Self.isTooLarge(text) { return text }
        }
    }

    /// Whether a number may be beyond what the parser holds, which is no matter of the grammar.
    private static func isTooLarge(_ text: String) -> Bool {
        let parts = text.replacing("_", with: "").lowercased().split(separator: "e")
        guard parts.count > 1, let power = Int(parts[1].filter(\.isNumber)) else { return false }
        return power >= 280
    }

    /// Sentences of the grammar about which grammar and parser disagree: as they are, or with one part taken out, doubled, or put
    /// in the place of another.
    func disagreements(in count: Int, seed: UInt64, isSpoiling: Bool) -> [String] {
        var generator = SentenceGenerator(syntax, seed: seed, member: member)
        var random = SeededGenerator(seed: seed ^ 1)
        var found: [String] = []
        for round in 0..<count {
            let rule = round.isMultiple(of: 8) ? "unit text" : "formula"
            var symbols = generator.sentence(rule, depth: 12 + round % 40, size: 25)
            guard symbols.count < 60 else { continue }
            if isSpoiling { Self.spoil(&symbols, &random) }
            let text = Self.joined(symbols, &random)
            let isDerived = !isSpoiling || derives(symbols, from: rule)
            if parserAccepts(text, as: rule) != isDerived {
                found.append(
                    "\(rule) \(isDerived ? "refused" : "accepted") by the parser alone (seed \(seed), \(round)): \(text)"
                )
            }
        }
        return found
    }

    private static func spoil(_ symbols: inout [String], _ random: inout SeededGenerator) {
        let index = Int.random(in: symbols.indices, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: symbols.remove(at: index)
        case 1: symbols.insert(symbols[index], at: index)
        case 2: symbols[index] = symbols[Int.random(in: symbols.indices, using: &random)]
        default: symbols.swapAt(index, Int.random(in: symbols.indices, using: &random))
        }
    }

    /// The parts as one text, with spaces where words and numbers would run together, and elsewhere now and then.
    private static func joined(_ symbols: [String], _ random: inout SeededGenerator) -> String {
        var text = ""
        for symbol in symbols {
            let isWordy = { (character: Character?) in
                character.map { $0.isLetter || $0.isNumber || "_%.".contains($0) } ?? false
            }
            let isNeeded = isWordy(text.last) && isWordy(symbol.first)
            if isNeeded || Bool.random(using: &random) {
                text += [" ", "\n", "  "].randomElement(using: &random) ?? " "
            }
            text += symbol
        }
        return text
    }

    /// Numbers of the grammar with a character taken out, doubled or replaced, about which grammar and parser disagree.
    func disagreementsAboutNumbers(in count: Int, seed: UInt64) -> [String] {
        var random = SeededGenerator(seed: seed)
        var found: [String] = []
        for round in 0..<count {
            var characters = member(round.isMultiple(of: 2) ? "number" : "percent", &random).map(String.init)
            if !round.isMultiple(of: 3) { Self.spoil(&characters, &random) }
            let text = characters.joined()
            if Self.isTooLarge(text) { continue }
            let isDerived = isSpelt(text, "number") || isSpelt(text, "percent")
            if isNumber(text) != isDerived {
                found.append(
                    "\(isDerived ? "refused" : "accepted") by the parser alone (seed \(seed), \(round)): \(text)")
            }
        }
        return found
    }

    /// Whether the parser takes `text` for one number.
    private func isNumber(_ text: String) -> Bool {
        let scalar = YAMLScalar(text: text, place: Place(line: 1, column: 1), style: .quoted, isInFlow: false)
        let expression = try? ExpressionParser.parse(scalar, .init(units: Self.units), Suggestions())
        guard let expression, expression.nodes.count == 1, case .number = expression.nodes[0] else { return false }
        return true
    }
}
