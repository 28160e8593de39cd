import Glibc

/// One element of a named value: the labels of the axes along which it lies.
struct Element: Hashable {
    let name: String
    /// By the name of their axis.
    let labels: [String: String]
}

/// Computes the elements of a random model one at a time, from the format alone: no shapes, no order of evaluation, no sharing
/// but that of named elements.
final class Interpreter {
    private let model: RandomModel
    private let formulas: [String: Term]
    private let labels: [String: [String]]
    /// The axes of everything that has a name.
    private let axes: [String: Set<String>]
    private var known: [Element: Double]
    /// Whether a number that is not finite has been met.
    private(set) var isUndefined = false

    /// - Parameter inputs: the value of every element of every input.
    init(_ model: RandomModel, inputs: [Element: Double]) {
        self.model = model
        formulas = Dictionary(uniqueKeysWithValues: model.quantities.map { ($0.name, model.inlined($0.formula)) })
        labels = Dictionary(uniqueKeysWithValues: model.axes.map { ($0.name, $0.labels) })
        axes = model.quantityAxes.merging(model.inputs.map { ($0.name, $0.axes) }) { $1 }
        known = inputs
    }

    /// Goes on with `value` for an element, whatever its formula gives.
    func adopt(_ value: Double, for element: Element) { known[element] = value }

    /// Every way to choose a label of each of `axes`.
    func elements(along axes: Set<String>) -> [[String: String]] {
        axes.sorted().reduce([[:]]) { places, axis in
            places.flatMap { place in
                (labels[axis] ?? []).map { label in place.merging([axis: label]) { $1 } }
            }
        }
    }

    /// What the formula of a quantity gives at `place`.
    func computed(_ quantity: String, at place: [String: String]) -> Double {
        formulas[quantity].map { value($0, at: place) } ?? .nan
    }

    /// The value of `term` where every axis that it varies along has the label that `place` gives.
    func value(_ term: Term, at place: [String: String]) -> Double {
        let result = number(term, at: place)
        if !result.isFinite { isUndefined = true }
        return result
    }

    private func number(_ term: Term, at place: [String: String]) -> Double {
        switch term {
        case .number(_, let value): value
        case .name(let name): named(name, at: place)
        case .negate(let term): -value(term, at: place)
        case .not(let term): value(term, at: place) == 0 ? 1 : 0
        case .infix(let infix, let left, let right): infix.result(value(left, at: place), value(right, at: place))
        case .call(let call, let terms): call.result(terms.map { value($0, at: place) })
        case .choose(let condition, let then, let otherwise):
            value(value(condition, at: place) != 0 ? then : otherwise, at: place)
        case .over(let reduction, let term, let axis): reduction.result(all(term, along: axis, at: place))
        case .along(.cumulative, let term, let axis, _): runningSum(of: term, along: axis, at: place)
        case .along(let walk, let term, let axis, _):
            value(term, at: place.merging([axis: end(of: axis, isFirst: walk == .first)]) { $1 })
        case .previous(let term, let initial, let axis, _): before(term, initial, along: axis, at: place)
        case .pick(let term, let labels):
            value(term, at: labels.reduce(into: place) { $0[$1.axis] = $1.label })
        case .step(let axis): Double(position(on: axis, at: place))
        case .length(let axis): Double(labels[axis]?.count ?? 0)
        case .apply: .nan
        }
    }

    private func named(_ name: String, at place: [String: String]) -> Double {
        let axes = axes[name] ?? []
        let isWhole = place.count == axes.count
        let element = Element(name: name, labels: isWhole ? place : place.filter { axes.contains($0.key) })
        if let value = known[element] { return value }
        let value = computed(name, at: element.labels)
        known[element] = value
        return value
    }

    private func all(_ term: Term, along axis: String, at place: [String: String]) -> [Double] {
        (labels[axis] ?? []).map { value(term, at: place.merging([axis: $0]) { $1 }) }
    }

    private func runningSum(of term: Term, along axis: String, at place: [String: String]) -> Double {
        Term.Reduction.sum.result(Array(all(term, along: axis, at: place).prefix(position(on: axis, at: place) + 1)))
    }

    private func before(_ term: Term, _ initial: Term, along axis: String, at place: [String: String]) -> Double {
        let position = position(on: axis, at: place)
        guard position > 0, let label = labels[axis]?[position - 1] else { return value(initial, at: place) }
        return value(term, at: place.merging([axis: label]) { $1 })
    }

    private func position(on axis: String, at place: [String: String]) -> Int {
        labels[axis]?.firstIndex { $0 == place[axis] } ?? -1
    }

    private func end(of axis: String, isFirst: Bool) -> String {
        (isFirst ? labels[axis]?.first : labels[axis]?.last) ?? ""
    }
}

extension Term.Infix {
    fileprivate func result(_ left: Double, _ right: Double) -> Double {
        switch self {
        case .or: left != 0 || right != 0 ? 1 : 0
        case .and: left != 0 && right != 0 ? 1 : 0
        case .less: left < right ? 1 : 0
        case .lessOrEqual: left <= right ? 1 : 0
        case .greater: left > right ? 1 : 0
        case .greaterOrEqual: left >= right ? 1 : 0
        case .equal: left == right ? 1 : 0
        case .notEqual: left != right ? 1 : 0
        case .plus: left + right
        case .minus: left - right
        case .times: left * right
        case .divide: left / right
        case .power: Glibc.pow(left, right)
        }
    }
}

extension Term.Call {
    fileprivate func result(_ values: [Double]) -> Double {
        switch self {
        case .min: values.dropFirst().reduce(values[0]) { $1 < $0 ? $1 : $0 }
        case .max: values.dropFirst().reduce(values[0]) { $1 > $0 ? $1 : $0 }
        case .clamp: values[0] < values[1] ? Swift.min(values[1], values[2]) : Swift.min(values[0], values[2])
        case .abs: values[0].magnitude
        case .floor: values[0].rounded(.down)
        case .ceil: values[0].rounded(.up)
        case .round: values[0].rounded(.toNearestOrEven)
        case .sqrt: values[0].squareRoot()
        case .exp: Glibc.exp(values[0])
        case .log: Glibc.log(values[0])
        case .sin: Glibc.sin(values[0])
        case .cos: Glibc.cos(values[0])
        }
    }
}

extension Term.Reduction {
    fileprivate func result(_ values: [Double]) -> Double {
        let rest = values.dropFirst()
        return switch self {
        case .sum: rest.reduce(values[0], +)
        case .mean: rest.reduce(values[0], +) / Double(values.count)
        case .min: rest.reduce(values[0]) { $1 < $0 ? $1 : $0 }
        case .max: rest.reduce(values[0]) { $1 > $0 ? $1 : $0 }
        case .product: rest.reduce(values[0], *)
        }
    }
}
