import Sampling
import Statistics

extension CheckedModel {
    /// Compiles an analysis of what decides the outputs under one of the scenarios.
    /// - Throws: ``ModelFailure`` as ``plan(scenario:)`` does; also where no output depends on any draw, or the outputs and
    ///   factors are too many.
    public func sensitivityPlan(
        scenario name: String, _ request: SensitivityRequest
    ) throws(ModelFailure) -> SensitivityPlan {
        let scenario = try self.scenario(named: name)
        return try SensitivityCompiler(model: self, scenario: scenario, request: request).compile()
    }

    /// What the figures of such an analysis are about, in their order; none where nothing is drawn.
    /// - Throws: ``ModelFailure`` for an unknown scenario.
    public func sensitivityFactors(
        scenario name: String, _ grouping: SensitivityRequest.Grouping
    ) throws(ModelFailure) -> [SensitivityFactor] {
        let scenario = try self.scenario(named: name)
        let request = SensitivityRequest(kind: .first, grouping: grouping)
        return SensitivityCompiler(model: self, scenario: scenario, request: request).factors.map(\.factor)
    }
}

/// Compiles the sensitivity analysis of one model under one scenario.
struct SensitivityCompiler {
    private let model: CheckedModel
    private let scenario: CheckedScenario
    private let request: SensitivityRequest
    private var expansion: ModelExpansion
    private let outputs: [Int]
    /// What outputs are explained by, in order.
    let factors: [FactorDraws]

    init(model: CheckedModel, scenario: CheckedScenario, request: SensitivityRequest) {
        self.model = model
        self.scenario = scenario
        self.request = request
        var expansion = ModelExpansion(model: model, scenario: scenario, graph: ValueGraph())
        let compiler = PlanCompiler(model: model)
        outputs = model.outputs.map { compiler.number(of: $0, in: &expansion) }
        let used = UsedMarginals(of: outputs, in: expansion.graph)
        let draws = Self.draws(of: model, under: scenario, used: used, in: &expansion)
        factors = request.grouping.factors(of: draws, in: model)
        self.expansion = expansion
    }

    /// The draws that some output depends on, in the order of the file.
    private static func draws(
        of model: CheckedModel, under scenario: CheckedScenario, used: UsedMarginals,
        in expansion: inout ModelExpansion
    ) -> [FactorDraw] {
        var memberships: [InputDraw: (group: Int, row: Int)] = [:]
        for (group, members) in scenario.correlations.enumerated() {
            for (row, draw) in members.draws.enumerated() { memberships[draw] = (group, row) }
        }
        var draws: [FactorDraw] = []
        for (index, input) in model.inputs.enumerated() {
            guard (scenario.overrides[index] ?? input.values).isRandom else { continue }
            for element in 0..<input.each.count {
                let draw = InputDraw(input: index, element: element)
                var marginals = used.byStream[expansion.stream(of: draw)] ?? []
                if memberships[draw] != nil {
                    marginals.formUnion(used.byNormal[expansion.normal(of: draw)] ?? [])
                }
                // A normal that two draws share may stand for marginals of either.
                marginals = marginals.filter { expansion.graph.inputs[$0] == index }
                guard !marginals.isEmpty else { continue }
                draws.append(FactorDraw(draw: draw, marginals: marginals, membership: memberships[draw]))
            }
        }
        return draws
    }

    func compile() throws(ModelFailure) -> SensitivityPlan {
        guard !outputs.isEmpty, !factors.isEmpty else {
            throw ModelFailure(
                file: model.file, place: nil,
                message: "no output depends on an uncertain input, so nothing can be said about what decides it")
        }
        let shape = try shape()
        var expansion = expansion
        let correlated = factors.flatMap(\.draws).filter { $0.membership != nil }
        let normals = correlated.map { expansion.normal(of: $0.draw) }
        // The normals first, so that all of them are known before anything else is computed.
        let compiled = try PlanCompiler(model: model).lower(
            expansion.graph, parts: [Plan.Part(outputs: normals + outputs, probabilities: [], identities: [])])
        let results = compiled.parts[0].outputs
        let plan = Plan(
            registers: compiled.registers, constants: compiled.constants, streams: compiled.streams,
            kernels: compiled.kernels, steps: compiled.steps,
            parts: [Plan.Part(outputs: Array(results[normals.count...]), probabilities: [], identities: [])])
        let streams = Dictionary(uniqueKeysWithValues: plan.streams.enumerated().map { ($0.element, $0.offset) })
        let places = DrawPlaces(
            streams: { streams[expansion.stream(of: $0)] },
            normals: Dictionary(uniqueKeysWithValues: correlated.enumerated().map { ($0.element.draw, $0.offset) }))
        let redraws = try redraws(places)
        return SensitivityPlan(
            shape: shape, plan: plan, observations: shape.isGrouped ? [] : factors.map { places.observation(of: $0) },
            redraws: redraws,
            normals: zip(correlated, results).map {
                SensitivityPlan.Normal(stream: places.streams($0.draw), register: $1)
            })
    }

    // MARK: Size

    private func shape() throws(ModelFailure) -> SensitivityShape {
        let each = request.draws / UInt64(DrawLayout.replicates)
        let hasTotals = request.kind == .total
        // Multiples of 80 have an edge wherever a figure about a part of an input's draws begins or ends. At least 12 draws of a
        // replicate in each; fewer bins where so many would be too much for all outputs.
        var inner = each < 1024 ? 40 : each < 8192 ? 80 : 160
        repeat {
            let shape =
                switch request.grouping {
                case .bySource:
                    SensitivityShape(
                        outputs: outputs.count, groups: factors.count, hasTotals: hasTotals, drawsPerReplicate: each)
                case .byInput:
                    SensitivityShape(
                        outputs: outputs.count, bins: factors.map { bins(of: $0, inner: inner, draws: each) },
                        hasTotals: hasTotals, drawsPerReplicate: each)
                }
            if let shape { return shape }
            inner /= 2
        } while inner >= 40
        throw ModelFailure(
            file: model.file, place: nil,
            message:
                "what decides \(outputs.count) outputs among \(factors.count) uncertain inputs is too much to find out at "
                + "once; report fewer outputs" + (request.grouping == .byInput ? ", or group the inputs by source" : "")
        )
    }

    private func bins(of factor: FactorDraws, inner: Int, draws: UInt64) -> SensitivityBins {
        let atoms = factor.draws.flatMap(\.marginals).flatMap { expansion.graph.marginals[$0].atoms }
        return SensitivityBins(atoms: atoms, inner: inner, drawsPerReplicate: draws)
    }

    // MARK: Redraws

    private func redraws(_ places: DrawPlaces) throws(ModelFailure) -> [SensitivityPlan.Redraw] {
        let all = factors.flatMap(\.draws)
        var sets: [[FactorDraw]] = []
        if request.grouping == .bySource {
            sets += factors.map { factor in
                let inside = Set(factor.draws.map(\.draw))
                return all.filter { !inside.contains($0.draw) }
            }
        }
        if request.kind == .total { sets += factors.map(\.draws) }
        let conditioning = ConditionalRedraws(groups: scenario.correlations, draws: all, places: places)
        guard sets.reduce(0, { $0 + conditioning.cost(of: $1) }) <= ConditionalRedraws.largestCost else {
            throw ModelFailure(
                file: model.file, place: nil,
                message: "the correlated inputs are too many for total indices one by one; group the inputs by source")
        }
        return sets.map(conditioning.redraw)
    }
}

/// Which distributions the values that outputs depend on are drawn from.
private struct UsedMarginals {
    var byStream: [Plan.Stream: Set<Int>] = [:]
    var byNormal: [Int: Set<Int>] = [:]

    init(of outputs: [Int], in graph: ValueGraph) {
        for number in graph.reachable(from: outputs) {
            switch graph.definitions[number] {
            case .draw(let stream, let marginal): byStream[stream, default: []].insert(marginal)
            case .quantile(let marginal, let normals): byNormal[normals, default: []].insert(marginal)
            case .constant, .normal, .operation: continue
            }
        }
    }
}

/// Where a plan has the draws of a model.
struct DrawPlaces {
    let streams: (InputDraw) -> Int?
    /// Of those that are correlated, which of the plan's normals they are.
    let normals: [InputDraw: Int]

    func stream(of draw: InputDraw) -> Int {
        guard let stream = streams(draw) else { preconditionFailure("a draw that outputs depend on has a stream") }
        return stream
    }

    fileprivate func observation(of factor: FactorDraws) -> SensitivityPlan.Observation {
        guard let draw = factor.draws.first?.draw else { preconditionFailure("a factor has draws") }
        return normals[draw].map { .normal($0) } ?? .stream(stream(of: draw))
    }
}
