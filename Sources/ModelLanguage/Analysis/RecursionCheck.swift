/// Finds along which axis quantities mention themselves, and whether they can be computed one step after the other.
struct RecursionCheck {
    /// The axis of the steps.
    private(set) var axis: Int?
    /// What stands in the way, in which formula.
    private(set) var failure: (scalar: YAMLScalar, failure: ExpressionFailure)?

    /// Of the formulas of the quantities `members`, which lie along `shapes`.
    init(_ formulas: [LoweredFormula], members: Range<Int>, axes: AxisTable, shapes: [Shape]) {
        let dependents = formulas.map { $0.formula.nodes(dependingOn: members) }
        for (located, isDependent) in zip(formulas, dependents) {
            for (index, node) in located.formula.nodes.enumerated() {
                guard case .previous(let operand, _, let over) = node, isDependent[operand] else { continue }
                if let axis, axis != over {
                    failure = (
                        located.scalar,
                        ExpressionFailure(
                            offset: located.offsets[index],
                            message: "quantities that are defined through each other step along one axis; here along "
                                + "`\(axes.axes[over].name)`, elsewhere along `\(axes.axes[axis].name)`")
                    )
                    return
                }
                axis = over
            }
        }
        guard let axis else { return }
        let name = axes.axes[axis].name
        for ((located, isDependent), shape) in zip(zip(formulas, dependents), shapes) {
            guard shape.contains(axis) else {
                let message = "this is defined through what steps along `\(name)` and does not vary over it itself"
                failure = (located.scalar, ExpressionFailure(offset: 0, message: message))
                return
            }
            for (index, node) in located.formula.nodes.enumerated() {
                let isWhole =
                    switch node {
                    case .reduce(_, let operand, axis), .cumulative(let operand, axis), .pick(let operand, axis, _):
                        isDependent[operand]
                    default: false
                    }
                guard isWhole else { continue }
                let message =
                    "this needs all of `\(name)` at once, while the quantity is computed step by step along it; use "
                    + "`previous(x, initial)`"
                failure = (located.scalar, ExpressionFailure(offset: located.offsets[index], message: message))
                return
            }
        }
    }
}

extension Formula {
    /// For each node, whether it mentions one of `quantities`.
    func nodes(dependingOn quantities: Range<Int>) -> [Bool] {
        var isDependent: [Bool] = []
        for node in nodes {
            if case .quantity(let quantity) = node {
                isDependent.append(quantities.contains(quantity))
            } else {
                isDependent.append(node.operands.contains { isDependent[$0] })
            }
        }
        return isDependent
    }
}
