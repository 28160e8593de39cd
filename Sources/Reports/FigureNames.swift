public import ModelLanguage
public import Statistics

/// What people call the figures that a precision is asked of.
public struct FigureNames: Sendable {
    private let outputs: [String]
    private let probabilities: [String]

    /// Those of a run of `model`.
    public init(_ model: CheckedModel) {
        self.init(ResultNames(model))
    }

    init(_ names: ResultNames) {
        outputs = names.outputs.map(\.shown)
        probabilities = names.probabilities.map(\.shown)
    }

    init(of result: RunResult) {
        outputs = result.outputs.map(\.name.shown)
        probabilities = result.probabilities.map(\.name.shown)
    }

    /// `mean of ratio`, `5% quantile of ratio`, `probability twice_domestic`.
    public func name(of figure: RequestedFigure) -> String {
        switch figure.kind {
        case .mean: "mean of \(Self.entry(figure.index, of: outputs))"
        case .quantile(let place):
            "\(NumberFormat.plain(Estimates.quantileProbabilities[place] * 100))% quantile of "
                + Self.entry(figure.index, of: outputs)
        case .probability: "probability \(Self.entry(figure.index, of: probabilities))"
        }
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
        let shortfalls = precision.shortfalls(
            outputs: outputs.map(\.estimate), probabilities: probabilities.map(\.estimate)
        )
        .sorted { $0.relativeHalfWidth > $1.relativeHalfWidth }
        guard !shortfalls.isEmpty else { return nil }
        let names = FigureNames(of: self)
        let told = shortfalls.prefix(3).map {
            "\(names.name(of: $0.figure)) (\(FigureNames.width($0.relativeHalfWidth)))"
        }
        let rest = shortfalls.count > 3 ? " and \(shortfalls.count - 3) more" : ""
        let asked = NumberFormat.plain(precision.relative * 100)
        return "precision ±\(asked)% is not met by \(told.joined(separator: ", "))\(rest); allow more draws"
    }
}
