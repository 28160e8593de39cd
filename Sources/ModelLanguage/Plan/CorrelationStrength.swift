import Sampling

/// How a model's correlations are changed, to see what they matter.
public enum CorrelationStrength: String, CaseIterable, Sendable {
    /// As the model states them.
    case stated
    /// All draws independent.
    case none
    /// Each correlation as near to 1 or -1 as all of them can be together, with the sign that the model states.
    case strongest
    /// The same with the opposite signs.
    case reversed
}

extension CheckedModel {
    /// Compiles the model under one of its scenarios with its correlations changed.
    /// - Throws: ``ModelFailure`` as ``plan(scenario:)`` does.
    public func plan(scenario name: String, correlations strength: CorrelationStrength) throws(ModelFailure) -> Plan {
        let stated = try scenario(named: name)
        let scenario = CheckedScenario(
            name: stated.name, title: stated.title, overrides: stated.overrides,
            correlations: stated.correlations.compactMap(strength.changed))
        return try PlanCompiler(model: self).compile([scenario])
    }
}

extension CorrelationStrength {
    /// The group with its correlations changed; `nil` where none are left.
    fileprivate func changed(_ group: CorrelationGroup) -> CorrelationGroup? {
        switch self {
        case .stated: group
        case .none: nil
        case .strongest: Self.extreme(of: group, sign: 1)
        case .reversed: Self.extreme(of: group, sign: -1)
        }
    }

    private static func extreme(of group: CorrelationGroup, sign: Double) -> CorrelationGroup? {
        var pairs: [(first: Int, second: Int, correlation: Double)] = []
        for second in group.factor.indices {
            for first in 0..<second {
                let stated = zip(group.factor[first], group.factor[second]).reduce(0) { $0 + $1.0 * $1.1 }
                if stated != 0 { pairs.append((first, second, stated > 0 ? sign : -sign)) }
            }
        }
        let wanted = CorrelationMatrix(count: group.draws.count, pairs: pairs)
        guard let factor = wanted?.nearestCorrelationMatrix().choleskyFactor() else { return nil }
        return CorrelationGroup(draws: group.draws, factor: factor)
    }
}
