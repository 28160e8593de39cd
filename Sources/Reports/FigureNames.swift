public import ModelLanguage
public import Statistics

/// What people call the figures that a precision is asked of.
public struct FigureNames: Sendable {
    private let outputs: [String]
    private let probabilities: [String]
    /// What tells the figures of one part of a run from those of another.
    private let parts: [String]

    /// Those of a run of `model` under a scenario, or under all.
    public init(_ model: CheckedModel, scenario: String) {
        let scenarios = scenario == CheckedScenario.allName ? model.scenarios.map(\.name) : [""]
        self.init(ResultNames(model), scenarios: scenarios)
    }

    init(_ names: ResultNames, scenarios: [String]) {
        outputs = names.outputs.map(\.shown)
        probabilities = names.probabilities.map(\.shown)
        parts = scenarios.flatMap { scenario in
            let place = scenario.isEmpty ? "" : " in \(scenario.printable)"
            return names.observations.isEmpty ? [place] : [place + " without the observations", place]
        }
    }

    init(of result: RunResult) {
        let figures = result.scenarios[0].figures
        let names = ResultNames(
            outputs: figures.outputs.map(\.name), probabilities: figures.probabilities.map(\.name), identities: [],
            observations: result.scenarios[0].conditioning?.observations ?? [])
        self.init(names, scenarios: result.isComparison ? result.scenarios.map(\.name) : [""])
    }

    /// `mean of ratio`, `5% quantile of ratio`, `probability twice_domestic in blocked`.
    public func name(of figure: RequestedFigure) -> String {
        let name =
            switch figure.kind {
            case .mean: "mean of \(Self.entry(figure.index, of: outputs))"
            case .quantile(let place):
                "\(NumberFormat.plain(Estimates.quantileProbabilities[place] * 100))% quantile of "
                    + Self.entry(figure.index, of: outputs)
            case .probability: "probability \(Self.entry(figure.index, of: probabilities))"
            }
        return name + (parts.indices.contains(figure.part) ? parts[figure.part] : "")
    }

    /// The name, or its number where a coordinator speaks of another model's.
    private static func entry(_ index: Int, of names: [String]) -> String {
        names.indices.contains(index) ? names[index] : "number \(index + 1)"
    }

    /// A half-width as people say it: `0.21%`, or that there is none.
    public static func width(_ relative: Double) -> String {
        relative.isFinite ? "±\(NumberFormat.plain(relative * 100, digits: 2))%" : "no error yet"
    }
}

extension RunResult {
    /// Which figures are not as precise as was asked, in one line, the least precise one first; `nil` when all are.
    public func unmet(_ precision: Precision) -> String? {
        let shortfalls = partsInOrder.enumerated().flatMap { part, figures in
            precision.shortfalls(
                outputs: figures.outputs.map(\.estimate), probabilities: figures.probabilities.map(\.estimate),
                part: part)
        }
        .sorted { $0.relativeHalfWidth > $1.relativeHalfWidth }
        guard !shortfalls.isEmpty else { return nil }
        let names = FigureNames(of: self)
        let told = shortfalls.prefix(3).map {
            "\(names.name(of: $0.figure)) (\(FigureNames.width($0.relativeHalfWidth)))"
        }
        let rest = shortfalls.count > 3 ? " and \(shortfalls.count - 3) more" : ""
        let asked = NumberFormat.plain(precision.relative * 100)
        let unfit = scenarios.filter { $0.conditioning?.effectiveDraws == 0 }.map(\.name.printable)
        let place = isComparison ? " in \(unfit.joined(separator: ", "))" : ""
        let advice =
            unfit.isEmpty
            ? "allow more draws"
            : "no draw fits what was observed\(place): allow more, or look whether model and observations agree"
        return "precision ±\(asked)% is not met by \(told.joined(separator: ", "))\(rest); \(advice)"
    }

    /// The figures in the order of the plan's parts.
    private var partsInOrder: [ResultFigures] {
        scenarios.flatMap { scenario in
            scenario.conditioning.map { [$0.prior, scenario.figures] } ?? [scenario.figures]
        }
    }
}
