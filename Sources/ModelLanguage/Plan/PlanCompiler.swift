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
        return try PlanCompiler(model: self, scenario: scenario).compile()
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
    private let scenario: CheckedScenario

    init(model: CheckedModel, scenario: CheckedScenario) {
        self.model = model
        self.scenario = scenario
    }

    func compile() throws(ModelFailure) -> Plan {
        var expansion = ModelExpansion(model: model, scenario: scenario, graph: ValueGraph())
        let outputs = model.outputs.map { number(of: $0, in: &expansion) }
        let probabilities = numbers(of: model.probabilities, in: &expansion)
        let identities = model.identities.map { number(of: $0, in: &expansion) }
        return try lower(expansion.graph, outputs: outputs, probabilities: probabilities, identities: identities)
    }

    /// A plan whose outputs are every element of every input and quantity, in base units, then the probabilities and
    /// identities.
    func compileEverything() throws(ModelFailure) -> Plan {
        var expansion = ModelExpansion(model: model, scenario: scenario, graph: ValueGraph())
        var results: [Int] = []
        for input in model.inputs.indices { results += expansion.values(ofInput: input) }
        results += expansion.quantities.joined()
        results += numbers(of: model.probabilities, in: &expansion)
        results += model.identities.map { number(of: $0, in: &expansion) }
        return try lower(expansion.graph, outputs: results, probabilities: [], identities: [])
    }

    /// A plan of one probability and nothing else.
    func compile(_ probability: CheckedProbability) throws(ModelFailure) -> Plan {
        var expansion = ModelExpansion(model: model, scenario: scenario, graph: ValueGraph())
        let condition = expansion.values(of: probability.formula)[probability.element]
        return try lower(expansion.graph, outputs: [], probabilities: [condition], identities: [])
    }

    /// A plan whose outputs are every element of every input in base units, then the model's outputs.
    func compileInputsAndOutputs() throws(ModelFailure) -> Plan {
        var expansion = ModelExpansion(model: model, scenario: scenario, graph: ValueGraph())
        var results: [Int] = []
        for input in model.inputs.indices { results += expansion.values(ofInput: input) }
        results += model.outputs.map { number(of: $0, in: &expansion) }
        return try lower(expansion.graph, outputs: results, probabilities: [], identities: [])
    }

    func number(of output: CheckedOutput, in expansion: inout ModelExpansion) -> Int {
        let number =
            switch output.node {
            case .input(let input): expansion.values(ofInput: input)[output.element]
            case .quantity(let quantity): expansion.quantities[quantity][output.element]
            }
        return output.scale == 1 ? number : expansion.apply(.divide, [number, expansion.constant(output.scale)])
    }

    /// The conditions; those that are elements of one formula stand side by side and are written out together.
    private func numbers(of probabilities: [CheckedProbability], in expansion: inout ModelExpansion) -> [Int] {
        var numbers: [Int] = []
        var values: [Int] = []
        for probability in probabilities {
            if probability.element == 0 { values = expansion.values(of: probability.formula) }
            numbers.append(values[probability.element])
        }
        return numbers
    }

    /// 1 where the equation holds at every element.
    private func number(of identity: CheckedIdentity, in expansion: inout ModelExpansion) -> Int {
        let (left, right) = (expansion.values(of: identity.left), expansion.values(of: identity.right))
        var result: Int?
        for (first, second) in zip(
            identity.shape.elements(of: identity.left.shape), identity.shape.elements(of: identity.right.shape))
        {
            let holds = expansion.apply(.close, [left[first], right[second]])
            result = result.map { expansion.apply(.and, [$0, holds]) } ?? holds
        }
        return result ?? expansion.constant(1)
    }

    // MARK: Steps

    func lower(
        _ graph: ValueGraph, outputs: [Int], probabilities: [Int], identities: [Int]
    ) throws(ModelFailure) -> Plan {
        let results = outputs + probabilities + identities
        let order = graph.reachable(from: results)
        guard order.count <= Plan.maximumSteps else {
            throw ModelFailure(
                tooLarge: "the plan has \(order.count) steps", limit: Plan.maximumSteps, file: model.file)
        }
        let allocation = RegisterAllocation(order: order, results: results, in: graph)
        var tables = PlanTables(model: model, graph: graph)
        var constants: [Plan.Constant] = []
        var steps: [Plan.Step] = []
        for number in order {
            let into = allocation.register(of: number)
            switch graph.definitions[number] {
            case .constant(let bits):
                constants.append(Plan.Constant(register: into, value: Double(bitPattern: bits)))
            case .draw(let stream, let marginal):
                steps.append(
                    .draw(stream: tables.number(of: stream), kernel: try tables.kernel(of: marginal), into: into))
            case .normal(let stream): steps.append(.normal(stream: tables.number(of: stream), into: into))
            case .quantile(let marginal, let normals):
                steps.append(
                    .quantile(
                        kernel: try tables.kernel(of: marginal), normals: allocation.register(of: normals), into: into))
            case .operation(let operation, let first, let second, let third):
                let operands = [first, second < 0 ? first : second, third < 0 ? first : third]
                    .map(allocation.register)
                steps.append(
                    .operate(operation, first: operands[0], second: operands[1], third: operands[2], into: into))
            }
        }
        return Plan(
            registers: allocation.count, constants: constants, streams: tables.streams, kernels: tables.kernels,
            steps: steps, outputs: outputs.map(allocation.register),
            probabilities: probabilities.map(allocation.register), identities: identities.map(allocation.register))
    }
}

/// The streams and quantile functions of a plan, each once.
private struct PlanTables {
    private(set) var streams: [StreamID] = []
    private(set) var kernels: [QuantileKernel] = []
    private let model: CheckedModel
    private let graph: ValueGraph
    private var streamNumbers: [StreamID: Int] = [:]
    private var kernelNumbers: [Int: Int] = [:]
    private var tableSize = 0
    private var tableCount = 0

    init(model: CheckedModel, graph: ValueGraph) {
        self.model = model
        self.graph = graph
    }

    mutating func number(of stream: StreamID) -> Int {
        if let number = streamNumbers[stream] { return number }
        streams.append(stream)
        streamNumbers[stream] = streams.count - 1
        return streams.count - 1
    }

    mutating func kernel(of marginal: Int) throws(ModelFailure) -> Int {
        if let number = kernelNumbers[marginal] { return number }
        do throws(MarginalFailure) {
            kernels.append(try graph.marginals[marginal].kernel())
        } catch {
            throw ModelFailure(input: model.inputs[graph.inputs[marginal]], failure: error, file: model.file)
        }
        tableSize += kernels[kernels.count - 1].tableSize
        tableCount += kernels[kernels.count - 1].tableSize > 0 ? 1 : 0
        guard tableSize <= Plan.maximumTableSize, tableCount <= Plan.maximumTables else {
            throw ModelFailure(
                tooLarge: "the distributions need \(tableCount) tables of \(tableSize) numbers",
                limit: Plan.maximumTables, file: model.file)
        }
        kernelNumbers[marginal] = kernels.count - 1
        return kernels.count - 1
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
        case .sine: .sine
        case .cosine: .cosine
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
