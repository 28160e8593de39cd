import Sampling

/// Finds what fails in every draw of one scenario: a division by a constant 0, a logarithm of a constant below 0, and the like.
///
/// Only what every draw evaluates counts: a branch that a random condition may not take does not, nor does what no result
/// depends on.
struct CertainFailures {
    private let graph: ValueGraph
    private let roots: [Int]
    /// The formula and node that each value comes from, where it comes from one.
    private var origins: [(formula: Int, node: Int)?] = []
    /// Of each formula of a probability, the values of its elements.
    let probabilities: [[Int]]

    /// Writes `model` out under `scenario`, every operation kept.
    init(_ model: CheckedModel, scenario: CheckedScenario, probabilities formulas: [Formula]) {
        var origins: [(formula: Int, node: Int)?] = []
        var expansion = ModelExpansion(
            model: model, scenario: scenario, graph: ValueGraph(isFolding: false)
        ) { formula, node, new in
            origins += Array(repeating: nil, count: new.lowerBound - origins.count)
            origins += Array(repeating: (formula, node), count: new.count)
        }
        var roots = model.outputs.map { output in
            switch output.node {
            case .input(let input): expansion.values(ofInput: input)[output.element]
            case .quantity(let quantity): expansion.quantities[quantity][output.element]
            }
        }
        probabilities = formulas.map { expansion.values(of: $0) }
        roots += probabilities.joined()
        for identity in model.identities {
            roots += expansion.values(of: identity.left)
            roots += expansion.values(of: identity.right)
        }
        graph = expansion.graph
        self.roots = roots
        self.origins = origins + Array(repeating: nil, count: graph.definitions.count - origins.count)
    }

    /// How many values there are.
    var size: Int { graph.definitions.count }

    /// The values as intervals.
    var bounds: ValueBounds { ValueBounds(of: graph) }

    /// Each failure: in which formula, at which of its nodes, and what.
    func find() -> [(formula: Int, node: Int, message: String)] {
        var isNeeded = Array(repeating: false, count: graph.definitions.count)
        for root in roots { isNeeded[root] = true }
        var found: [(Int, Int, String)] = []
        for number in graph.definitions.indices.reversed() where isNeeded[number] {
            for operand in neededOperands(of: number) { isNeeded[operand] = true }
            if let message = failure(of: number), let origin = origins[number] {
                found.append((origin.formula, origin.node, message))
            }
        }
        return found
    }

    private func neededOperands(of number: Int) -> [Int] {
        let known = graph.constantValue
        switch graph.definitions[number] {
        case .operation(.and, let left, let right, _): return decided(left, right, by: 0)
        case .operation(.or, let left, let right, _): return decided(left, right, by: 1)
        case .operation(.select, let condition, let then, let otherwise):
            return known(condition).map { $0 != 0 ? [condition, then] : [condition, otherwise] } ?? [condition]
        default: return graph.operands(of: number)
        }
    }

    /// A side counts only where the other is known not to decide.
    private func decided(_ left: Int, _ right: Int, by value: Double) -> [Int] {
        var needed: [Int] = []
        if let other = graph.constantValue(right), other != value { needed.append(left) }
        if let other = graph.constantValue(left), other != value { needed.append(right) }
        return needed
    }

    private func failure(of number: Int) -> String? {
        guard case .operation(let operation, let first, let second, _) = graph.definitions[number] else { return nil }
        let (argument, value) = (graph.constantValue(first), graph.constantValue(number))
        switch operation {
        case .divide where graph.constantValue(second) == 0:
            return "this divides by 0 in every draw"
        case .logarithm:
            guard let argument, argument <= 0 else { return nil }
            return "this is the logarithm of \(argument.short) in every draw; logarithms need a number above 0"
        case .squareRoot:
            guard let argument, argument < 0 else { return nil }
            return
                "this is the square root of \(argument.short) in every draw; square roots need a number that is not below 0"
        case .select: return nil
        default:
            let areFinite = graph.operands(of: number).allSatisfy { graph.constantValue($0)?.isFinite == true }
            guard let value, !value.isFinite, areFinite else { return nil }
            return "this is \(value) in every draw, not a finite number"
        }
    }
}
