import Sampling

/// How correlated draws come anew when others stay: from their distribution given those (S. Kucherenko, S. Tarantola and
/// P. Annoni, "Estimation of global sensitivity indices for models with dependent variables", doi:10.1016/j.cpc.2011.12.020).
/// Only draws that some output depends on count as staying.
struct ConditionalRedraws {
    private let groups: [CorrelationGroup]
    private let places: DrawPlaces
    /// Of each group, the rows of the draws that some output depends on.
    private let rows: [[Int]]

    /// Multiplications that are too many: some seconds.
    static let largestCost = 2_000_000_000

    init(groups: [CorrelationGroup], draws: [FactorDraw], places: DrawPlaces) {
        self.groups = groups
        self.places = places
        var rows: [[Int]] = Array(repeating: [], count: groups.count)
        for draw in draws {
            if let membership = draw.membership { rows[membership.group].append(membership.row) }
        }
        self.rows = rows
    }

    /// About how many multiplications ``redraw(_:)`` takes.
    func cost(of draws: [FactorDraw]) -> Int {
        Set(draws.compactMap(\.membership?.group)).reduce(0) { sum, group in
            let count = rows[group].count
            return sum + count * count * (groups[group].draws.count + count)
        }
    }

    /// Redraws `draws` while all others stay.
    func redraw(_ draws: [FactorDraw]) -> SensitivityPlan.Redraw {
        var streams: [Int] = []
        var members: [Int: Set<Int>] = [:]
        for draw in draws {
            if let membership = draw.membership {
                members[membership.group, default: []].insert(membership.row)
            } else {
                streams.append(places.stream(of: draw.draw))
            }
        }
        var conditionals: [SensitivityPlan.Conditional] = []
        for (group, redrawn) in members.sorted(by: { $0.key < $1.key }) {
            let kept = rows[group].filter { !redrawn.contains($0) }
            if kept.isEmpty {
                streams += groups[group].draws.compactMap(places.streams)
            } else {
                conditionals += self.conditionals(of: redrawn.sorted(), given: kept, in: groups[group])
            }
        }
        return SensitivityPlan.Redraw(streams: streams, conditionals: conditionals)
    }

    /// With the kept draws first, the triangular factor L of the correlations gives the normals beneath them from themselves, and
    /// the others from those normals and fresh ones.
    private func conditionals(
        of redrawn: [Int], given kept: [Int], in group: CorrelationGroup
    ) -> [SensitivityPlan.Conditional] {
        let order = kept + redrawn
        let factor = Self.factor(of: order, in: group)
        let normals = order.map { row -> Int in
            guard let normal = places.normals[group.draws[row]] else {
                preconditionFailure("a correlated draw that outputs depend on has a normal")
            }
            return normal
        }
        return (kept.count..<order.count).map { row in
            let weights = Self.weights(of: factor[row], on: factor[..<kept.count])
            let fresh = (kept.count...row).map {
                SensitivityPlan.Term(normal: normals[$0], weight: factor[row][$0])
            }
            return SensitivityPlan.Conditional(
                normal: normals[row],
                kept: zip(normals, weights).filter { $1 != 0 }.map { SensitivityPlan.Term(normal: $0, weight: $1) },
                fresh: fresh.filter { $0.weight != 0 })
        }
    }

    /// The factor of the correlations between rows of a group, in another order. Rows that depend on each other wholly have
    /// pivots of 0.
    private static func factor(of order: [Int], in group: CorrelationGroup) -> [[Double]] {
        var factor: [[Double]] = []
        for (position, row) in order.enumerated() {
            var entries: [Double] = []
            var pivot = 1.0
            for column in 0..<position {
                let above = factor[column]
                var rest = correlation(row, order[column], in: group)
                for inner in 0..<column { rest -= entries[inner] * above[inner] }
                let entry = above[column] > 0 ? rest / above[column] : 0
                entries.append(entry)
                pivot -= entry * entry
            }
            entries.append(pivot > 1e-10 ? pivot.squareRoot() : 0)
            factor.append(entries)
        }
        return factor
    }

    private static func correlation(_ first: Int, _ second: Int, in group: CorrelationGroup) -> Double {
        zip(group.factor[first], group.factor[second]).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// The w with w L = the first entries of `row`, L being the triangular `factor`: weights of the kept draws themselves.
    private static func weights(of row: [Double], on factor: ArraySlice<[Double]>) -> [Double] {
        var weights = Array(repeating: 0.0, count: factor.count)
        for column in factor.indices.reversed() where factor[column][column] > 0 {
            var rest = row[column]
            for later in column + 1..<max(column + 1, factor.count) { rest -= weights[later] * factor[later][column] }
            weights[column] = rest / factor[column][column]
        }
        return weights
    }
}
