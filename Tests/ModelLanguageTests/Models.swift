import ModelLanguage

/// Small models as text.
enum Models {
    /// A model with the given sections; `q` is its output unless `results` says otherwise.
    static func text(
        units: String = "chip, wafer", inputs: String = "", quantities: String = "", results: String = "outputs: [q]",
        rest: String = ""
    ) -> String {
        """
        suanli: 1
        name: test
        units: [\(units)]
        inputs: {\(inputs)}
        quantities: {\(quantities)}
        \(results)
        \(rest)
        """
    }

    /// The model `text`.
    static func parse(_ text: String) throws(ModelFailure) -> CheckedModel {
        try CheckedModel(parsing: Array(text.utf8), file: "test.yaml")
    }

    /// The input `x` of a model whose `value:` is `value`.
    static func input(_ value: String, unit: String = "1", rest: String = "") throws(ModelFailure) -> CheckedInput {
        let input = "x: {value: \"\(value)\", unit: \(unit)}"
        return try parse(text(inputs: input, quantities: "q: {formula: x * 1}", rest: rest)).inputs[0]
    }

    /// The quantity `q` that `formula` gives, about some inputs.
    static func quantity(_ formula: String, unit: String? = nil) throws(ModelFailure) -> CheckedQuantity {
        let inputs = """
            chips: {value: 10, unit: chip}, wafers: {value: 4, unit: wafer}, days: {value: 30, unit: day}, two: {value: 2},
              z: {value: "normal(0, 1)"}, gate: {value: bernoulli(0.5)}
            """
        let declared = unit.map { ", unit: \($0)" } ?? ""
        let text = text(inputs: inputs, quantities: "q: {formula: \"\(formula)\"\(declared)}")
        return try parse(text).quantities[0]
    }

    /// The first error of `text`, as `line:column: message`.
    static func error(_ text: String) -> String {
        do {
            _ = try parse(text)
            return "no error"
        } catch {
            let first = error.diagnostics.first { $0.severity == .error }
            let place = first?.place.map { "\($0.line):\($0.column): " } ?? ""
            return place + (first?.message ?? "no message")
        }
    }
}

extension InputValue {
    /// The number that it always is.
    var constant: Double? {
        if case .constant(let value) = self { value } else { nil }
    }
}
