import Sampling

/// Turns the inputs of a model under one scenario into values of a graph, element by element.
struct InputExpansion {
    private let model: CheckedModel
    private let scenario: CheckedScenario
    private let values: [InputValues]
    private let dimensions: PointDimensions
    /// In which group a correlated draw is, and where in it.
    private var memberships: [InputDraw: (group: Int, row: Int)] = [:]
    private let groups: [CorrelationGroup]
    private var known: [[Int]?]
    private var correlated: [InputDraw: Int] = [:]

    init(model: CheckedModel, scenario: CheckedScenario) {
        self.model = model
        self.scenario = scenario
        dimensions = PointDimensions(model)
        values = model.inputs.indices.map { scenario.overrides[$0] ?? model.inputs[$0].values }
        groups = scenario.correlations
        for (group, members) in groups.enumerated() {
            for (row, draw) in members.draws.enumerated() { memberships[draw] = (group, row) }
        }
        known = Array(repeating: nil, count: values.count)
    }

    /// The values of input `index`, one for each element of its shape.
    mutating func numbers(ofInput index: Int, in graph: inout ValueGraph) -> [Int] {
        if let numbers = known[index] { return numbers }
        var numbers = drawn(index, in: &graph)
        if let axis = values[index].simplexAxis { numbers = shares(numbers, of: index, along: axis, in: &graph) }
        known[index] = numbers
        return numbers
    }

    private mutating func drawn(_ index: Int, in graph: inout ValueGraph) -> [Int] {
        let (input, values) = (model.inputs[index], self.values[index])
        // Shares are drawn anew along their own axis, whatever else is shared.
        let entries = input.shape.elements(of: values.shape)
        let draws = input.shape.elements(of: input.each)
        return zip(entries, draws).map { entry, element in
            switch values.entries[entry] {
            case .constant(let value): return graph.constant(value)
            case .random(let marginal, let scale):
                let number = draw(
                    InputDraw(input: index, element: element), entry: entry, marginal, in: &graph)
                return scale == 1 ? number : graph.apply(.multiply, [number, graph.constant(scale)])
            }
        }
    }

    private mutating func draw(
        _ draw: InputDraw, entry: Int, _ marginal: any Marginal, in graph: inout ValueGraph
    ) -> Int {
        let setter = scenario.overrides[draw.input] == nil ? CheckedScenario.baselineName : scenario.name
        let number = graph.number(
            of: marginal, at: MarginalOrigin(input: draw.input, entry: entry, scenario: setter))
        // Who depends on no other draw keeps the bits that it would have alone.
        guard let (group, row) = memberships[draw], groups[group].factor[row].dropLast().contains(where: { $0 != 0 })
        else { return graph.draw(stream: stream(of: draw), marginal: number) }
        return graph.quantile(marginal: number, normals: correlatedNormals(of: draw, in: &graph))
    }

    /// The stream of a draw: keyed by the name of the input and the labels of the element, so that neither other inputs nor other
    /// labels move it.
    func stream(of draw: InputDraw) -> Plan.Stream {
        let input = model.inputs[draw.input]
        let id = StreamID(input: model.axes.name(input.name, of: draw.element, in: input.each))
        return Plan.Stream(id: id, dimension: dimensions.dimension(of: draw))
    }

    /// The row of a group's factor times the normals of the draws up to this one: draws before it in the file do not move when
    /// it is added, and a fixed input keeps its place.
    mutating func correlatedNormals(of draw: InputDraw, in graph: inout ValueGraph) -> Int {
        if let number = correlated[draw] { return number }
        guard let (group, row) = memberships[draw] else { return graph.normal(stream: stream(of: draw)) }
        var sum: Int?
        for (member, weight) in zip(groups[group].draws, groups[group].factor[row]) where weight != 0 {
            let normal = graph.normal(stream: stream(of: member))
            let term = weight == 1 ? normal : graph.apply(.multiply, [normal, graph.constant(weight)])
            sum = sum.map { graph.apply(.add, [$0, term]) } ?? term
        }
        let number = sum ?? graph.normal(stream: stream(of: draw))
        correlated[draw] = number
        return number
    }

    /// Each draw over the sum of all along `axis`.
    private func shares(_ numbers: [Int], of index: Int, along axis: Int, in graph: inout ValueGraph) -> [Int] {
        let shape = model.inputs[index].shape
        let rest = shape.removing(axis)
        let stride = shape.stride(of: axis)
        let length = model.axes[axis].labels.count
        let totals = rest.elements(of: shape).map { start -> Int in
            (1..<length).reduce(numbers[start]) { graph.apply(.add, [$0, numbers[start + $1 * stride]]) }
        }
        return zip(numbers, shape.elements(of: rest)).map { graph.apply(.divide, [$0, totals[$1]]) }
    }
}
