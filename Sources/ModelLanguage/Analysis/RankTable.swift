import Sampling

/// The rank correlations of pairs of draws.
struct RankTable {
    /// Two draws, the earlier one first.
    struct Pair: Hashable {
        let first: InputDraw
        let second: InputDraw

        init(_ one: InputDraw, _ other: InputDraw) {
            (first, second) = one < other ? (one, other) : (other, one)
        }
    }

    /// The most pairs of a model.
    static let maximumPairs = 100_000

    private(set) var ranks: [Pair: Double] = [:]

    /// This with the pairs of `other` in place of its own.
    func overridden(by other: RankTable) -> RankTable {
        if other.ranks.isEmpty { return self }
        var result = self
        result.ranks.merge(other.ranks) { _, new in new }
        return result
    }

    /// Adds a pair; `false` where it is there already.
    mutating func add(_ pair: Pair, rank: Double) -> Bool {
        guard ranks[pair] == nil else { return false }
        ranks[pair] = rank
        return true
    }

    /// The groups of draws that hang together, each in ascending order.
    var groups: [[InputDraw]] {
        let draws = Set(ranks.keys.flatMap { [$0.first, $0.second] }).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: draws.enumerated().map { ($0.element, $0.offset) })
        var parents = Array(draws.indices)
        func root(_ start: Int) -> Int {
            var index = start
            while parents[index] != index {
                parents[index] = parents[parents[index]]
                index = parents[index]
            }
            return index
        }
        for pair in ranks.keys {
            guard let first = numbers[pair.first], let second = numbers[pair.second] else { continue }
            let (one, other) = (root(first), root(second))
            parents[max(one, other)] = min(one, other)
        }
        return Dictionary(grouping: draws.indices, by: root).sorted { $0.key < $1.key }
            .map { $0.value.map { draws[$0] } }
    }

    /// The rank correlations of `draws` as a matrix; `nil` where there are too many.
    func matrix(of draws: [InputDraw]) -> CorrelationMatrix? {
        let numbers = Dictionary(uniqueKeysWithValues: draws.enumerated().map { ($0.element, $0.offset) })
        let pairs = ranks.compactMap { pair, rank -> (first: Int, second: Int, correlation: Double)? in
            guard let first = numbers[pair.first], let second = numbers[pair.second] else { return nil }
            return (first, second, rank)
        }
        return CorrelationMatrix(count: draws.count, pairs: pairs)
    }
}
