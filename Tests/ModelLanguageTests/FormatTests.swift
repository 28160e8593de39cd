import Foundation
import TestSupport
import Testing

@testable import ModelLanguage

/// The canonical layout changes nothing that a model says, and is its own canonical layout.
@Suite struct FormatTests {
    private static func format(_ text: String) throws -> String {
        String(decoding: try ModelFormatter.format(Array(text.utf8), file: "test.yaml"), as: UTF8.self)
    }

    /// The canonical layout of `text`, after seeing that it says the same and is stable; `nil` where `text` is no document.
    @discardableResult
    private static func check(_ text: [UInt8], _ what: String) throws -> [UInt8]? {
        guard let tree = DocumentTree(of: text) else {
            #expect(throws: ModelFailure.self, "\(what)") { try ModelFormatter.format(text, file: "test") }
            return nil
        }
        let shown = "\(what)\n\(String(decoding: text.prefix(10_000), as: UTF8.self))"
        let once = try ModelFormatter.format(text, file: "test")
        #expect(
            DocumentTree(of: once) == tree, "\(shown)\nbecame\n\(String(decoding: once.prefix(10_000), as: UTF8.self))")
        let twice = try ModelFormatter.format(once, file: "test")
        #expect(
            twice == once,
            "\(shown)\nbecame\n\(String(decoding: once, as: UTF8.self))\nthen\n\(String(decoding: twice, as: UTF8.self))"
        )
        return once
    }

    // MARK: Every model

    /// Models of the repository, and complete examples of its pages.
    private static let models: [(name: String, text: [UInt8])] = {
        let folder = Repository.root.appending(path: "configs/models")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let paths =
            files.filter { $0.hasSuffix(".yaml") }.sorted().map { "configs/models/\($0)" } + ["Benchmarks/w1.yaml"]
        let models = paths.compactMap { path in (try? Repository.bytes(path)).map { (name: path, text: $0) } }
        let examples = ["docs/model-language.md", "README.md"].flatMap { page in
            let text = (try? Repository.bytes(page)).map { String(decoding: $0, as: UTF8.self) } ?? ""
            return text.matches(of: /(?s)```yaml\n(suanli: 1\n.*?)```/).map { (name: page, text: Array($0.1.utf8)) }
        }
        return models + examples
            + BrokenModelTests.files.compactMap { file in
                (try? Data(contentsOf: file)).map { (name: file.lastPathComponent, text: Array($0)) }
            }
    }()

    @Test func everyModelSaysTheSameAfterwards() throws {
        #expect(Self.models.count > 120)
        for (name, text) in Self.models { try Self.check(text, name) }
    }

    @Test func everyMutationSaysTheSameAfterwards() throws {
        var random = SeededGenerator(seed: 3)
        var documents = 0
        let sources = Self.models.filter { $0.text.count < 5_000 }.map(\.text) + [Array(Self.everyLayout.utf8)]
        for round in 0..<6_000 {
            let source =
                round.isMultiple(of: 2) ? sources[sources.count - 1] : sources.randomElement(using: &random) ?? []
            if try Self.check(Mutation.spoilt(source, &random), "seed 3, round \(round)") != nil { documents += 1 }
        }
        #expect(documents > 1_500, "too few mutations were still documents")
    }

    // MARK: Comments

    /// Marks put where they change nothing are comments; each must be there once afterwards.
    @Test func noCommentIsLost() throws {
        var random = SeededGenerator(seed: 4)
        var planted = 0
        let sources = Self.models.filter { $0.text.count < 5_000 }.map(\.text) + [Array(Self.everyLayout.utf8)]
        for round in 0..<2_000 {
            let source =
                round.isMultiple(of: 2) ? sources[sources.count - 1] : sources.randomElement(using: &random) ?? []
            guard let tree = DocumentTree(of: source) else { continue }
            var text = source
            var marks: [String] = []
            for index in 0..<12 {
                let mark = "# mark\(index);"
                let candidate = Mutation.planted(mark, in: text, &random)
                guard DocumentTree(of: candidate) == tree else { continue }
                text = candidate
                marks.append(mark)
            }
            planted += marks.count
            let result = String(decoding: try #require(try Self.check(text, "seed 4, round \(round)")), as: UTF8.self)
            for mark in marks {
                #expect(
                    result.split(separator: mark, omittingEmptySubsequences: false).count == 2,
                    "seed 4, round \(round): \(mark) of\n\(String(decoding: text, as: UTF8.self))\nin\n\(result)")
            }
        }
        #expect(planted > 5_000)
    }

    @Test func commentsStayWhereTheyStood() throws {
        let text = """
            # About the file.

            name: x   # its name
            suanli: 1
            inputs:   # what is uncertain
                # first
                a: { value: 1,   # one
                     unit: chip }  # whole
                b: {value: 2}   # two


                # last
            # about outputs
            outputs:
            - a   # the first
            # the end
            """
        #expect(
            try Self.format(text) == """
                # About the file.

                suanli: 1
                name: x  # its name

                inputs:  # what is uncertain
                  # first
                  a:  # whole
                    value: 1  # one
                    unit: chip
                  b: {value: 2}  # two

                  # last

                # about outputs
                outputs:
                  - a  # the first
                # the end

                """)
    }

    // MARK: Layout

    /// A model with every way of writing YAML that a model may use.
    private static let everyLayout = """
        # header
        suanli: 1
        name: "everything"   # plain
        title: 'It''s a title: long'
        sources: {s: {title: "a\\u2028b\\x85c", date: 2026-01-01}, empty: {}, none: , "quoted key": 'x'}
        units: [chip, wafer,
           die] # units
        axes: {firm: [A, "910B", yes], time: 2026Q1..2027Q4, odd: [a: b, [c, [d]], {e: f, g}]}
        inputs:
          a: {value: 1 to 2, unit: chip, note: 'prose, with comma'} # behind

          # before
          b:
            value: "normal(10%: 1, 90%: 2)"

            note: |
              Several
                lines

              of text
          t: {value: {A: 1, "910B": {x: 2, y: "- 3"}, yes: ~}, each: [firm,
            time]}
          wide: {value: {A100: 50k to 300k, A800: 50k to 400k, H800: 40k to 300k, H20_2024: 0.9M to 1.1M, H20_2025: 350k to 450k}, unit: chip, note: z}
          ? q1
          : value: >-
              folded
              text
            note: >
              folded, with an end
        correlations:
        - {inputs: [a, b], rank: 0.4}
        -
          inputs: [a, t]
          matrix: [[1, 0.5], [0.5, 1]]
        - - x
          - y: 1
            z: 2
        - >+
          kept

        quantities:
          long: {formula: "min(aaaaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbbbbbb) * (cccccccccccccccccc + dddddddddddddd) / eeeeeeee - fffffffff"}
          plain:
            formula: a
              + b
            unit: chip
        outputs: []
        identities:
          - a + b == b + a
          -
        unknown: "#"
        """

    @Test(arguments: [
        ("inputs: {a: {value: 1, unit: 'chip'}}", "inputs:\n  a: {value: 1, unit: chip}\n"),
        ("outputs:\n- a\n- b", "outputs: [a, b]\n"),
        ("name: \"x\"\nsuanli: 1", "suanli: 1\nname: x\n"),
        ("title: \"no\"", "title: \"no\"\n"),
        ("title: '400k'", "title: 400k\n"),
        ("title: a, b", "title: \"a, b\"\n"),
        ("inputs:\n  a:\n    note: plain", "inputs:\n  a: {note: \"plain\"}\n"),
        ("name: x\n\n\n\ntitle: t", "name: x\n\ntitle: t\n"),
        ("inputs: {}\nname: x\nquantities:", "name: x\ninputs: {}\nquantities:\n"),
        ("name: x\r\ntitle: t\r\n", "name: x\ntitle: t\n"),
        ("sampling:\n  first:\n    - a", "sampling: {first: [a]}\n"),
        ("identities: [a == b]", "identities:\n  - a == b\n"),
        ("title: |\n  a\n   b\n", "title: |\n  a\n   b\n"),
        ("title: \"a\\nb\"", "title: |-\n  a\n  b\n"),
        ("title: \"a\\n\\n\"", "title: \"a\\n\\n\"\n"),
    ])
    func hasOneLayout(_ text: String, _ expected: String) throws {
        #expect(try Self.format(text) == expected)
    }

    @Test func longMapsAreBrokenAtCommasAndLongFormulasBeforeOperators() throws {
        let note = String(repeating: "word ", count: 16) + "end"
        let formula = "(" + (1...8).map { "first_\($0)" }.joined(separator: " + ") + ") * other_factor"
        let text = """
            inputs: {a: {value: 1 to 2, unit: chip, source: judgement, confidence: low, note: \(note)}}
            quantities: {q: {formula: \(formula), unit: chip}, r: {formula: \(formula) + \(formula), unit: chip}}
            """
        #expect(
            try Self.format(text) == """
                inputs:
                  a:
                    {value: 1 to 2, unit: chip, source: judgement, confidence: low,
                     note: "\(note)"}

                quantities:
                  q:
                    formula: \(formula)
                    unit: chip
                  r:
                    formula: "\(formula)
                      + \(formula)"
                    unit: chip

                """)
    }

    @Test func longTablesAreBrokenInsideTheirInput() throws {
        let table = (1...12).map { "chip_\($0): 10k to 20k" }
        let row = "{" + (1...5).map { "\(2020 + $0): 10k to 20k" }.joined(separator: ", ") + "}"
        let text = """
            inputs:
              a: {value: {\(table.joined(separator: ", "))}, unit: chip, note: one}
              b: {value: {x: \(row), z: \(row)}, unit: chip}
            """
        #expect(
            try Self.format(text) == """
                inputs:
                  a:
                    {value: {\(table[..<5].joined(separator: ", ")),
                       \(table[5..<10].joined(separator: ", ")),
                       \(table[10...].joined(separator: ", "))},
                     unit: chip, note: "one"}
                  b:
                    value:
                      x: \(row)
                      z: \(row)
                    unit: chip

                """)
    }

    // MARK: What cannot be formatted

    @Test(arguments: [
        ("a:\tb", "test.yaml:1:3: error: a tab"), ("a: &b c", "test.yaml:1:4: error: anchors"),
        ("a: 1\na: 2", "test.yaml:2:1: error: `a` is given twice"), ("", "test.yaml: error: the file is empty"),
        ("a: 1\n---\nb: 2", "test.yaml:2:1: error: a second document"),
        ("\(String(repeating: "k", count: 161)): 1", "test.yaml:1:1: error: this key has more than 160 characters"),
    ])
    func isRefusedWithAPlace(_ text: String, _ message: String) {
        do {
            _ = try Self.format(text)
            Issue.record("\(text) was formatted")
        } catch {
            #expect("\(error)".hasPrefix(message), "\(error)")
        }
    }

    @Test func whatWouldGrowBeyondBoundsIsRefusedSoon() {
        let open = String(repeating: "{a: ", count: 190) + "["
        let text = open + String(repeating: "word, ", count: 60_000) + "]" + String(repeating: "}", count: 190)
        let start = ContinuousClock.now
        #expect(throws: ModelFailure.self) { try Self.format(text) }
        #expect(ContinuousClock.now - start < .seconds(10))
    }
}

/// Small changes of texts.
private enum Mutation {
    private static let snippets = [
        "{", "}", "[", "]", ": ", ", ", "\n", "\n\n", "\n  ", "\n    ", "- ", "\"", "'", "|\n", ">\n", "# c\n",
        " # d\n",
        "? ", "a", "\\n", "\\x41", "\u{85}", "\u{2028}", "\u{FEFF}", "é", "  ", "x: y", "\r\n", "---\n", "...\n",
        "%A # b\n",
        "note: ", "(", " + ", "~", "null",
    ]

    static func spoilt(_ text: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var text = text
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let index = Int.random(in: 0...text.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: text.insert(contentsOf: (snippets.randomElement(using: &random) ?? "").utf8, at: index)
            case 1: text.removeSubrange(index..<min(text.count, index + Int.random(in: 0...20, using: &random)))
            case 2:
                let piece = text[index..<min(text.count, index + Int.random(in: 0...60, using: &random))]
                text.insert(contentsOf: piece, at: Int.random(in: 0...index, using: &random))
            default: text = planted("# e", in: text, &random)
            }
        }
        return text
    }

    /// `text` with `mark` at the end of a line, or on a line of its own, or where there is a space.
    static func planted(_ mark: String, in text: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var text = text
        let wanted: [UInt8] = Bool.random(using: &random) ? [0x0A] : [0x20, 0x0A]
        let places = text.indices.filter { wanted.contains(text[$0]) }
        guard let index = places.randomElement(using: &random) else { return text }
        let indent = String(repeating: " ", count: Int.random(in: 0...8, using: &random))
        let line = Bool.random(using: &random) ? " \(mark)" : "\n\(indent)\(mark)"
        text.insert(contentsOf: (text[index] == 0x0A ? line : line + "\n" + indent).utf8, at: index)
        return text
    }
}
