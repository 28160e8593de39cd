/// One of several distributions, drawn with its weight.
public struct Mixture: Marginal {
    /// What may be drawn, none of it a mixture itself, and how likely; the weights add up to 1.
    let components: [(weight: Double, component: any Marginal)]
    /// Every component's corners, and values that show where its mass lies.
    public let corners: [Double]
    /// The smallest range that holds every component's.
    public let support: ClosedRange<Double>

    /// From weights, which add up to 1 within 1e-9, and distributions of any kind; a mixture within counts as its parts.
    /// - Throws: `MarginalFailure` for no component, weights that are not above 0 or do not add up to 1, or components that
    ///   are too many or take too many values to tabulate.
    public init(weighted pairs: [(weight: Double, component: any Marginal)]) throws(MarginalFailure) {
        guard !pairs.isEmpty else { throw .unattainable("a mixture needs a component") }
        for pair in pairs { try Require.positive("a weight", pair.weight) }
        let sum = pairs.reduce(0) { $0 + $1.weight }
        guard abs(sum - 1) <= 1e-9 else { throw .weightsNotOne(sum: sum) }
        self.init(relative: pairs)
        guard corners.count * components.count <= Self.largestWork else {
            throw .unattainable(
                "the mixture is too large: \(components.count) components with \(corners.count) values among them; give "
                    + "fewer components, or ones that take fewer values")
        }
    }

    /// The most corners times components, so that a plan is ready in a second or so.
    private static let largestWork = 3_000_000

    /// From one component or more and weights above 0 of any sum.
    init(relative pairs: [(weight: Double, component: any Marginal)]) {
        let parts = pairs.flatMap { pair -> [(weight: Double, component: any Marginal)] in
            guard let mixture = Self.mixture(pair.component) else { return [pair] }
            return mixture.components.map { (pair.weight * $0.weight, $0.component) }
        }
        let sum = parts.reduce(0) { $0 + $1.weight }
        components = parts.map { ($0.weight / sum, $0.component) }
        let supports = parts.map(\.component.support)
        support = supports.dropFirst().reduce(supports[0]) {
            min($0.lowerBound, $1.lowerBound)...max($0.upperBound, $1.upperBound)
        }
        corners = Set(parts.flatMap { Self.landmarks($0.component) }).sorted()
    }

    private static func mixture(_ marginal: any Marginal) -> Mixture? {
        marginal as? Mixture ?? (marginal as? Truncated)?.conditioned as? Mixture
    }

    /// The corners of one component and some of its quantiles, so that no narrow one escapes between the points at which
    /// a table is fitted.
    private static func landmarks(_ component: any Marginal) -> [Double] {
        if component is any Stepped { return component.corners }
        let levels = [0x1p-45, 0x1p-30, 1e-5, 0.003, 0.1, 0.3]
        let quantiles = [Tail(component, isUpper: false), Tail(component, isUpper: true)].flatMap { tail in
            levels.map { tail.quantile($0, between: component.support) }
        }
        return component.corners + quantiles.filter(\.isFinite)
    }

    /// Weighted sums.
    public func chances(around x: Double) -> Chances {
        var below = 0.0
        var at = 0.0
        var above = 0.0
        for (weight, component) in components {
            let chances = component.chances(around: x)
            below += weight * chances.below
            at += weight * chances.at
            above += weight * chances.above
        }
        return Chances(below: below, at: at, above: above)
    }

    /// A weighted sum.
    public func density(_ x: Double) -> Double {
        components.reduce(0) { $0 + $1.weight * $1.component.density(x) }
    }

    /// Steps where every component has them, else pieces.
    public func kernel() throws(MarginalFailure) -> QuantileKernel {
        if components.count == 1 { return try components[0].component.kernel() }
        if components.allSatisfy({ $0.component is any Stepped }) {
            return Steps(values: corners, weights: corners.map { chances(around: $0).at }).kernel
        }
        return .pieces(try QuantilePieces(of: self, name: "the mixture"))
    }

    /// Conditioned on `range`, or `nil` when nothing lies there; and what lay there.
    func within(_ range: ClosedRange<Double>) -> (mixture: Mixture, mass: Double)? {
        var kept: [(weight: Double, component: any Marginal)] = []
        for (weight, component) in components {
            guard let (part, mass) = Truncated.conditioned(component, on: range) else { continue }
            kept.append((weight * mass, part))
        }
        let mass = kept.reduce(0) { $0 + $1.weight }
        // What no uniform can reach is left out.
        kept.removeAll { $0.weight <= mass * 0x1p-60 }
        return kept.isEmpty ? nil : (Mixture(relative: kept), mass)
    }
}
