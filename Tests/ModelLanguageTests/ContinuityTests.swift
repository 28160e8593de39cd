import ModelLanguage
import Statistics
import Testing

/// Which outputs a plan knows to be continuous in its draws, on which the error of their means depends.
@Suite struct ContinuityTests {
    private func isContinuous(_ formula: String, observe: String = "") throws -> [Bool] {
        let text = """
            suanli: 1
            name: test
            inputs:
              x: {value: "normal(2, 1)"}
              y: {value: 1 to 3}
              b: {value: "beta(8, 3)"}
              g: {value: bernoulli(0.3)}
              together: {value: "mixture(50%: uniform(0, 1), 50%: uniform(1, 3))"}
              heavy: {value: "student_t(df: 1)"}
              apart: {value: "mixture(50%: uniform(0, 1), 50%: uniform(2, 3))"}
              aside: {value: "mixture(30%: uniform(0, 1), 70%: uniform(1.01, 3))"}
            quantities:
              q: {formula: "\(formula)"}
            outputs: [q]
            \(observe)
            """
        return try Models.parse(text).plan().shape.continuous
    }

    @Test(arguments: [
        "min(x, y) * b / y + exp(-abs(x)) ^ 2", "clamp(x, 0, 1)", "together + b", "max(x, y, b) - 1", "heavy + x", "3",
    ])
    func sumsProductsAndLimitsAreContinuous(formula: String) throws {
        #expect(try isContinuous(formula) == [true])
    }

    @Test(arguments: [
        "if x > y then 1 else b", "g * x", "floor(x) + y", "round(b)", "apart * y", "aside - x",
        "min(x, if x > 1 then 2 else 3)",
    ])
    func choicesCountsAndGapsAreNot(formula: String) throws {
        #expect(try isContinuous(formula) == [false])
    }

    @Test func weightsThatJumpMakeWhatTheyWeighJump() throws {
        #expect(
            try isContinuous("x * y", observe: "observe: [{quantity: q, value: \"normal(5, 1)\"}]") == [true, true])
        #expect(try isContinuous("x * y", observe: "observe: [{quantity: q, between: [4, 6]}]") == [true, false])
    }
}
