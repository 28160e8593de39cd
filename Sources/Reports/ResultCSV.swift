import BinaryCoding
import Scheduling
import Statistics

/// A result as CSV: `kind,name,unit,figure,value,se,scenario`, a figure a row.
///
/// An empty `value` or `se` is one that does not exist or cannot honestly be given. The kinds are `run` (so that a partial
/// result is known by its `merged`), `output`, `probability` and `identity`; `sensitivity` with figures such as
/// `first(orders)` where that was asked for; `prior output` and `prior probability` where the
/// model observes something; `output difference` and `probability difference` to the baseline where scenarios stand side by
/// side.
struct ResultCSV {
    private var csv = CSVWriter(header: ["kind", "name", "unit", "figure", "value", "se", "scenario"])
    private var scenario = ""

    static func text(of result: RunResult) -> String {
        var writer = ResultCSV()
        writer.append(result)
        return writer.csv.text
    }

    private mutating func append(_ result: RunResult) {
        scenario = result.scenario
        let run: KeyValuePairs<String, JSONValue> = [
            "model": .string(result.model.name), "scenario": .string(result.scenario),
            "sampler": .string(result.sampler),
            "state": .string(result.state.rawValue), "digest": .string(result.digest.description),
            "seed": .integer(result.seed), "draws": .integer(result.draws), "merged": .number(result.merged),
            "seconds": .number(result.seconds),
        ]
        for (figure, value) in run { append("run", result.run.text, nil, figure, value) }
        for scenario in result.scenarios { append(scenario) }
        if let sensitivity = result.sensitivity {
            for (index, output) in result.scenarios[0].figures.outputs.enumerated() {
                SensitivityCSV.append(
                    sensitivity, output: index, name: output.name, scenario: result.scenario, to: &csv)
            }
        }
        for difference in result.differences { append(difference) }
    }

    private mutating func append(_ result: ScenarioResult) {
        scenario = result.name
        append(result.figures, counted: result.unconditioned, kind: "")
        for identity in result.unconditioned.identities {
            append("identity", identity.text, nil, "violations", .integer(identity.violations))
        }
        guard let conditioning = result.conditioning else { return }
        append("run", "observations", nil, "effective_draws", .number(conditioning.effectiveDraws))
        append(conditioning.prior, counted: conditioning.prior, kind: "prior ")
    }

    private mutating func append(_ figures: ResultFigures, counted: ResultFigures, kind: String) {
        for (output, all) in zip(figures.outputs, counted.outputs) {
            append(output, notFinite: all.estimate.notFinite, kind: kind + "output")
        }
        for (probability, all) in zip(figures.probabilities, counted.probabilities) {
            append(probability, undefined: all.estimate.undefined, kind: kind + "probability")
        }
    }

    private mutating func append(_ output: OutputResult, notFinite: UInt64, kind: String) {
        let (name, unit) = (output.name.name, output.name.unit)
        if let figures = output.estimate.figures {
            append(kind, name, unit, "mean", figures.mean)
            append(kind, name, unit, "sd", figures.sd)
            append(kind, name, unit, "min", .number(figures.minimum))
            append(kind, name, unit, "max", .number(figures.maximum))
            for quantile in figures.quantiles {
                append(kind, name, unit, quantile.probability.description, quantile.figure)
            }
        }
        append(kind, name, unit, "not_finite", .integer(notFinite))
    }

    private mutating func append(_ probability: ProbabilityResult, undefined: UInt64, kind: String) {
        let (name, estimate) = (probability.name.name, probability.estimate)
        append(kind, name, "1", "probability", estimate.figure)
        if let bound = estimate.bound { append(kind, name, "1", "bound", .number(bound)) }
        append(kind, name, "1", "undefined", .integer(undefined))
    }

    private mutating func append(_ difference: ScenarioDifference) {
        scenario = difference.scenario
        for output in difference.outputs.compactMap(\.self) {
            let (name, unit) = (output.name.name, output.name.unit)
            append("output difference", name, unit, "mean", output.mean)
            for (probability, figure) in zip(Estimates.quantileProbabilities, output.quantiles) {
                append("output difference", name, unit, probability.description, figure)
            }
        }
        for probability in difference.probabilities {
            append("probability difference", probability.name.name, "1", "probability", probability.figure)
        }
    }

    private mutating func append(_ kind: String, _ name: String, _ unit: String?, _ figure: String, _ value: Figure) {
        append(
            kind, name, unit, figure, .number(value.value), error: value.standardError.map { .number($0) } ?? .null)
    }

    private mutating func append(
        _ kind: String, _ name: String, _ unit: String?, _ figure: String, _ value: JSONValue,
        error: JSONValue = .null
    ) {
        csv.append([
            .string(kind), .string(name), unit.map { .string($0) } ?? .null, .string(figure), value, error,
            .string(scenario),
        ])
    }
}
