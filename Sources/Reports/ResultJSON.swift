import BinaryCoding
import Scheduling
import Statistics

/// A result as the contract's JSON, version 1.
///
/// - A standard error is `null` where none can honestly be given, and so is any figure that does not exist.
/// - A quantile on an atom carries `"atom": true`: a positive share of draws has exactly that value.
/// - A probability that no draw hit carries `"bound"`, what it is below with 95% confidence; one that every draw hit, what
///   it is above. One that is undefined in some draws carries their number as `"undefined"`.
/// - A figure whose error is uneven from replicate to replicate carries `"reliable": false`.
/// - `"sensitivity"` is `null` where it was not computed, which is not the same as none being found.
/// - Where the model observes something, the figures are those of draws weighted by it, `"conditioning"` says how, and
///   `"prior"` holds the figures of all draws alike.
/// - Several scenarios are `"scenarios"`, each as if it had been run alone, with `"differences"` to the first, the baseline.
enum ResultJSON {
    static func value(of result: RunResult) -> JSONValue {
        .object(members(of: result))
    }

    static func members(of result: RunResult) -> [JSONValue.Member] {
        let seconds = JSONValue.Member(key: "seconds", value: .number(result.seconds))
        guard result.isComparison else {
            return heading(of: result.scenarios[0], in: result) + figures(of: result) + [seconds]
        }
        return [
            .init(key: "version", value: .integer(1)),
            .init(key: "run", value: .string(result.run.text)),
            .init(key: "scenario", value: .string(result.scenario)),
            .init(key: "sampler", value: .string(result.sampler)),
            .init(key: "seed", value: .integer(result.seed)),
            .init(key: "draws", value: .integer(result.draws)),
            .init(key: "state", value: .string(result.state.rawValue)),
            .init(key: "merged", value: .number(result.merged)),
            .init(key: "digest", value: .string(result.digest.description)),
            .init(key: "model", value: model(of: result)),
        ] + figures(of: result) + [seconds]
    }

    private static func model(of result: RunResult) -> JSONValue {
        .object(["name": .string(result.model.name), "digest": .string(result.model.digest.description)])
    }

    private static func heading(of scenario: ScenarioResult, in result: RunResult) -> [JSONValue.Member] {
        [
            .init(key: "version", value: .integer(1)),
            .init(key: "run", value: .string(result.run.text)),
            .init(key: "model", value: model(of: result)),
            .init(key: "scenario", value: .string(scenario.name)),
            .init(key: "sampler", value: .string(result.sampler)),
            .init(key: "seed", value: .integer(result.seed)),
            .init(key: "draws", value: .integer(result.draws)),
            .init(key: "replicates", value: .integer(UInt64(DrawLayout.replicates))),
            .init(key: "state", value: .string(result.state.rawValue)),
            .init(key: "merged", value: .number(result.merged)),
            .init(key: "digest", value: .string(scenario.digest.description)),
        ]
    }

    /// What the digest vouches for, by key.
    static func figures(of result: RunResult) -> [JSONValue.Member] {
        guard result.isComparison else {
            return figures(of: result.scenarios[0], sensitivity: result.sensitivity)
        }
        return [
            .init(
                key: "scenarios",
                value: .array(
                    result.scenarios.map { .object(heading(of: $0, in: result) + figures(of: $0, sensitivity: nil)) })),
            .init(key: "differences", value: .array(result.differences.flatMap(values))),
        ]
    }

    private static func figures(
        of scenario: ScenarioResult, sensitivity: SensitivityResult?
    ) -> [JSONValue.Member] {
        var members = figures(of: scenario.figures, counted: scenario.unconditioned, sensitivity: sensitivity)
        if let conditioning = scenario.conditioning {
            members.append(
                .init(
                    key: "conditioning",
                    value: .object([
                        "observations": .array(conditioning.observations.map { .string($0) }),
                        "effective_draws": .number(conditioning.effectiveDraws),
                        "undefined": .integer(conditioning.undefined), "capped": .integer(conditioning.capped),
                        "reliable": .bool(!conditioning.isStarved),
                    ])))
            members.append(
                .init(
                    key: "prior",
                    value: .object(figures(of: conditioning.prior, counted: conditioning.prior, sensitivity: nil))))
        }
        return members
    }

    /// Whatever the weights of draws, violations and values that are not finite are counted in draws.
    private static func figures(
        of figures: ResultFigures, counted: ResultFigures, sensitivity: SensitivityResult?
    ) -> [JSONValue.Member] {
        [
            .init(
                key: "outputs",
                value: .object(
                    figures.outputs.enumerated().map { index, output in
                        let decides = sensitivity.map { SensitivityJSON.value(of: $0, output: index) } ?? .null
                        return .init(key: output.name.name, value: value(of: output, sensitivity: decides))
                    })),
            .init(
                key: "probabilities",
                value: .object(
                    zip(figures.probabilities, counted.probabilities).map {
                        .init(
                            key: $0.name.name, value: value(of: $0.estimate, undefined: $1.estimate.undefined))
                    })),
            .init(
                key: "identities",
                value: .array(
                    counted.identities.map {
                        .object(["identity": .string($0.text), "violations": .integer($0.violations)])
                    })),
            .init(
                key: "not_finite",
                value: .object(counted.outputs.map { .init(key: $0.name.name, value: .integer($0.estimate.notFinite)) })
            ),
        ]
    }

    private static func values(of difference: ScenarioDifference) -> [JSONValue] {
        let outputs = difference.outputs.compactMap { output in
            output.map { output in
                JSONValue.object([
                    .init(key: "scenario", value: .string(difference.scenario)),
                    .init(key: "output", value: .string(output.name.name)),
                    .init(key: "mean", value: value(of: output.mean)),
                    .init(
                        key: "quantiles",
                        value: .object(
                            zip(Estimates.quantileProbabilities, output.quantiles).map {
                                .init(key: $0.description, value: value(of: $1))
                            })),
                ])
            }
        }
        let probabilities = difference.probabilities.map { probability in
            JSONValue.object(
                [
                    .init(key: "scenario", value: .string(difference.scenario)),
                    .init(key: "probability", value: .string(probability.name.name)),
                ] + members(of: probability.figure))
        }
        return outputs + probabilities
    }

    private static func value(of output: OutputResult, sensitivity: JSONValue) -> JSONValue {
        let figures = output.estimate.figures
        let quantiles = Estimates.quantileProbabilities.map { probability in
            JSONValue.Member(
                key: probability.description,
                value: figures?.quantile(probability).map { value(of: $0) } ?? value(of: nil as Figure?))
        }
        return .object([
            "unit": .string(output.name.unit), "label": .string(output.name.label ?? output.name.name),
            "mean": value(of: figures?.mean), "sd": value(of: figures?.sd),
            "min": figures.map { .number($0.minimum) } ?? .null, "max": figures.map { .number($0.maximum) } ?? .null,
            "quantiles": .object(quantiles), "sensitivity": sensitivity,
        ])
    }

    /// A figure's keys: `value`, `se` and, where the error is not to be trusted, `reliable`.
    static func members(of figure: Figure?) -> [JSONValue.Member] {
        let members: [JSONValue.Member] = [
            .init(key: "value", value: figure.map { .number($0.value) } ?? .null),
            .init(key: "se", value: figure?.standardError.map { .number($0) } ?? .null),
        ]
        return figure?.isReliable == false ? members + [.init(key: "reliable", value: .bool(false))] : members
    }

    private static func value(of figure: Figure?) -> JSONValue {
        .object(members(of: figure))
    }

    private static func value(of quantile: QuantileEstimate) -> JSONValue {
        .object(members(of: quantile.figure) + (quantile.isAtom ? [.init(key: "atom", value: .bool(true))] : []))
    }

    private static func value(of probability: ProbabilityEstimate, undefined: UInt64) -> JSONValue {
        var members = members(of: probability.figure)
        if let bound = probability.bound { members.append(.init(key: "bound", value: .number(bound))) }
        if undefined > 0 { members.append(.init(key: "undefined", value: .integer(undefined))) }
        return .object(members)
    }
}
