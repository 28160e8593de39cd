import Sampling

/// Between which numbers each value of a graph lies, as far as interval arithmetic tells; draws that are not finite are left
/// out.
struct ValueBounds {
    private var ranges: [ClosedRange<Double>] = []

    private static let unbounded = -Double.infinity...Double.infinity

    /// The bounds of all values of `graph`.
    init(of graph: ValueGraph) {
        ranges.reserveCapacity(graph.definitions.count)
        for (number, definition) in graph.definitions.enumerated() {
            if let value = graph.constantValue(number) {
                ranges.append(value.isNaN ? Self.unbounded : value...value)
                continue
            }
            switch definition {
            case .draw(_, let marginal), .quantile(let marginal, _): ranges.append(graph.marginals[marginal].support)
            case .operation(let operation, let first, let second, let third):
                ranges.append(range(operation, first, second, third))
            case .constant, .normal: ranges.append(Self.unbounded)
            }
        }
    }

    /// The bounds of value `number`.
    subscript(number: Int) -> ClosedRange<Double> { ranges[number] }

    private func range(_ operation: Operation, _ first: Int, _ second: Int, _ third: Int) -> ClosedRange<Double> {
        let a = ranges[first]
        let b = second < 0 ? a : ranges[second]
        switch operation {
        case .add: return hull([a.lowerBound + b.lowerBound, a.upperBound + b.upperBound])
        case .subtract: return hull([a.lowerBound - b.upperBound, a.upperBound - b.lowerBound])
        case .multiply: return hull(Self.corners(a, b, *))
        case .divide:
            return b.contains(0) ? Self.unbounded : hull(Self.corners(a, b, /))
        case .minimum: return min(a.lowerBound, b.lowerBound)...min(a.upperBound, b.upperBound)
        case .maximum: return max(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound)
        case .less: return truth(isCertain: a.upperBound < b.lowerBound, isImpossible: a.lowerBound >= b.upperBound)
        case .lessOrEqual:
            return truth(isCertain: a.upperBound <= b.lowerBound, isImpossible: a.lowerBound > b.upperBound)
        case .equal, .close: return truth(isCertain: false, isImpossible: !a.overlaps(b))
        case .notEqual: return truth(isCertain: !a.overlaps(b), isImpossible: false)
        case .and: return min(a.lowerBound, b.lowerBound)...min(a.upperBound, b.upperBound)
        case .or: return max(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound)
        case .not: return 1 - a.upperBound...1 - a.lowerBound
        case .negate: return -a.upperBound ... -a.lowerBound
        case .absolute:
            let far = max(abs(a.lowerBound), abs(a.upperBound))
            return a.contains(0) ? 0...far : min(abs(a.lowerBound), abs(a.upperBound))...far
        case .exponential, .floor, .ceiling, .round:
            return hull([operation.result([a.lowerBound]), operation.result([a.upperBound])])
        case .logarithm, .squareRoot:
            let low = operation.result([max(0, a.lowerBound)])
            return a.upperBound < 0 ? Self.unbounded : hull([low, operation.result([a.upperBound])])
        case .sine, .cosine: return -1...1
        case .select:
            let c = ranges[third]
            return a == 1...1
                ? b : a == 0...0 ? c : min(b.lowerBound, c.lowerBound)...max(b.upperBound, c.upperBound)
        case .power: return a.lowerBound >= 0 ? 0...Double.infinity : Self.unbounded
        }
    }

    private static func corners(
        _ a: ClosedRange<Double>, _ b: ClosedRange<Double>, _ operation: (Double, Double) -> Double
    ) -> [Double] {
        [
            operation(a.lowerBound, b.lowerBound), operation(a.lowerBound, b.upperBound),
            operation(a.upperBound, b.lowerBound), operation(a.upperBound, b.upperBound),
        ]
    }

    private func truth(isCertain: Bool, isImpossible: Bool) -> ClosedRange<Double> {
        isCertain ? 1...1 : isImpossible ? 0...0 : 0...1
    }

    /// The smallest range about `values`, a little wider for their rounding; everything where one is undefined (0 times
    /// infinity).
    private func hull(_ values: [Double]) -> ClosedRange<Double> {
        guard let low = values.min(), let high = values.max(), !values.contains(where: \.isNaN) else {
            return Self.unbounded
        }
        return low.nextDown...high.nextUp
    }
}
