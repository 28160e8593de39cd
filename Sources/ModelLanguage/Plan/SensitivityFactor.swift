/// What a sensitivity analysis explains outputs by.
public struct SensitivityFactor: Hashable, Sendable {
    /// The input's name; `nil` of a group.
    public let input: String?
    /// How tables call the input, where that is not the name.
    public let label: String?
    /// The labels of its element, `2026Q1` or `ByteDance,2026Q1`; `nil` where there is but one.
    public let element: String?
    /// The ``ModelSource/key`` of its citation, or `judgement`; `nil` where it has none.
    public let source: String?
}

/// One factor with the draws that make it up.
struct FactorDraws {
    let factor: SensitivityFactor
    var draws: [FactorDraw]
}

/// A draw that some output depends on.
struct FactorDraw {
    let draw: InputDraw
    /// The distributions that are drawn by it.
    let marginals: Set<Int>
    /// In which group of correlated draws it is, and where in it.
    let membership: (group: Int, row: Int)?
}

extension SensitivityRequest.Grouping {
    /// `draws`, which are in the order of the file, as factors: each alone, or by the source of their inputs in the order in which
    /// sources are met.
    func factors(of draws: [FactorDraw], in model: CheckedModel) -> [FactorDraws] {
        switch self {
        case .byInput:
            return draws.map { FactorDraws(factor: SensitivityFactor(of: $0.draw, in: model), draws: [$0]) }
        case .bySource:
            var factors: [FactorDraws] = []
            var positions: [String?: Int] = [:]
            for draw in draws {
                let source = model.inputs[draw.draw.input].source
                if let position = positions[source] {
                    factors[position].draws.append(draw)
                } else {
                    positions[source] = factors.count
                    let factor = SensitivityFactor(input: nil, label: nil, element: nil, source: source)
                    factors.append(FactorDraws(factor: factor, draws: [draw]))
                }
            }
            return factors
        }
    }
}

extension SensitivityFactor {
    fileprivate init(of draw: InputDraw, in model: CheckedModel) {
        let input = model.inputs[draw.input]
        let name = model.axes.name(input.name, of: draw.element, in: input.each)
        self.init(
            input: input.name, label: input.label,
            element: name == input.name ? nil : String(name.dropFirst(input.name.count + 1).dropLast()),
            source: input.source)
    }
}
