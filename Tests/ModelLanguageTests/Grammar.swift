import TestSupport

/// A grammar in the EBNF of ISO 14977, as far as the reference uses it.
struct Grammar {
    /// What may stand somewhere.
    indirect enum Rule {
        case text(String)
        case named(String)
        case sequence([Rule])
        case choice([Rule])
        case optional(Rule)
        case repetition(Rule)
    }

    /// What each name stands for, but for names that the grammar describes in words.
    private(set) var rules: [String: Rule] = [:]
    /// The names that are described in words, between question marks.
    private(set) var described: Set<String> = []
    private var heights: [String: Int] = [:]

    /// The rules in `text`, each `name = ... ;`.
    init(_ text: String) throws {
        var reader = Reader(text)
        while let name = try reader.nameOfRule() {
            if try reader.skipDescription() {
                described.insert(name)
            } else {
                rules[name] = try reader.choice()
            }
            try reader.expect(";")
        }
        heights = findHeights()
    }

    /// Every text between quotation marks.
    var texts: Set<String> { rules.values.reduce(into: []) { Self.collect($1, into: &$0, names: false) } }
    /// Every name that a rule mentions.
    var mentioned: Set<String> { rules.values.reduce(into: []) { Self.collect($1, into: &$0, names: true) } }

    private static func collect(_ rule: Rule, into found: inout Set<String>, names: Bool) {
        switch rule {
        case .text(let text): if !names { found.insert(text) }
        case .named(let name): if names { found.insert(name) }
        case .sequence(let parts), .choice(let parts): for part in parts { collect(part, into: &found, names: names) }
        case .optional(let part), .repetition(let part): collect(part, into: &found, names: names)
        }
    }

    /// Reads rules by recursive descent.
    private struct Reader {
        private var rest: Substring

        init(_ text: String) {
            rest = text[...]
        }

        private mutating func take(_ symbol: String) -> Bool {
            rest = rest.drop(while: \.isWhitespace)
            guard rest.hasPrefix(symbol) else { return false }
            rest = rest.dropFirst(symbol.count)
            return true
        }

        mutating func expect(_ symbol: String) throws {
            guard take(symbol) else { throw Unexpected("no `\(symbol)` in the grammar before: \(rest.prefix(60))") }
        }

        private mutating func through(_ end: Character) throws -> String {
            guard let index = rest.firstIndex(of: end) else { throw Unexpected("no \(end) in: \(rest.prefix(60))") }
            defer { rest = rest[rest.index(after: index)...] }
            return String(rest[..<index])
        }

        /// Words of letters.
        private mutating func name() -> String? {
            rest = rest.drop(while: \.isWhitespace)
            let name = rest.prefix { $0.isLetter || $0 == " " }
            rest = rest.dropFirst(name.count)
            let trimmed = String(name.reversed().drop { $0 == " " }.reversed())
            return trimmed.isEmpty ? nil : trimmed
        }

        mutating func nameOfRule() throws -> String? {
            guard let name = name() else {
                if rest.isEmpty { return nil }
                throw Unexpected("no rule starts with: \(rest.prefix(60))")
            }
            try expect("=")
            return name
        }

        mutating func skipDescription() throws -> Bool {
            guard take("?") else { return false }
            _ = try through("?")
            return true
        }

        mutating func choice() throws -> Rule {
            var ways = [try sequence()]
            while take("|") { ways.append(try sequence()) }
            return ways.count == 1 ? ways[0] : .choice(ways)
        }

        private mutating func sequence() throws -> Rule {
            var parts = [try part()]
            while take(",") { parts.append(try part()) }
            return parts.count == 1 ? parts[0] : .sequence(parts)
        }

        private mutating func part() throws -> Rule {
            if take("\"") { return .text(try through("\"")) }
            for (open, close) in [("(", ")"), ("[", "]"), ("{", "}")] where take(open) {
                let inner = try choice()
                try expect(close)
                return open == "(" ? inner : open == "[" ? .optional(inner) : .repetition(inner)
            }
            guard let name = name() else { throw Unexpected("nothing to read in the grammar at: \(rest.prefix(60))") }
            return .named(name)
        }
    }
}

extension Grammar {
    /// Whether `symbols`, at most 63 of them, are what `name` stands for; `isMember` says whether a symbol is one of a name
    /// without a rule.
    ///
    /// Every way to read them is tried, each name at each place once: rules may be ambiguous, but none may start with itself.
    func derives(_ symbols: [String], from name: String, isMember: (_ symbol: String, _ name: String) -> Bool) -> Bool {
        precondition(symbols.count < 64, "ends are bits of a word")
        var known: [String: [Int: UInt64]] = [:]

        /// Where what stands for `rule` may end, as bits, when it may start at each of `starts`.
        func ends(_ rule: Rule, _ starts: UInt64) -> UInt64 {
            guard starts != 0 else { return 0 }
            switch rule {
            case .text(let text): return after(starts) { $0 == text }
            case .named(let name):
                guard let rule = rules[name] else { return after(starts) { isMember($0, name) } }
                return (0...symbols.count).reduce(0) { result, start in
                    guard starts >> UInt64(start) & 1 == 1 else { return result }
                    if let ends = known[name]?[start] { return result | ends }
                    let found = ends(rule, 1 << UInt64(start))
                    known[name, default: [:]][start] = found
                    return result | found
                }
            case .sequence(let parts): return parts.reduce(starts) { ends($1, $0) }
            case .choice(let ways): return ways.reduce(0) { $0 | ends($1, starts) }
            case .optional(let part): return starts | ends(part, starts)
            case .repetition(let part):
                var (all, last) = (starts, starts)
                while last != 0 {
                    last = ends(part, last) & ~all
                    all |= last
                }
                return all
            }
        }

        func after(_ starts: UInt64, _ isFit: (String) -> Bool) -> UInt64 {
            symbols.indices.reduce(0) { result, index in
                starts >> UInt64(index) & 1 == 1 && isFit(symbols[index]) ? result | 1 << UInt64(index + 1) : result
            }
        }

        return ends(.named(name), 1) >> UInt64(symbols.count) & 1 == 1
    }

    /// How deep names must at least nest below `rule`.
    fileprivate func height(of rule: Rule) -> Int { height(of: rule, heights) }

    private func height(of rule: Rule, _ known: [String: Int]) -> Int {
        switch rule {
        case .text, .optional, .repetition: 0
        case .named(let name): rules[name] == nil ? 0 : known[name] ?? Self.unknownHeight
        case .sequence(let parts): parts.map { height(of: $0, known) }.max() ?? 0
        case .choice(let ways): ways.map { height(of: $0, known) }.min() ?? 0
        }
    }

    private static let unknownHeight = 1_000

    /// The height of each name.
    private func findHeights() -> [String: Int] {
        var known: [String: Int] = [:]
        while true {
            let next = rules.mapValues { 1 + height(of: $0, known) }
            if next == known { return known }
            known = next
        }
    }
}

/// Random sentences of a grammar.
struct SentenceGenerator {
    private let grammar: Grammar
    private let member: (_ name: String, _ random: inout SeededGenerator) -> String
    private var random: SeededGenerator
    /// How many symbols the sentence has so far.
    private var length = 0

    /// Sentences that `seed` gives again; `member` gives a symbol for a name without a rule.
    init(
        _ grammar: Grammar, seed: UInt64, member: @escaping (_ name: String, _ random: inout SeededGenerator) -> String
    ) {
        self.grammar = grammar
        self.member = member
        random = SeededGenerator(seed: seed)
    }

    /// The next sentence of `name`, in which names nest `depth` deep, or as little more as they can; beyond `size` symbols it
    /// ends as soon as it can.
    mutating func sentence(_ name: String, depth: Int, size: Int) -> [String] {
        length = 0
        return symbols(.named(name), depth: depth, size: size)
    }

    private mutating func symbols(_ rule: Grammar.Rule, depth: Int, size: Int) -> [String] {
        let depth = length < size ? depth : min(depth, 0)
        switch rule {
        case .text(let text):
            length += 1
            return [text]
        case .named(let name):
            if let rule = grammar.rules[name] { return symbols(rule, depth: depth - 1, size: size) }
            length += 1
            return [member(name, &random)]
        case .sequence(let parts): return parts.flatMap { symbols($0, depth: depth, size: size) }
        case .choice(let ways):
            let way = ways.randomElement(using: &random) ?? rule
            if grammar.height(of: way) <= depth { return symbols(way, depth: depth, size: size) }
            let least = grammar.height(of: rule)
            let shortest = ways.filter { grammar.height(of: $0) == least }.randomElement(using: &random) ?? way
            return symbols(shortest, depth: depth, size: size)
        case .optional(let part):
            guard grammar.height(of: part) <= depth, Bool.random(using: &random) else { return [] }
            return symbols(part, depth: depth, size: size)
        case .repetition(let part):
            var result: [String] = []
            while grammar.height(of: part) <= depth, Int.random(in: 0..<3, using: &random) == 0 {
                result += symbols(part, depth: depth, size: size)
            }
            return result
        }
    }
}
