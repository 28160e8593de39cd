/// Ascending values with their weights: what every distribution of finitely many values rests on.
struct Steps: Hashable, Sendable {
    let values: [Double]
    /// As many as values, each above 0, adding up to 1 within 1e-9.
    let weights: [Double]
    /// The chances of lying below and above each value, each summed from its own end.
    private let below: [Double]
    private let above: [Double]

    init(values: [Double], weights: [Double]) {
        self.values = values
        self.weights = weights
        below = [0] + Self.runningSums(weights.dropLast())
        above = Self.runningSums(weights.dropFirst().reversed()).reversed() + [0]
    }

    var support: ClosedRange<Double> { values[0]...values[values.count - 1] }

    func chances(around x: Double) -> Chances {
        let index = values.firstIndex(fromWhere: { $0 >= x })
        guard index < values.count else { return Chances(below: 1, above: 0) }
        if values[index] == x { return Chances(below: below[index], at: weights[index], above: above[index]) }
        return index == 0
            ? Chances(below: 0, above: 1)
            : Chances(below: below[index], above: above[index - 1])
    }

    /// Steps at the cumulative probabilities, each from the nearer end so that none is off by more than rounding.
    var kernel: QuantileKernel {
        let thresholds = zip(below.dropFirst(), above).map { $0 <= $1 ? $0 : 1 - $1 }
        return .steps(thresholds: thresholds, values: values)
    }

    /// What lies in `range`, and its weight in all; `nil` when nothing does.
    func within(_ range: ClosedRange<Double>) -> (steps: Steps, weight: Double)? {
        let kept = values.indices.filter { range.contains(values[$0]) }
        guard let first = kept.first, let last = kept.last else { return nil }
        let weight = weights[first...last].reduce(0, +)
        let steps = Steps(values: Array(values[first...last]), weights: weights[first...last].map { $0 / weight })
        return (steps, weight)
    }

    private static func runningSums(_ terms: some Sequence<Double>) -> [Double] {
        var sum = 0.0
        return terms.map { term in
            sum += term
            return sum
        }
    }
}

/// A distribution of finitely many values.
protocol Stepped: Marginal {
    var steps: Steps { get }
}

extension [Double] {
    /// The first index at which an ascending array's values have a property that they keep from there on.
    fileprivate func firstIndex(fromWhere isBeyond: (Double) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
