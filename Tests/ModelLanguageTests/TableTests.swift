import ModelLanguage
import Testing

/// Inputs along axes: tables by label, one draw for all labels or one for each, shares of a whole.
@Suite struct TableTests {
    private func draws(_ input: String, axes: String = "firm: [A, B, C], year: [2026, 2027]") throws -> ModelDraws {
        try ModelDraws("axes: {\(axes)}\ninputs: {x: {\(input)}}\noutputs: [x]")
    }

    // MARK: Where values stand

    @Test func aTableIsReadByItsLabels() throws {
        let table = try draws("value: {C: 3, A: 1, B: 2}")
        #expect(table.names(of: "x") == ["x[A]", "x[B]", "x[C]"])
        #expect(table.values(of: "x") == [1, 2, 3])
        #expect(try draws("value: {2027: 20%, 2026: 2k}").values(of: "x") == [2_000, 0.2])
    }

    @Test func tablesStandInEachOther() throws {
        let byFirm = try draws("value: {B: {2026: 3, 2027: 4}, A: {2027: 2, 2026: 1}, C: {2026: 5, 2027: 6}}")
        #expect(byFirm.names(of: "x").prefix(3) == ["x[A,2026]", "x[A,2027]", "x[B,2026]"])
        #expect(byFirm.values(of: "x") == [1, 2, 3, 4, 5, 6])
        let byYear = try draws("value: {2027: {B: 4, A: 2, C: 6}, 2026: {A: 1, C: 5, B: 3}}")
        #expect(byYear.names(of: "x").prefix(3) == ["x[2026,A]", "x[2026,B]", "x[2026,C]"])
        #expect(byYear.values(of: "x") == [1, 3, 5, 2, 4, 6])
    }

    @Test func theAxesOfEachComeBeforeThoseOfATable() throws {
        let mixed = try draws("value: {A: 1, B: 2, C: 3}, each: year")
        #expect(mixed.names(of: "x").prefix(3) == ["x[2026,A]", "x[2026,B]", "x[2026,C]"])
        #expect(mixed.values(of: "x") == [1, 2, 3, 1, 2, 3])
        let both = try draws("value: {2026: 1, 2027: 2}, each: [firm, year]")
        #expect(both.names(of: "x").prefix(2) == ["x[A,2026]", "x[A,2027]"])
        #expect(both.values(of: "x") == [1, 2, 1, 2, 1, 2])
    }

    @Test func labelsOfTwoAxesAreToldApartByEach() throws {
        let axes = "maker: [B, A], firm: [A, B]"
        let table = try draws("value: {A: 1, B: 2}, each: maker", axes: axes)
        #expect(table.names(of: "x") == ["x[B]", "x[A]"])
        #expect(table.values(of: "x") == [2, 1])
    }

    // MARK: How often it is drawn

    @Test func withoutEachOneDrawIsShared() throws {
        let single = try draws("value: \"normal(0, 1)\"")
        #expect(single.names(of: "x") == ["x"])
        // The same uniform for every label: values are the same place in their own distributions.
        let table = try draws("value: {A: \"normal(0, 1)\", B: \"normal(10, 2)\", C: \"uniform(0, 1)\"}")
        for number in 0..<UInt64(200) {
            let draw = table[number]
            let (a, b, c) = (draw["x[A]"] ?? .nan, draw["x[B]"] ?? .nan, draw["x[C]"] ?? .nan)
            #expect(abs((b - 10) / 2 - a) < 1e-14 * max(1, abs(a)) * 16)
            #expect((a > 0) == (c > 0.5))
        }
        #expect(Set(try table.column("x[A]", count: 200)).count == 200)
    }

    @Test func withEachEveryLabelIsDrawn() throws {
        let table = try draws("value: {A: \"normal(0, 1)\", B: \"normal(10, 2)\", C: \"normal(0, 1)\"}, each: firm")
        let columns = try table.columns(["x[A]", "x[B]", "x[C]"], count: 4_096)
        #expect(zip(columns[0], columns[1]).allSatisfy { abs(($1 - 10) / 2 - $0) > 1e-9 })
        #expect(zip(columns[0], columns[2]).allSatisfy { $0 != $1 })
        // Independent draws correlate by no more than 5 standard errors, but for one run in 600,000 for each pair.
        for (first, second) in [(0, 1), (0, 2), (1, 2)] {
            #expect(abs(Figures.correlation(columns[first], columns[second])) < 5 / 64)
        }
    }

    @Test func anAxisIsSharedAndAnotherIsNot() throws {
        let mixed = try draws("value: {A: \"normal(0, 1)\", B: \"normal(5, 1)\", C: 7}, each: year")
        for number in 0..<UInt64(200) {
            let draw = mixed[number]
            let (early, late) = (draw["x[2026,A]"] ?? .nan, draw["x[2027,A]"] ?? .nan)
            #expect(early != late)
            #expect(abs((draw["x[2026,B]"] ?? .nan) - 5 - early) < 1e-14)
            #expect(abs((draw["x[2027,B]"] ?? .nan) - 5 - late) < 1e-14)
            #expect(draw["x[2026,C]"] == 7 && draw["x[2027,C]"] == 7)
        }
    }

    /// The variance of a sum of n draws tells whether they are one: n^2 against n times that of a single one. Of 16,384 draws it
    /// lies within 6 standard errors, but for one run in 10^8.
    @Test func sumsSpreadAsFarAsTheirDrawsAreShared() throws {
        for (each, expected) in [("", 9.0), (", each: firm", 3.0)] {
            let text = """
                axes: {firm: [A, B, C]}
                inputs: {x: {value: {A: "normal(0, 1)", B: "normal(1, 1)", C: "normal(2, 1)"}\(each)}}
                quantities: {q: {formula: "sum(x, over: firm)"}}
                outputs: [q]
                """
            let variance = Figures.variance(try ModelDraws(text).column("q", count: 16_384))
            #expect(abs(variance / expected - 1) < 6 * (2.0 / 16_384).squareRoot())
        }
    }

    @Test func aLabelIsDrawnByItsName() throws {
        let few = try draws("value: \"normal(0, 1)\", each: firm")
        let more = try draws("value: \"normal(0, 1)\", each: firm", axes: "place: [p], firm: [D, C, B, E, A]")
        #expect(few[7]["x[A]"] == more[7]["x[A]"])
        #expect(few[7]["x[C]"] == more[7]["x[C]"])
        #expect(few[7]["x[A]"] != more[7]["x[D]"])
    }

    // MARK: Shares

    private let dirichlet = "value: \"dirichlet(8, 7, 5)\", each: [firm, year]"

    @Test func sharesMakeAWhole() throws {
        let shares = try draws(dirichlet)
        for number in 0..<UInt64(500) {
            let draw = shares[number]
            for year in ["2026", "2027"] {
                let sum = ["A", "B", "C"].reduce(0) { $0 + (draw["x[\($1),\(year)]"] ?? .nan) }
                #expect(abs(sum - 1) <= 2 * 1.0.ulp)
            }
            #expect(draw["x[A,2026]"] != draw["x[A,2027]"])
        }
    }

    /// A share of a Dirichlet of concentrations a with sum s is a beta of mean m = a / s and variance m (1 - m) / (s + 1), and two
    /// shares correlate. Of 65,536 draws the means lie within 5 standard errors but for one run in 600,000 each; the variances
    /// and the correlation, whose standard errors are below 2 / 256, as well.
    @Test func sharesSpreadAsADirichletDoes() throws {
        let count = 65_536
        let columns = try draws(dirichlet).columns(["x[A,2026]", "x[B,2026]", "x[C,2026]", "x[A,2027]"], count: count)
        for (column, mean) in zip(columns, [0.4, 0.35, 0.25, 0.4]) {
            let variance = mean * (1 - mean) / 21
            #expect(abs(Figures.mean(column) - mean) < 5 * (variance / Double(count)).squareRoot())
            #expect(abs(Figures.variance(column) / variance - 1) < 5 * 2 / 256)
        }
        let correlation = -(0.4 * 0.35 / (0.6 * 0.65)).squareRoot()
        #expect(abs(Figures.correlation(columns[0], columns[1]) - correlation) < 5.0 / 256)
        #expect(abs(Figures.correlation(columns[0], columns[3])) < 5.0 / 256)
    }

    @Test func aScenarioMaySetSharesAndTables() throws {
        let text = """
            axes: {firm: [A, B, C], year: [2026, 2027]}
            inputs:
              x: {value: "dirichlet(8, 7, 5)", each: firm}
              y: {value: {A: 1, B: 2, C: 3}}
              z: {value: 1 to 2, each: year}
            outputs: [x, y, z]
            scenarios:
              set: {set: {x: {A: 0.5, B: 0.3, C: 0.2}, y: 9, z: {2027: 4, 2026: "normal(0, 1)"}}}
            """
        let (baseline, set) = (try ModelDraws(text), try ModelDraws(text, scenario: "set"))
        #expect(set.values(of: "x") == [0.5, 0.3, 0.2])
        #expect(set.values(of: "y") == [9, 9, 9])
        #expect(set[3]["z[2027]"] == 4)
        #expect(baseline.values(of: "y") == [1, 2, 3])
        // The same place in another distribution.
        for number in 0..<UInt64(100) {
            #expect(((baseline[number]["z[2026]"] ?? .nan) > 2.squareRoot()) == ((set[number]["z[2026]"] ?? .nan) > 0))
        }
    }
}
