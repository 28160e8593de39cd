import ModelLanguage
import Statistics

/// What decides an output, as the contract's JSON and as CSV.
///
/// An entry a factor, in the order of the model: `input` and `element` are `null` of a group, `source` where there is none.
/// Indices stand as they are estimated: one that is 0 may come out slightly below. `low` and `high` are the output's mean where
/// the input lies about its 5% and its 95% quantile, `curve` the same all along, `from` and `to` being probabilities of the input.
enum SensitivityJSON {
    /// The value of an output's key `sensitivity`.
    static func value(of result: SensitivityResult, output: Int) -> JSONValue {
        .array(
            result.factors.indices.map { index in
                let (factor, estimate) = (result.factors[index], result.estimates[output, index])
                return .object([
                    "input": .string(orNull: factor.input), "element": .string(orNull: factor.element),
                    "source": .string(orNull: factor.source), "first": figure(estimate?.first),
                    "total": figure(estimate?.total), "spearman": figure(estimate?.spearman),
                    "low": figure(estimate?.low), "high": figure(estimate?.high),
                    "curve": .array((estimate?.curve ?? []).map(point)),
                ])
            })
    }

    private static func figure(_ figure: Figure?) -> JSONValue {
        figure.map { .object(ResultJSON.members(of: $0)) } ?? .null
    }

    private static func point(_ point: SensitivityPoint) -> JSONValue {
        let ends: [JSONValue.Member] = [
            .init(key: "from", value: .number(point.quantiles.lowerBound)),
            .init(key: "to", value: .number(point.quantiles.upperBound)),
        ]
        let mean = ResultJSON.members(of: point.mean).map { member in
            member.key == "value" ? .init(key: "mean", value: member.value) : member
        }
        return .object(ends + mean)
    }

    fileprivate static func error(of figure: Figure) -> JSONValue {
        figure.standardError.map { .number($0) } ?? .null
    }
}

/// The same as rows of a result's CSV: the kind is `sensitivity`, the figure `first`, `total`, `spearman`, `low` or `high` of a
/// factor, such as `first(orders)`.
enum SensitivityCSV {
    /// Appends the rows of one output.
    static func append(
        _ result: SensitivityResult, output: Int, name: ResultName, scenario: String, to csv: inout CSVWriter
    ) {
        for (index, factor) in result.factors.enumerated() {
            guard let estimate = result.estimates[output, index] else { continue }
            let figures: KeyValuePairs<String, (Figure?, String)> = [
                "first": (estimate.first, "1"), "total": (estimate.total, "1"), "spearman": (estimate.spearman, "1"),
                "low": (estimate.low, name.unit), "high": (estimate.high, name.unit),
            ]
            for (key, (figure, unit)) in figures {
                guard let figure else { continue }
                csv.append([
                    .string("sensitivity"), .string(name.name), .string(unit), .string("\(key)(\(factor.key))"),
                    .number(figure.value), SensitivityJSON.error(of: figure), .string(scenario),
                ])
            }
        }
    }
}

extension JSONValue {
    fileprivate static func string(orNull text: String?) -> JSONValue {
        text.map { .string($0) } ?? .null
    }
}
