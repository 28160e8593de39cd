import BinaryCoding
import Scheduling
import Statistics

/// A result as the contract's JSON, version 1.
///
/// - A standard error is `null` where none can honestly be given, and so is any figure that does not exist.
/// - A quantile on an atom carries `"atom": true`: a positive share of draws has exactly that value.
/// - A probability that no draw hit carries `"bound"`, what it is below with 95% confidence; one that every draw hit, what
///   it is above. One that is undefined in some draws carries their number as `"undefined"`.
/// - `"sensitivity"` is `null` where it was not computed, which is not the same as none being found.
enum ResultJSON {
    static func value(of result: RunResult) -> JSONValue {
        .object(members(of: result))
    }

    static func members(of result: RunResult) -> [JSONValue.Member] {
        heading(of: result) + figures(of: result)
            + [JSONValue.Member(key: "seconds", value: .number(result.seconds))]
    }

    private static func heading(of result: RunResult) -> [JSONValue.Member] {
        [
            .init(key: "version", value: .integer(1)),
            .init(key: "run", value: .string(result.run.text)),
            .init(
                key: "model",
                value: .object([
                    "name": .string(result.model.name), "digest": .string(result.model.digest.description),
                ])),
            .init(key: "scenario", value: .string(result.scenario)),
            .init(key: "sampler", value: .string(result.sampler)),
            .init(key: "seed", value: .integer(result.seed)),
            .init(key: "draws", value: .integer(result.draws)),
            .init(key: "replicates", value: .integer(UInt64(DrawLayout.replicates))),
            .init(key: "state", value: .string(result.state.rawValue)),
            .init(key: "merged", value: .number(result.merged)),
            .init(key: "digest", value: .string(result.digest.description)),
        ]
    }

    /// What the digest vouches for, by key.
    static func figures(of result: RunResult) -> [JSONValue.Member] {
        [
            .init(
                key: "outputs",
                value: .object(result.outputs.map { .init(key: $0.name.name, value: value(of: $0)) })),
            .init(
                key: "probabilities",
                value: .object(result.probabilities.map { .init(key: $0.name.name, value: value(of: $0.estimate)) })),
            .init(
                key: "identities",
                value: .array(
                    result.identities.map {
                        .object(["identity": .string($0.text), "violations": .integer($0.violations)])
                    })),
            .init(
                key: "not_finite",
                value: .object(result.outputs.map { .init(key: $0.name.name, value: .integer($0.estimate.notFinite)) })),
        ]
    }

    private static func value(of output: OutputResult) -> JSONValue {
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
            "quantiles": .object(quantiles), "sensitivity": .null,
        ])
    }

    private static func members(of figure: Figure?) -> [JSONValue.Member] {
        [
            .init(key: "value", value: figure.map { .number($0.value) } ?? .null),
            .init(key: "se", value: figure?.standardError.map { .number($0) } ?? .null),
        ]
    }

    private static func value(of figure: Figure?) -> JSONValue {
        .object(members(of: figure))
    }

    private static func value(of quantile: QuantileEstimate) -> JSONValue {
        .object(members(of: quantile.figure) + (quantile.isAtom ? [.init(key: "atom", value: .bool(true))] : []))
    }

    private static func value(of probability: ProbabilityEstimate) -> JSONValue {
        var members = members(of: probability.figure)
        if let bound = probability.bound { members.append(.init(key: "bound", value: .number(bound))) }
        if probability.undefined > 0 { members.append(.init(key: "undefined", value: .integer(probability.undefined))) }
        return .object(members)
    }
}
