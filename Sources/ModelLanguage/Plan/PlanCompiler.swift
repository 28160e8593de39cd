import Sampling
import Statistics

extension CheckedModel {
    /// Compiles the model under one of its scenarios.
    ///
    /// What no output, probability or identity depends on is left out; equal computations are done once; constants are
    /// folded by the kernels that evaluate draws, so that folding changes no bit.
    /// - Throws: ``ModelFailure`` for an unknown scenario, an input whose quantile function cannot be tabulated to the
    ///   accuracy of the format, or a plan beyond its bounds.
    public func plan(scenario name: String = CheckedScenario.baselineName) throws(ModelFailure) -> Plan {
        let scenario = try self.scenario(named: name)
        var compiler = PlanCompiler(model: self, scenario: scenario)
        return try compiler.compile()
    }

    /// The scenario called `name`.
    /// - Throws: ``ModelFailure`` that names the nearest one when there is none.
    public func scenario(named name: String) throws(ModelFailure) -> CheckedScenario {
        guard let scenario = scenarios.first(where: { $0.name == name }) else {
            throw ModelFailure(unknownScenario: name, known: scenarios.map(\.name), file: file)
        }
        return scenario
    }
}

/// Compiles one model under one scenario.
struct PlanCompiler {
    private let model: CheckedModel
    private let values: [InputValue]
    private var graph = ValueGraph()
    private var inputNumbers: [Int?]
    private var quantityNumbers: [Int] = []

    init(model: CheckedModel, scenario: CheckedScenario) {
        self.model = model
        values = model.inputs.indices.map { scenario.overrides[$0] ?? model.inputs[$0].value }
        inputNumbers = Array(repeating: nil, count: model.inputs.count)
    }

    mutating func compile() throws(ModelFailure) -> Plan {
        for quantity in model.quantities {
            quantityNumbers.append(number(of: quantity.formula))
        }
        var outputs: [Int] = []
        for output in model.outputs { outputs.append(number(of: output)) }
        var probabilities: [Int] = []
        for probability in model.probabilities { probabilities.append(number(of: probability.formula)) }
        var identities: [Int] = []
        for identity in model.identities {
            let left = number(of: identity.left)
            identities.append(graph.apply(.close, [left, number(of: identity.right)]))
        }
        return try lower(outputs: outputs, probabilities: probabilities, identities: identities)
    }

    private mutating func number(of output: CheckedOutput) -> Int {
        let number =
            switch output.node {
            case .input(let input): self.number(ofInput: input)
            case .quantity(let quantity): quantityNumbers[quantity]
            }
        return output.scale == 1 ? number : graph.apply(.divide, [number, graph.constant(output.scale)])
    }

    private mutating func number(ofInput input: Int) -> Int {
        if let known = inputNumbers[input] { return known }
        let number: Int
        switch values[input] {
        case .constant(let value): number = graph.constant(value)
        case .random(_, let scale):
            let draw = graph.draw(input: input)
            number = scale == 1 ? draw : graph.apply(.multiply, [draw, graph.constant(scale)])
        }
        inputNumbers[input] = number
        return number
    }

    private mutating func number(of formula: Formula) -> Int {
        var numbers: [Int] = []
        numbers.reserveCapacity(formula.nodes.count)
        for node in formula.nodes {
            switch node {
            case .constant(let value): numbers.append(graph.constant(value))
            case .input(let input): numbers.append(number(ofInput: input))
            case .quantity(let quantity): numbers.append(quantityNumbers[quantity])
            case .unary(let operation, let operand):
                numbers.append(graph.apply(operation.planOperation, [numbers[operand]]))
            case .binary(let operation, let left, let right):
                numbers.append(apply(operation, numbers[left], numbers[right]))
            case .select(let condition, let then, let otherwise):
                numbers.append(graph.apply(.select, [numbers[condition], numbers[then], numbers[otherwise]]))
            }
        }
        return numbers[numbers.count - 1]
    }

    /// `>` and `>=` are `<` and `<=` with their sides swapped.
    private mutating func apply(_ operation: BinaryOperation, _ left: Int, _ right: Int) -> Int {
        switch operation {
        case .greater: graph.apply(.less, [right, left])
        case .greaterOrEqual: graph.apply(.lessOrEqual, [right, left])
        default: graph.apply(operation.planOperation, [left, right])
        }
    }

    private func lower(outputs: [Int], probabilities: [Int], identities: [Int]) throws(ModelFailure) -> Plan {
        let results = outputs + probabilities + identities
        let order = graph.reachable(from: results)
        guard order.count <= Plan.maximumSteps else {
            throw ModelFailure(
                tooLarge: "the plan has \(order.count) steps", limit: Plan.maximumSteps, file: model.file)
        }
        let allocation = RegisterAllocation(order: order, results: results, in: graph)
        let register = { (number: Int) -> Int in
            guard let register = allocation.registers[number] else {
                preconditionFailure("value \(number) is needed and has no register")
            }
            return register
        }
        var constants: [Plan.Constant] = []
        var streams: [Plan.Stream] = []
        var steps: [Plan.Step] = []
        for number in order {
            switch graph.definitions[number] {
            case .constant(let bits):
                constants.append(Plan.Constant(register: register(number), value: Double(bitPattern: bits)))
            case .draw(let input):
                steps.append(.draw(stream: streams.count, into: register(number)))
                streams.append(try stream(ofInput: input))
            case .operation(let operation, let first, let second, let third):
                let operands = [first, second < 0 ? first : second, third < 0 ? first : third].map(register)
                steps.append(
                    .operate(
                        operation, first: operands[0], second: operands[1], third: operands[2], into: register(number)))
            }
        }
        return Plan(
            registers: allocation.count, constants: constants, streams: streams, steps: steps,
            outputs: outputs.map(register), probabilities: probabilities.map(register),
            identities: identities.map(register))
    }

    private func stream(ofInput index: Int) throws(ModelFailure) -> Plan.Stream {
        guard case .random(let marginal, _) = values[index] else {
            preconditionFailure("input \(index) is drawn and is not random")
        }
        do {
            return Plan.Stream(
                id: StreamID(input: model.inputs[index].name), element: 0, kernel: try marginal.kernel())
        } catch {
            throw ModelFailure(input: model.inputs[index], failure: error, file: model.file)
        }
    }
}

extension UnaryOperation {
    var planOperation: Operation {
        switch self {
        case .negate: .negate
        case .absolute: .absolute
        case .exponential: .exponential
        case .logarithm: .logarithm
        case .squareRoot: .squareRoot
        case .floor: .floor
        case .ceiling: .ceiling
        case .round: .round
        case .not: .not
        }
    }
}

extension BinaryOperation {
    var planOperation: Operation {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .power: .power
        case .minimum: .minimum
        case .maximum: .maximum
        case .less, .greater: .less
        case .lessOrEqual, .greaterOrEqual: .lessOrEqual
        case .equal: .equal
        case .notEqual: .notEqual
        case .and: .and
        case .or: .or
        }
    }
}
