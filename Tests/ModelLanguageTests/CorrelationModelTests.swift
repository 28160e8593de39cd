import ModelLanguage
import Sampling
import Statistics
import Testing

/// Rank correlations of whole models, measured over 262,144 draws: that of two uniform draws is 12 times the mean product of their
/// distances from 1/2, which spreads by at most 1 and therefore lies within 5 / 512, 5 standard errors, but for one pair in 1.7
/// million.
@Suite struct CorrelationModelTests {
    private static let count = 262_144
    private static let tolerance = 5.0 / 512

    private func text(_ correlations: String, outputs: String = "a, b, c, d, along, both", rest: String = "") -> String
    {
        """
        axes: {quarter: 2026Q1..2026Q3, firm: [A, B]}
        inputs:
          a: {value: "uniform(0, 1)"}
          b: {value: "uniform(0, 1)"}
          c: {value: "uniform(0, 1)"}
          d: {value: "uniform(0, 1)"}
          along: {value: "uniform(0, 1)", each: quarter}
          both: {value: "uniform(0, 1)", each: [firm, quarter]}
        outputs: [\(outputs)]
        correlations: [\(correlations)]
        \(rest)
        """
    }

    /// Measures the rank correlation of every two of `names`, which are formulas, against the lower half of a matrix.
    private func measure(
        _ correlations: String, rest: String = "", scenario: String = "baseline", _ names: [String],
        against expected: [[Double]],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var quantities: [String] = []
        for row in names.indices {
            for column in 0..<row {
                let product = "12 * (\(names[row]) - 0.5) * (\(names[column]) - 0.5)"
                quantities.append("p\(row)_\(column): {formula: \"\(product)\"}")
            }
        }
        let outputs = quantities.map { String($0.prefix { $0 != ":" }) }.joined(separator: ", ")
        let text = text(
            correlations, outputs: outputs, rest: rest + "\nquantities: {\(quantities.joined(separator: ", "))}")
        let plan = try Models.parse("suanli: 1\nname: test\n" + text).plan(scenario: scenario)
        let layout = try #require(DrawLayout(draws: UInt64(Self.count * DrawLayout.replicates)))
        let range = try #require(layout.root(ofReplicate: 0))
        let summary = try #require(
            ShardEvaluator(plan: plan, sampler: .philox, seed: 20_260_128, layout: layout).evaluate(range))
        #expect(summary.draws == UInt64(Self.count))
        for ((name, found), expected) in zip(zip(quantities, summary.outputs), expected.map { $0.dropLast() }.joined())
        {
            #expect(abs(found.moments.mean - expected) < Self.tolerance, "\(name)", sourceLocation: sourceLocation)
        }
    }

    @Test func namedInputsHaveTheRankCorrelationOfTheirEntry() throws {
        try measure(
            "{inputs: [a, c], rank: 0.4}, {inputs: [b, d], rank: -0.9}", ["a", "b", "c", "d"],
            against: [[1], [0, 1], [0.4, 0, 1], [0, -0.9, 0, 1]])
    }

    @Test func moreNamesShareTheRankInPairs() throws {
        try measure(
            "{inputs: [d, a, b], rank: 0.7}", ["a", "b", "d", "c"],
            against: [[1], [0.7, 1], [0.7, 0.7, 1], [0, 0, 0, 1]])
    }

    @Test func aMatrixNamesEveryPair() throws {
        try measure(
            "{inputs: [c, a, b], matrix: [[1, 0.5, -0.2], [0.5, 1, 0.1], [-20%, 0.1, 1]]}", ["a", "b", "c"],
            against: [[1], [0.1, 1], [0.5, -0.2, 1]])
    }

    @Test func elementsOfOneInputAreCorrelatedAlongAnAxis() throws {
        let correlations = "{inputs: [along, both], along: quarter, rank: 0.6}"
        let along = ["2026Q1", "2026Q2", "2026Q3"].map { "along[quarter: \($0)]" }
        try measure(correlations, along, against: [[1], [0.6, 1], [0.6, 0.6, 1]])
        try measure(
            correlations, both("A", 1) + both("A", 3) + both("B", 1) + both("B", 3) + [along[0]],
            against: [[1], [0.6, 1], [0, 0, 1], [0, 0, 0.6, 1], [0, 0, 0, 0, 1]])
    }

    private func both(_ firm: String, _ quarter: Int) -> [String] { ["both[firm: \(firm), quarter: 2026Q\(quarter)]"] }

    @Test func inputsAlongAxesAreCorrelatedWhereTheirLabelsAgree() throws {
        try measure(
            "{inputs: [along, both], rank: 0.5}",
            ["along[quarter: 2026Q1]", "along[quarter: 2026Q2]"] + both("A", 1) + both("B", 1) + both("A", 2),
            against: [[1], [0, 1], [0.5, 0, 1], [0.5, 0, 0, 1], [0, 0.5, 0, 0, 1]])
    }

    @Test func aScenarioHasItsOwn() throws {
        let rest = """
            scenarios:
              apart: {correlations: [{inputs: [b, a], rank: 0}]}
              other: {extends: apart, correlations: [{inputs: [c, d], rank: 0.3}]}
              fixed: {set: {a: 0.5}}
            """
        let own = "{inputs: [a, b], rank: 0.8}, {inputs: [b, c], rank: 0.2}"
        let names = ["a", "b", "c", "d"]
        try measure(own, rest: rest, names, against: [[1], [0.8, 1], [0, 0.2, 1], [0, 0, 0, 1]])
        try measure(
            own, rest: rest, scenario: "other", names, against: [[1], [0, 1], [0, 0.2, 1], [0, 0, 0.3, 1]])
        let text = text(own, rest: rest)
        let columns = try ModelDraws(text, scenario: "fixed").columns(["a", "b", "c"], count: 65_536)
        #expect(columns[0].allSatisfy { $0 == 0.5 })
        #expect(abs(Figures.correlation(columns[1], columns[2]) - 0.2) < 5.0 / 256)
    }

    /// Ranks do not depend on what is ranked. Of 65,536 pairs the correlation lies within 5 / 256.
    @Test func anyMarginalHasTheSameRanks() throws {
        let draws = try ModelDraws(
            """
            inputs:
              a: {value: 1M to 100M}
              b: {value: "beta(2, 5)"}
              c: {value: "mixture(50%: normal(0, 1), 50%: uniform(5, 6))"}
            outputs: [a, b, c]
            correlations: [{inputs: [a, b, c], matrix: [[1, 0.7, -0.5], [0.7, 1, -0.3], [-0.5, -0.3, 1]]}]
            """)
        let ranks = try draws.columns(["a", "b", "c"], count: 65_536).map(Figures.ranks)
        #expect(abs(Figures.correlation(ranks[0], ranks[1]) - 0.7) < 5.0 / 256)
        #expect(abs(Figures.correlation(ranks[0], ranks[2]) + 0.5) < 5.0 / 256)
        #expect(abs(Figures.correlation(ranks[1], ranks[2]) + 0.3) < 5.0 / 256)
    }

    @Test func perfectCorrelationIsTheSameOrTheOppositePlace() throws {
        let alike = try ModelDraws(text("{inputs: [a, b, d], rank: 1}"))
        let opposite = try ModelDraws(text("{inputs: [c, d], rank: -1}"))
        for number in 0..<UInt64(500) {
            let (same, other) = (alike[number], opposite[number])
            #expect(abs((same["b"] ?? .nan) - (same["a"] ?? .nan)) < 1e-7)
            #expect(abs((same["d"] ?? .nan) - (same["a"] ?? .nan)) < 1e-7)
            #expect(abs((other["d"] ?? .nan) + (other["c"] ?? .nan) - 1) < 1e-7)
        }
        // Nothing is the opposite of three draws that are not alike.
        let model = "suanli: 1\nname: test\n" + text("{inputs: [along, c], rank: -1}")
        #expect(Models.error(model).contains("no draws can have these correlations"))
    }

    // MARK: The nearest matrix

    /// What a message proposes can be put into the file and is accepted.
    @Test(arguments: [
        "[[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]", "[[1, 0.7, -0.8], [0.7, 1, 0.3], [-0.8, 0.3, 1]]",
        "[[1, -0.6, -0.6], [-0.6, 1, -0.6], [-0.6, -0.6, 1]]", "[[1, 1, 0], [1, 1, 0.5], [0, 0.5, 1]]",
        "[[1, 0.99, 0.1], [0.99, 1, 0.9], [0.1, 0.9, 1]]", "[[1, -1, -1], [-1, 1, -1], [-1, -1, 1]]",
        "[[1, 0.31, 0.95], [0.31, 1, -0.13], [0.95, -0.13, 1]]", "[[1, 0.6, 0.777], [0.6, 1, -0.4], [0.777, -0.4, 1]]",
    ])
    func theNearestMatrixThatIsShownIsAccepted(_ matrix: String) throws {
        let model = { (matrix: String) in
            "suanli: 1\nname: test\n" + text("{inputs: [a, b, c], matrix: \(matrix)}")
        }
        let message = Models.error(model(matrix))
        let shown = try #require(message.firstMatch(of: /the nearest that is, of a, b, c: (\[\[.*\]\])/), "\(message)")
        #expect(Models.error(model(String(shown.1))) == "no error", "\(shown.1)")
    }

    // MARK: What moves what

    /// The bits of some draws of every input but those in `except`.
    private func bits(
        _ text: String, scenario: String = "baseline", except: Set<String> = []
    ) throws -> [[String: Double]] {
        let draws = try ModelDraws(text, scenario: scenario)
        return [0, 1, 17, 1_000_003].map { number in
            draws[number].filter { !except.contains(String($0.key.prefix { $0 != "[" })) }
        }
    }

    private let pairs = "{inputs: [b, c], rank: 0.5}, {inputs: [along], along: quarter, rank: 0.3}"

    @Test func aCorrelationMovesItsOwnInputsAlone() throws {
        let before = text(pairs)
        let after = text(pairs + ", {inputs: [a, d], rank: 0.5}")
        #expect(try bits(before, except: ["d"]) == bits(after, except: ["d"]))
        #expect(try bits(before) != bits(after))
        // The first of a group stays where it would be alone.
        #expect(try bits(text(""), except: ["c", "along"]) == bits(before, except: ["c", "along"]))
        #expect(try bits(text("{inputs: [a, b], rank: 0}")) == bits(text("")))
    }

    @Test func aFixedInputMovesNothingElse() throws {
        let rest = """
            scenarios:
              first: {set: {b: 0.25}}
              second: {set: {c: 0.25}}
              other: {set: {b: "normal(3, 1)", along: {2026Q1: 1, 2026Q2: 2, 2026Q3: "normal(0, 1)"}}}
            """
        let text = text(pairs, rest: rest)
        #expect(try bits(text, except: ["b"]) == bits(text, scenario: "first", except: ["b"]))
        #expect(try bits(text, except: ["c"]) == bits(text, scenario: "second", except: ["c"]))
        #expect(try bits(text, except: ["b", "along"]) == bits(text, scenario: "other", except: ["b", "along"]))
        #expect(try bits(text) != bits(text, scenario: "first"))
        // Another distribution has its draw at the same place.
        let (plain, other) = (try ModelDraws(text), try ModelDraws(text, scenario: "other"))
        for number in 0..<UInt64(100) {
            #expect(((plain[number]["b"] ?? .nan) > 0.5) == ((other[number]["b"] ?? .nan) > 3))
            #expect(
                ((plain[number]["along[2026Q3]"] ?? .nan) > 0.5) == ((other[number]["along[2026Q3]"] ?? .nan) > 0))
        }
    }

    @Test func inputsAndLabelsThatAreAddedMoveNothingElse() throws {
        let before = text(pairs)
        let changes = [
            before.replacing("inputs:\n", with: "inputs:\n  new: {value: \"uniform(0, 1)\", each: firm}\n"),
            before.replacing("firm: [A, B]", with: "firm: [Z, B, Y, A]"),
            before.replacing("2026Q1..2026Q3", with: "2026Q1..2027Q4"),
            before.replacing("a: {value: \"uniform(0, 1)\"}", with: "a: {value: \"normal(0, 1)\"}"),
            before.replacing("  a: {value: \"uniform(0, 1)\"}\n", with: "").replacing("[a, b,", with: "[b,"),
            before.replacing("  d: {value: \"uniform(0, 1)\"}\n", with: "")
                .replacing("inputs:\n", with: "inputs:\n  d: {value: \"uniform(0, 1)\"}\n"),
        ]
        let known = try bits(before)
        for change in changes {
            let found = try bits(change)
            #expect(found != known || change.contains("inputs:\n  d:"))
            for (one, other) in zip(known, found) {
                let common = one.keys.filter { other[$0] != nil && $0 != "a" }
                #expect(common.count >= 11)
                #expect(common.allSatisfy { one[$0] == other[$0] })
            }
        }
    }
}
