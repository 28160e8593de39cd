import ModelLanguage
import Testing

/// Quantities that mention themselves one step before.
@Suite struct RecursionTests {
    private let head = """
        units: [chip]
        axes: {quarter: 2026Q1..2026Q4, year: 2030..2032, firm: [A, B]}
        inputs:
          t: {value: {2026Q1: 1, 2026Q2: 2, 2026Q3: 3, 2026Q4: 4}}
          f: {value: {A: 10, B: 20}}
          c: {value: {2026Q1: 5, 2026Q2: 6, 2026Q3: 7, 2026Q4: 8}, unit: chip}

        """

    private func draws(_ quantities: String...) throws -> ModelDraws {
        try ModelDraws(head + "quantities:\n" + quantities.map { "  \($0)\n" }.joined() + "outputs: [q]")
    }

    @Test func aStockIsWhatItWasAndWhatCame() throws {
        #expect(try draws("q: {formula: \"previous(q, 100) + t\"}").values(of: "q") == [101, 103, 106, 110])
        #expect(try draws("q: {formula: \"t + previous(q, 8) / 2\"}").values(of: "q") == [5, 4.5, 5.25, 6.625])
        let stock = try draws("q: {formula: \"previous(q, 0) * 0.5 + c\"}")
        #expect(stock.values(of: "q") == [5, 8.5, 11.25, 13.625])
    }

    @Test func axesAndUnitsAreFoundThroughEachOther() throws {
        // The axis of `q` and its unit come from `p` alone.
        let text = head + "quantities: {q: {formula: \"previous(p, 0)\"}, p: {formula: \"q + c * f\"}}\noutputs: [q]"
        let draws = try ModelDraws(text)
        #expect(draws.names(of: "q").prefix(2) == ["q[2026Q1,A]", "q[2026Q1,B]"])
        #expect(draws.values(of: "q") == [0, 0, 50, 100, 110, 220, 180, 360])
        let model = try Models.parse("suanli: 1\nname: test\n" + text)
        #expect(model.quantities.map(\.unit) == ["chip", "chip"])
    }

    @Test func quantitiesStepTogether() throws {
        let pair = try draws("q: {formula: \"t + previous(p, 1)\"}", "p: {formula: \"previous(q, 2) - 2 * q\"}")
        // q: 1 + 1, p: 2 - 4; q: 2 - 2, p: 2 - 0; q: 3 + 2, p: 0 - 10; q: 4 - 10, p: 5 + 12.
        #expect(pair.values(of: "q") == [2, 0, 5, -6])
        #expect(pair.values(of: "p") == [-2, 2, -10, 17])
        let ring = try draws(
            "a: {formula: \"previous(b, 1) + t\"}", "b: {formula: \"previous(q, 2)\"}",
            "q: {formula: \"previous(a, 3)\"}")
        #expect(ring.values(of: "a") == [2, 4, 6, 6])
        #expect(ring.values(of: "q") == [3, 2, 4, 6])
    }

    @Test func twoStepsBack() throws {
        let fibonacci = try draws("q: {formula: \"previous(q, 1) + previous(previous(q, 0), 0) + 0 * t\"}")
        #expect(fibonacci.values(of: "q") == [1, 1, 2, 3])
        let late = try draws("q: {formula: \"previous(previous(q, -1) * 10, -2) + t\"}")
        // The inner one is -1 at the first step, which the outer one sees at the second.
        #expect(late.values(of: "q") == [-1, -8, -7, -76])
    }

    @Test func whatIsPreviousMayBeAnExpression() throws {
        let growth = try draws("q: {formula: \"previous(q * (1 + t), 1)\"}")
        #expect(growth.values(of: "q") == [1, 2, 6, 24])
        let shared = try draws("q: {formula: \"f * t + previous(mean(q, over: firm), 0)\"}")
        #expect(shared.values(of: "q") == [10, 35, 75, 130, 20, 55, 105, 170])
        let picked = try draws("q: {formula: \"f * t + previous(q[firm: B], t[quarter: 2026Q4])\"}")
        #expect(picked.values(of: "q") == [14, 44, 94, 164, 24, 64, 124, 204])
        let initial = try draws("q: {formula: \"previous(q, f) + t\"}")
        #expect(initial.names(of: "q").prefix(2) == ["q[A,2026Q1]", "q[A,2026Q2]"])
        #expect(initial.values(of: "q") == [11, 13, 16, 20, 21, 23, 26, 30])
    }

    @Test func oneOfTwoOrderedAxesIsNamed() throws {
        let along = { (axis: String, initial: String) in
            "q: {formula: \"t * (1 + step(year)) + previous(q, \(initial), over: \(axis))\"}"
        }
        #expect(try draws(along("quarter", "0")).values(of: "q") == [1, 2, 3, 3, 6, 9, 6, 12, 18, 10, 20, 30])
        #expect(try draws(along("year", "0")).values(of: "q") == [1, 3, 6, 2, 6, 12, 3, 9, 18, 4, 12, 24])
        #expect(try draws(along("year", "t")).values(of: "q") == [2, 4, 7, 4, 8, 14, 6, 12, 21, 8, 16, 28])
        let inner = try draws(
            "q: {formula: \"t + step(year) + previous(q, 0, over: year) + previous(previous(t, 0) * step(year), 5, over: year)\"}"
        )
        #expect(inner.values(of: "q") == [6, 8, 11, 7, 10, 15, 8, 12, 19, 9, 14, 23])
    }

    /// The axes of `q` are found one by one, in another order than its formula has them.
    @Test func elementsStayUnderTheirLabels() throws {
        let draws = try ModelDraws(
            """
            axes: {quarter: 2026Q1..2026Q2, place: [p1, p2], route: [r1, r2], firm: [A, B]}
            inputs:
              t: {value: {2026Q1: 1, 2026Q2: 2}}
              r: {value: {r1: 10, r2: 20}}
              b: {value: {A: {p1: 100, p2: 200}, B: {p1: 1000, p2: 2000}}}
            quantities:
              q: {formula: "sum(a + b, over: firm)"}
              a: {formula: "previous(c, 0)"}
              c: {formula: "t + r + q * 0.5"}
              at: {formula: "q[place: p1, quarter: 2026Q1, route: r2]"}
            outputs: [q, at]
            """)
        let draw = draws[0]
        #expect(draw["at"] == 1_100)
        // c at (2026Q1, r2, p1) is 1 + 20 + 550.
        let late = draw.filter { $0.key.hasPrefix("q[") && ["p1", "r2", "2026Q2"].allSatisfy($0.key.contains) }
        #expect(Array(late.values) == [1_100 + 2 * 571])
    }

    @Test func choicesStepToo() throws {
        let capped = try draws("q: {formula: \"if previous(q, 0) + t > 4 then 0 else previous(q, 0) + t\"}")
        #expect(capped.values(of: "q") == [1, 3, 0, 4])
        let running = try draws("q: {formula: \"max(previous(q, 0), if t == 2 then 7 else t)\"}")
        #expect(running.values(of: "q") == [1, 7, 7, 7])
    }

    @Test func unitsOfTimeAreKept() throws {
        let draws = try ModelDraws(
            """
            axes: {quarter: 2026Q1..2026Q4}
            inputs: {x: {value: 6, unit: month}}
            quantities: {q: {formula: "previous(q, 1 year) + x + 0 month * step(quarter)", unit: year}}
            outputs: [q]
            """)
        #expect(draws.values(of: "q") == [1.5, 2, 2.5, 3])
    }

    /// A gate that was open stays so with probability 0.8, one that was closed opens with 0.3. From an open one, it is open
    /// after t steps with probability 0.6 + 0.4 * 0.5^t. Each frequency of 65,536 draws lies within 5 standard errors of that,
    /// but for one run in 400,000.
    @Test func aChainOfTwoStatesIsOpenAsOftenAsItsClosedForm() throws {
        let draws = try ModelDraws(
            """
            axes: {quarter: 2026Q1..2027Q4}
            inputs: {u: {value: "uniform(0, 1)", each: quarter}}
            quantities: {open: {formula: "if u < (if previous(open, 1) == 1 then 0.8 else 0.3) then 1 else 0"}}
            outputs: [open]
            """)
        let count = 65_536
        let columns = try draws.columns(draws.names(of: "open"), count: count)
        #expect(columns.count == 8)
        var chance = 1.0
        for (step, column) in columns.enumerated() {
            chance = 0.3 + 0.5 * chance
            let error = (chance * (1 - chance) / Double(count)).squareRoot()
            #expect(abs(Figures.mean(column) - chance) < 5 * error, "step \(step)")
        }
        #expect(abs(chance - (0.6 + 0.4 / 256)) < 1e-15)
    }

    /// The same gate, drawn once for all quarters, is a different model: it is open for ever or opens never.
    @Test func aChainOfOneDrawDoesNotMove() throws {
        let draws = try ModelDraws(
            """
            axes: {quarter: 2026Q1..2027Q4}
            inputs: {u: {value: "uniform(0, 1)"}}
            quantities: {open: {formula: "if u < (if previous(open, 1) == 1 then 0.8 else 0.3) then 1 else 0 * step(quarter)"}}
            outputs: [open]
            """)
        let columns = try draws.columns(draws.names(of: "open"), count: 1_000)
        #expect(columns.allSatisfy { $0 == columns[0] })
    }
}
