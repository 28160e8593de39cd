import BinaryCoding
import Scheduling
import Statistics

/// A result as CSV: `kind,name,unit,figure,value,se`, a figure a row.
///
/// An empty `value` or `se` is one that does not exist or cannot honestly be given. The kinds are `run` (so that a partial
/// result is known by its `merged`), `output`, `probability` and `identity`.
enum ResultCSV {
    static func text(of result: RunResult) -> String {
        var csv = CSVWriter(header: ["kind", "name", "unit", "figure", "value", "se"])
        let run: KeyValuePairs<String, JSONValue> = [
            "model": .string(result.model.name), "scenario": .string(result.scenario),
            "sampler": .string(result.sampler),
            "state": .string(result.state.rawValue), "digest": .string(result.digest.description),
            "seed": .integer(result.seed), "draws": .integer(result.draws), "merged": .number(result.merged),
            "seconds": .number(result.seconds),
        ]
        for (figure, value) in run {
            csv.append([.string("run"), .string(result.run.text), .null, .string(figure), value, .null])
        }
        for output in result.outputs { append(output, to: &csv) }
        for probability in result.probabilities { append(probability, to: &csv) }
        for identity in result.identities {
            csv.append([
                .string("identity"), .string(identity.text), .null, .string("violations"),
                .integer(identity.violations), .null,
            ])
        }
        return csv.text
    }

    private static func append(_ output: OutputResult, to csv: inout CSVWriter) {
        func append(_ figure: String, _ value: JSONValue, _ error: JSONValue = .null) {
            csv.append([
                .string("output"), .string(output.name.name), .string(output.name.unit), .string(figure), value, error,
            ])
        }
        if let figures = output.estimate.figures {
            append("mean", .number(figures.mean.value), .number(orNil: figures.mean.standardError))
            append("sd", .number(figures.sd.value), .number(orNil: figures.sd.standardError))
            append("min", .number(figures.minimum))
            append("max", .number(figures.maximum))
            for quantile in figures.quantiles {
                append(
                    quantile.probability.description, .number(quantile.figure.value),
                    .number(orNil: quantile.figure.standardError))
            }
        }
        append("not_finite", .integer(output.estimate.notFinite))
    }

    private static func append(_ probability: ProbabilityResult, to csv: inout CSVWriter) {
        func append(_ figure: String, _ value: JSONValue, _ error: JSONValue = .null) {
            csv.append([
                .string("probability"), .string(probability.name.name), .string("1"), .string(figure), value, error,
            ])
        }
        let estimate = probability.estimate
        append("probability", .number(estimate.figure.value), .number(orNil: estimate.figure.standardError))
        if let bound = estimate.bound { append("bound", .number(bound)) }
        append("undefined", .integer(estimate.undefined))
    }
}

extension JSONValue {
    fileprivate static func number(orNil value: Double?) -> JSONValue {
        value.map { .number($0) } ?? .null
    }
}
