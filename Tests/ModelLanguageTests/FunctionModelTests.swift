import ModelLanguage
import Testing

/// Functions of the model.
@Suite struct FunctionModelTests {
    private func draws(_ functions: String, _ quantities: String, outputs: String = "[q]") throws -> ModelDraws {
        try ModelDraws(
            """
            units: [chip, wafer]
            axes: {quarter: 2026Q1..2026Q4, firm: [A, B]}
            inputs:
              x: {value: 3}
              t: {value: {2026Q1: 1, 2026Q2: 2, 2026Q3: 3, 2026Q4: 4}}
              f: {value: {A: 10, B: 20}}
              c: {value: 6, unit: chip}
              w: {value: 2, unit: wafer}
              g: {value: "discrete(50%: 0, 50%: 1)"}
            functions:
            \(functions)
            quantities:
            \(quantities)
            outputs: \(outputs)
            """)
    }

    @Test func aCallIsTheFormulaWithItsArguments() throws {
        let ramp = try draws(
            "  ramp: {parameters: [a, rate], formula: \"a * (1 + rate) ^ step(quarter)\"}",
            "  q: {formula: \"ramp(x, 1)\"}")
        #expect(ramp.values(of: "q") == [3, 6, 12, 24])
        let spread = try draws(
            "  share: {parameters: [part], formula: \"part / sum(part, over: firm)\"}", "  q: {formula: share(f) * t}")
        #expect(spread.names(of: "q").prefix(2) == ["q[A,2026Q1]", "q[A,2026Q2]"])
        #expect(spread["q[B,2026Q4]"] == 4 * (20.0 / 30))
    }

    @Test func argumentsAreWholesNotTexts() throws {
        let draws = try draws(
            "  twice: {parameters: [a], formula: 2 * a}\n  square: {parameters: [a], formula: a ^ 2}",
            "  q: {formula: twice(x + 1)}\n  r: {formula: square(-x)}\n  s: {formula: -square(x) - twice(x - 1)}",
            outputs: "[q, r, s]")
        #expect(draws["q"] == 8 && draws["r"] == 9 && draws["s"] == -13)
    }

    @Test func functionsCallFunctionsInAnyOrder() throws {
        let draws = try draws(
            """
              outer: {parameters: [a], formula: "inner(inner(a, 1), x) + a"}
              inner: {parameters: [a, b], formula: 10 * a + b}
            """, "  q: {formula: \"outer(inner(1, 2))\"}")
        // inner(1, 2) = 12; inner(12, 1) = 121; inner(121, 3) = 1213; + 12.
        #expect(draws["q"] == 1_225)
    }

    @Test func unitsAreThoseOfTheArguments() throws {
        let text = { (formula: String) in
            """
            suanli: 1
            name: test
            units: [chip, wafer]
            inputs: {c: {value: 6, unit: chip}, w: {value: 2, unit: wafer}, d: {value: 5, unit: chip}}
            functions:
              larger: {parameters: [a, b], formula: "max(a, b, 0)"}
              power: {parameters: [a, n], formula: a ^ n}
              ratio: {parameters: [a, b], formula: a / b}
            quantities: {q: {formula: "\(formula)"}}
            outputs: [q]
            """
        }
        let unit = { (formula: String) in try Models.parse(text(formula)).quantities[0].unit }
        #expect(try unit("larger(c, d)") == "chip")
        #expect(try unit("larger(w, 2 * w)") == "wafer")
        #expect(try unit("power(c, 3)") == "chip^3")
        #expect(try unit("ratio(larger(c, d), w)") == "chip/wafer")
        #expect(Models.error(text("larger(c, w)")).contains("different units: chip and wafer (in a call of `larger`)"))
    }

    @Test func parametersHideNames() throws {
        let draws = try draws(
            """
              other: {parameters: [x], formula: x * 100 + w_of(x)}
              w_of: {parameters: [t], formula: t + x}
            """, "  q: {formula: other(7)}\n  p: {formula: x + w_of(1)}", outputs: "[q, p]")
        // In `w_of` the name `x` is the input, whatever the caller calls its parameter.
        #expect(draws["q"] == 710.0)
        #expect(draws["p"] == 7.0)
    }

    @Test func aParameterMayBeACondition() throws {
        let draws = try draws(
            """
              number: {parameters: [condition], formula: if condition then 1 else 0}
              either: {parameters: [a, b], formula: a or b}
            """,
            "  q: {formula: number(g) + 10 * number(x > 5)}\n  r: {formula: \"if either(g, x < 5) then 1 else 2\"}",
            outputs: "[q, r]\nprobabilities: {p: \"either(g, x > 5)\", all: g}")
        for number in 0..<UInt64(20) {
            let draw = draws[number]
            #expect(draw["q"] == draw["g"] && draw["p"] == draw["g"] && draw["r"] == 1)
        }
    }

    @Test func aParameterMayGoUnused() throws {
        let draws = try draws(
            "  latter: {parameters: [a, b], formula: b}\n  seven: {parameters: [], formula: 3 + 4}",
            "  q: {formula: \"latter(later, latter(x, t)) * seven()\"}\n  later: {formula: x * 1}",
            outputs: "[q]\nidentities: [\"latter(t, x) == x\", \"x == latter(f, x) + 1\"]")
        #expect(draws.values(of: "q") == [7, 14, 21, 28])
        #expect(draws["latter(t, x) == x"] == 1)
        #expect(draws["x == latter(f, x) + 1"] == 0)
    }

    @Test func aFunctionMayGoOneStepBack() throws {
        let draws = try draws(
            "  carried: {parameters: [a, rest], formula: \"rest * previous(a, 8, over: quarter)\"}",
            "  q: {formula: \"t + carried(q, 0.5)\"}")
        #expect(draws.values(of: "q") == [5, 4.5, 5.25, 6.625])
    }
}

extension ModelDraws {
    /// A number of the first draw.
    subscript(_ name: String) -> Double? { self[0][name] }
}
