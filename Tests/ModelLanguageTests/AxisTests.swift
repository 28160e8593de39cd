import ModelLanguage
import Sampling
import Statistics
import Testing

@Suite struct AxisTests {
    private let head = """
        axes: {quarter: 2026Q3..2027Q2, firm: [910B, c d, yes], year: [2026, 2027]}
        inputs:
          t: {value: {2026Q3: 1, 2026Q4: 10, 2027Q1: 100, 2027Q2: 1000}}
          f: {value: {910B: 2, c d: 3, yes: 5}}
          y: {value: {2026: 7, 2027: 11}}
          one: {value: 1}

        """

    private func values(_ formula: String) throws -> [Double] {
        try ModelDraws(head + "quantities: {q: {formula: \"\(formula)\"}}\noutputs: [q]").values(of: "q")
    }

    private func names(_ formula: String) throws -> [String] {
        try ModelDraws(head + "quantities: {q: {formula: \"\(formula)\"}}\noutputs: [q]").names(of: "q")
    }

    @Test func labelsAreAsWritten() throws {
        #expect(try names("t") == ["q[2026Q3]", "q[2026Q4]", "q[2027Q1]", "q[2027Q2]"])
        #expect(try names("f") == ["q[910B]", "q[c d]", "q[yes]"])
        #expect(try names("y") == ["q[2026]", "q[2027]"])
        let months = try ModelDraws(
            "axes: {month: 2026-11..2027-02, age: 0998..1001}\ninputs: {x: {value: 1, each: [age, month]}}\noutputs: [x]"
        )
        #expect(months.names(of: "x").count == 16)
        #expect(
            months.names(of: "x").prefix(5) == [
                "x[0998,2026-11]", "x[0998,2026-12]", "x[0998,2027-01]", "x[0998,2027-02]", "x[0999,2026-11]",
            ])
    }

    @Test func valuesMeetByTheNameOfTheirAxes() throws {
        #expect(try values("f * f") == [4, 9, 25])
        #expect(try values("f + y") == [9, 13, 10, 14, 12, 16])
        #expect(try values("y + f") == [9, 10, 12, 13, 14, 16])
        #expect(try values("(f + y) - (y + f)") == [0, 0, 0, 0, 0, 0])
        #expect(try values("one + y") == [8, 12])
    }

    @Test func axesStandInTheOrderOfTheirFirstMention() throws {
        #expect(
            try names("f + y") == [
                "q[910B,2026]", "q[910B,2027]", "q[c d,2026]", "q[c d,2027]", "q[yes,2026]", "q[yes,2027]",
            ])
        #expect(try names("y + f").prefix(3) == ["q[2026,910B]", "q[2026,c d]", "q[2026,yes]"])
        #expect(
            try names("sum(t * f * y, over: firm)").prefix(2) == [
                "q[2026Q3,2026]", "q[2026Q3,2027]",
            ])
    }

    @Test func anAxisIsSummedUpAveragedAndSearched() throws {
        #expect(try values("sum(f, over: firm)") == [10])
        #expect(try values("mean(f, over: firm)") == [10 / 3])
        #expect(try values("min(6 - f, over: firm)") == [1])
        #expect(try values("max(f, over: firm)") == [5])
        #expect(try values("product(f, over: firm)") == [30])
        #expect(try values("sum(f * y, over: firm)") == [70, 110])
        #expect(try values("sum(f * y, over: year)") == [36, 54, 90])
        #expect(try values("sum(sum(f * y, over: year), over: firm)") == [180])
        #expect(try values("f / sum(f, over: firm)") == [0.2, 0.3, 0.5])
    }

    @Test func productsOverAnAxisMultiplyUnits() throws {
        let model = try Models.parse(
            """
            suanli: 1
            name: test
            units: [chip]
            axes: {firm: [A, B, C]}
            inputs: {x: {value: {A: 2, B: 3, C: 4}, unit: chip}}
            quantities: {q: {formula: "product(x, over: firm)"}, s: {formula: "mean(x, over: firm)"}}
            outputs: [q, s]
            """)
        #expect(model.quantities.map(\.unit) == ["chip^3", "chip"])
    }

    @Test func labelsArePicked() throws {
        #expect(try values("f[firm: c d]") == [3])
        #expect(try values("t[quarter:2027Q1]") == [100])
        #expect(try values("(f * y)[year: 2027]") == [22, 33, 55])
        #expect(try values("(f * y)[year: 2027, firm: yes]") == [55])
        #expect(try values("(f * y)[firm: yes][year: 2026]") == [35])
        #expect(try values("f - f[firm: 910B]") == [0, 1, 3])
    }

    @Test func timeIsCountedAndHasEnds() throws {
        #expect(try values("step(quarter)") == [0, 1, 2, 3])
        #expect(try values("step(firm)") == [0, 1, 2])
        #expect(try values("length(quarter) - length(firm)") == [1])
        #expect(try values("first(t) + 2 * last(t)") == [2001])
        #expect(try values("cumulative(t)") == [1, 11, 111, 1111])
        #expect(try values("cumulative(t * f, over: quarter)[firm: yes]") == [5, 55, 555, 5555])
        #expect(try values("previous(t, -1)") == [-1, 1, 10, 100])
        #expect(try values("t - previous(t, 0)") == [1, 9, 90, 900])
        #expect(try values("last(previous(t * f, f))") == [200, 300, 500])
    }

    @Test func anAxisMayShareItsNameWithAUnit() throws {
        let draws = try ModelDraws(
            """
            axes: {year: 2026..2028}
            inputs: {x: {value: 6 month, unit: year}}
            quantities: {q: {formula: "x * (1 + step(year)) + 1 year", unit: year}}
            outputs: [q]
            """)
        #expect(draws.values(of: "q") == [1.5, 2, 2.5])
    }

    // MARK: Results

    private func summary(_ sections: String, draws: UInt64) throws -> Summary {
        let plan = try Models.parse("suanli: 1\nname: test\n" + sections + "\n").plan()
        let layout = try #require(DrawLayout(draws: draws))
        let evaluator = ShardEvaluator(plan: plan, sampler: .philox, seed: 20_260_128, layout: layout)
        return try #require(evaluator.evaluate(ShardRange(replicate: 0, level: 0, index: 0)))
    }

    private let gates = """
        axes: {firm: [A, B, C], year: [2026, 2027]}
        inputs: {g: {value: bernoulli(0.3), each: [firm, year]}, x: {value: "normal(0, 1)", each: firm}}
        outputs: [x]

        """

    @Test func aProbabilityAlongAxesIsOneForEachElement() throws {
        let text = gates + "probabilities: {high: x > 0.5 and step(year) > 0, any: \"max(g, over: firm) > 0\"}"
        let draws = try ModelDraws(text)
        let summary = try summary(text, draws: 16 * 1_000)
        let names = ["high[A,2026]", "high[A,2027]", "high[B,2026]", "high[B,2027]", "high[C,2026]", "high[C,2027]"]
        var hits = Array(repeating: UInt64(0), count: 8)
        for number in 0..<UInt64(1_000) {
            let draw = draws[number * 16]
            for (index, name) in (names + ["any[2026]", "any[2027]"]).enumerated() {
                hits[index] += draw[name] == 1 ? 1 : 0
            }
            #expect(draw["high[B,2027]"] == (draw["x[B]"] ?? .nan > 0.5 ? 1 : 0))
        }
        #expect(summary.probabilities.map(\.hits) == hits)
        #expect(hits[0] == 0 && hits[1] > 0 && hits[1] != hits[3] && hits[6] > 0)
    }

    @Test func anIdentityAlongAxesCountsADrawOnce() throws {
        let text = gates + "identities: [g == 0, \"g * x == x * g\", \"sum(g, over: firm) == 0\"]"
        let draws = try ModelDraws(text)
        let elements = draws.names(of: "g")
        var broken: UInt64 = 0
        for number in 0..<UInt64(1_000) {
            let draw = draws[number * 16]
            let isBroken = elements.contains { draw[$0] == 1 }
            broken += isBroken ? 1 : 0
            #expect(draw["g == 0"] == (isBroken ? 0 : 1))
        }
        #expect(elements.count == 6)
        #expect(broken > 500)
        #expect(try summary(text, draws: 16 * 1_000).violations == [broken, 0, broken])
    }
}
