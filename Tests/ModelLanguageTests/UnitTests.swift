import ModelLanguage
import Testing

@Suite struct UnitTests {
    @Test(arguments: [
        ("chips * 2", "chip"), ("chips / wafers", "chip/wafer"), ("chips * chips", "chip^2"), ("chips / chips", "1"),
        ("1 / chips", "1/chip"), ("chips ^ 2 / wafers ^ 3", "chip^2/wafer^3"), ("chips ^ -1", "1/chip"),
        ("sqrt(chips * chips)", "chip"), ("min(chips, 3 chip)", "chip"), ("max(0, chips)", "chip"),
        ("if z > 0 then chips else 0", "chip"), ("clamp(chips, 0, 5 chip)", "chip"), ("abs(-chips)", "chip"),
        ("days + 1 month", "day"), ("days * 2 TFLOP / 1 second", "TFLOP"), ("exp(z) ^ two", "1"),
        ("floor(chips / 3)", "chip"), ("z * 0", "1"), ("5 kWh / days", "W"),
    ])
    func areInferred(_ formula: String, _ unit: String) throws {
        let quantity = try Models.quantity(formula)
        #expect(quantity.unit == unit)
        #expect(quantity.scale == 1)
    }

    @Test func theUnitNamedFirstIsTheBase() throws {
        let months = try Models.parse(
            Models.text(
                inputs: "a: {value: 12, unit: month}, b: {value: 1, unit: year}",
                quantities: "q: {formula: a + b, unit: year}")
        )
        #expect(months.inputs.map(\.scale) == [1, 12])
        #expect(months.inputs.map { $0.values.entries[0].constant } == [12, 12])
        #expect(months.quantities[0].scale == 12)
        #expect(months.outputs[0].scale == 12)
        let years = try Models.parse(
            Models.text(
                inputs: "a: {value: 1, unit: year}, b: {value: 12, unit: month}",
                quantities: "q: {formula: a + b, unit: year}")
        )
        #expect(years.inputs.map(\.scale) == [1, 1.0 / 12])
        #expect(years.quantities[0].scale == 1)
    }

    @Test(arguments: [
        ("1 week", "day", 7.0), ("1 year", "day", 365.25), ("1 quarter", "month", 3), ("1 year", "month", 12),
        ("90 minute", "hour", 1.5), ("2 EFLOP", "TFLOP", 2e6), ("3 GW", "MW", 3_000), ("1 BUSD", "MUSD", 1_000),
        ("1 kWh", "Wh", 1_000), ("2 chip*day", "day*chip", 2), ("6 chip/hour", "chip/day", 144),
    ])
    func convert(_ value: String, _ unit: String, _ expected: Double) throws {
        let input = try Models.input(value, unit: unit)
        let constant = try #require(input.values.entries[0].constant)
        #expect(abs(constant / input.scale - expected) <= 1e-14 * expected)
    }

    @Test func aNumberWithItsInputsOwnUnitKeepsItsBits() throws {
        let text = Models.text(
            inputs: "a: {value: 1, unit: second}, x: {value: 0.1 month, unit: month}, y: {value: 0.1, unit: month}",
            quantities: "q: {formula: a + x + y}")
        let inputs = try Models.parse(text).inputs
        #expect(inputs[1].values.entries[0].constant == inputs[2].values.entries[0].constant)
    }

    @Test func energyIsPowerTimesTime() throws {
        let text = Models.text(
            inputs: "p: {value: 2, unit: kW}, t: {value: 3, unit: hour}", quantities: "q: {formula: p * t, unit: kWh}")
        #expect(try Models.parse(text).quantities[0].scale == 1)
    }

    @Test(arguments: [
        ("chips + wafers", "different units: chip and wafer"), ("chips + 1", "different units: chip and 1"),
        ("if chips == wafers then 1 else 0", "different units"), ("if chips > 1 then 1 else 0", "different units"),
        ("exp(chips)", "is a plain number, not one in chip"), ("two ^ chips", "an exponent is a plain number"),
        ("chips ^ two", "raised to a whole number"), ("chips ^ 0.5", "raised to a whole number"),
        ("sqrt(chips)", "has no unit"), ("round(days)", "depends on the unit"),
        ("chips ^ 60 * chips ^ 60", "beyond 100"),
        ("(z > 1) * 2", "a condition is not a number"), ("if two then 1 else 2", "a number is not a condition"),
        ("if z then 1 else 2", "a number is not a condition"), ("days / month", "`month` is a unit, not a number"),
    ])
    func clashesAreErrors(_ formula: String, _ part: String) {
        let text = Models.text(
            inputs: """
                chips: {value: 10, unit: chip}, wafers: {value: 4, unit: wafer}, days: {value: 30, unit: day}, two: {value: 2},
                  z: {value: "normal(0, 1)"}
                """, quantities: "q: {formula: \"\(formula)\"}")
        #expect(Models.error(text).contains(part), "\(Models.error(text))")
    }

    @Test func anInputThatIsZeroOrOneIsACondition() throws {
        _ = try Models.quantity("if gate then 1 else 2")
        _ = try Models.quantity("if not gate or z > 1 then chips else 0")
    }
}
