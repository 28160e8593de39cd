import Sampling
import Statistics

extension CheckedModel {
    /// Compiles the model under one of its scenarios, or under all of them side by side.
    ///
    /// Scenarios share their draws: a computation that several have in common is done once. What no output, probability or identity depends on is left out; equal computations are done once; constants are
    /// folded by the kernels that evaluate draws, so that folding changes no bit.
    /// - Parameter name: of a scenario, or ``CheckedScenario/allName``.
    /// - Throws: ``ModelFailure`` for an unknown scenario, an input whose quantile function cannot be tabulated to the
    ///   accuracy of the format, or a plan beyond its bounds.
    public func plan(scenario name: String = CheckedScenario.baselineName) throws(ModelFailure) -> Plan {
        try PlanCompiler(model: self).compile(try scenarios(named: name))
    }

    /// The scenarios that `name` stands for: one, or all.
    /// - Throws: ``ModelFailure`` that names the nearest one when there is none.
    public func scenarios(named name: String) throws(ModelFailure) -> [CheckedScenario] {
        name == CheckedScenario.allName ? scenarios : [try scenario(named: name)]
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

/// Compiles one model.
struct PlanCompiler {
    private let model: CheckedModel

    init(model: CheckedModel) {
        self.model = model
    }

    /// A plan of the scenarios in this order: for each a part, and where the model observes another one, with weights.
    func compile(_ scenarios: [CheckedScenario]) throws(ModelFailure) -> Plan {
        var graph = ValueGraph()
        var parts: [Plan.Part] = []
        for scenario in scenarios {
            var expansion = ModelExpansion(model: model, scenario: scenario, graph: graph)
            let part = Plan.Part(
                outputs: model.outputs.map { number(of: $0, in: &expansion) },
                probabilities: numbers(of: model.probabilities, in: &expansion),
                identities: model.identities.map { number(of: $0, in: &expansion) })
            parts.append(part)
            if let chance = chance(in: &expansion) { parts.append(part.conditioned(by: chance)) }
            graph = expansion.graph
        }
        try checkBounds(of: parts)
        return HistogramCenters(plan: try lowerScaled(graph, parts: parts)).planWithCenters
    }

    /// A plan of `parts` in which the chances of what was observed are multiplied so that weights of draws that fit are not all small.
    private func lowerScaled(_ graph: ValueGraph, parts: [Plan.Part]) throws(ModelFailure) -> Plan {
        let plan = try lower(graph, parts: parts)
        let factors = ObservationScale(plan: plan).factors
        // Tables are built with every plan, so only those that need it are made twice.
        guard factors.contains(where: { $0 != 1 }) else { return plan }
        var graph = graph
        let scaled = zip(parts, factors).map { part, factor in
            guard factor != 1, let chance = part.chance else { return part }
            return part.conditioned(by: graph.apply(.multiply, [chance, graph.constant(factor)]))
        }
        return try lower(graph, parts: scaled)
    }

    /// A plan whose outputs are every element of every input and quantity, in base units, then the probabilities and
    /// identities.
    func compileEverything(_ scenario: CheckedScenario) throws(ModelFailure) -> Plan {
        var expansion = ModelExpansion(model: model, scenario: scenario, graph: ValueGraph())
        var results: [Int] = []
        for input in model.inputs.indices { results += expansion.values(ofInput: input) }
        results += expansion.quantities.joined()
        results += numbers(of: model.probabilities, in: &expansion)
        results += model.identities.map { number(of: $0, in: &expansion) }
        return try lower(expansion.graph, parts: [Plan.Part(outputs: results, probabilities: [], identities: [])])
    }

    private func checkBounds(of parts: [Plan.Part]) throws(ModelFailure) {
        let results = parts.reduce(0) { $0 + $1.registers.count }
        guard results <= Plan.maximumResults else {
            let scenarios = parts.count > 1 ? " of its scenarios" : ""
            throw ModelFailure(
                tooLarge: "the outputs, probabilities and identities\(scenarios) have \(results) elements",
                limit: Plan.maximumResults, file: model.file)
        }
        guard parts.count <= Plan.maximumParts else {
            throw ModelFailure(
                tooLarge: "all scenarios together have \(parts.count) sets of results", limit: Plan.maximumParts,
                file: model.file)
        }
    }

    /// The chance of all observations together, relative to the largest there can be; `nil` where nothing is observed.
    private func chance(in expansion: inout ModelExpansion) -> Int? {
        var result: Int?
        for observation in model.observations {
            let value = expansion.values(of: observation.formula)[0]
            let chance = observation.likelihood.number(at: value, in: &expansion)
            result = result.map { expansion.apply(.multiply, [$0, chance]) } ?? chance
        }
        return result
    }

    /// A plan of one probability and nothing else, given what the model observes.
    func compile(_ probability: CheckedProbability, _ scenario: CheckedScenario) throws(ModelFailure) -> Plan {
        var expansion = ModelExpansion(model: model, scenario: scenario, graph: ValueGraph())
        let condition = expansion.values(of: probability.formula)[probability.element]
        let part = Plan.Part(outputs: [], probabilities: [condition], identities: [])
        let chance = chance(in: &expansion)
        return try lowerScaled(expansion.graph, parts: [chance.map(part.conditioned) ?? part])
    }

    /// A plan whose outputs are every element of every input in base units, then the model's outputs; and, where the model observes, the
    /// chance of all that.
    func compileInputsAndOutputs(_ scenario: CheckedScenario) throws(ModelFailure) -> Plan {
        var expansion = ModelExpansion(model: model, scenario: scenario, graph: ValueGraph())
        var results: [Int] = []
        for input in model.inputs.indices { results += expansion.values(ofInput: input) }
        results += model.outputs.map { number(of: $0, in: &expansion) }
        if let chance = chance(in: &expansion) { results.append(chance) }
        return try lower(expansion.graph, parts: [Plan.Part(outputs: results, probabilities: [], identities: [])])
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

    /// `parts` with the numbers of values in place of registers.
    func lower(_ graph: ValueGraph, parts: [Plan.Part]) throws(ModelFailure) -> Plan {
        let results = parts.flatMap(\.registers)
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
            steps: steps,
            parts: parts.map { part in
                Plan.Part(
                    outputs: part.outputs.map(allocation.register),
                    probabilities: part.probabilities.map(allocation.register),
                    identities: part.identities.map(allocation.register), chance: part.chance.map(allocation.register))
            })
    }
}

/// The streams and quantile functions of a plan, each once.
private struct PlanTables {
    private(set) var streams: [Plan.Stream] = []
    private(set) var kernels: [QuantileKernel] = []
    private let model: CheckedModel
    private let graph: ValueGraph
    private var streamNumbers: [Plan.Stream: Int] = [:]
    private var kernelNumbers: [Int: Int] = [:]
    private var tableSize = 0
    private var tableCount = 0

    init(model: CheckedModel, graph: ValueGraph) {
        self.model = model
        self.graph = graph
    }

    mutating func number(of stream: Plan.Stream) -> Int {
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
