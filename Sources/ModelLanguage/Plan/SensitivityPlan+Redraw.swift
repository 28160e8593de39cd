import Sampling

extension SensitivityPlan {
    /// The plan as it is evaluated when the draws of redraw `redraw` come anew and all others stay.
    ///
    /// Each fresh draw has a stream of its own behind the plan's, the same one in every redraw. What is correlated with draws that
    /// stay follows from them: its normal is computed once all that stay are known, and whatever used the old one uses that.
    func plan(redrawing redraw: Int) -> Plan {
        let redraw = redraws[redraw]
        let fresh = Set(redraw.streams)
        var writer = RedrawWriter(plan: plan, normals: normals)
        let start = firstStepAfterNormals
        for (position, step) in plan.steps.enumerated() {
            if position == start { for conditional in redraw.conditionals { writer.append(conditional) } }
            writer.append(step, fresh: fresh)
        }
        return writer.finish()
    }

    /// The steps before it compute the correlated normals and nothing else.
    private var firstStepAfterNormals: Int {
        let registers = Set(normals.map(\.register))
        return (plan.steps.lastIndex { registers.contains($0.registers.into) } ?? -1) + 1
    }
}

/// Writes a plan anew with some of its draws replaced.
private struct RedrawWriter {
    private let plan: Plan
    private let normals: [SensitivityPlan.Normal]
    private var steps: [Plan.Step] = []
    private var constants: [Plan.Constant]
    private var registers: Int
    /// What stands for the register of a normal that comes anew, and for the stream of one whose draw needed no register.
    private var replacements: [Int: Int] = [:]
    private var drawn: [Int: Int] = [:]
    /// The fresh normals by stream.
    private var freshNormals: [Int: Int] = [:]

    init(plan: Plan, normals: [SensitivityPlan.Normal]) {
        self.plan = plan
        self.normals = normals
        constants = plan.constants
        registers = plan.registers
    }

    mutating func append(_ step: Plan.Step, fresh: Set<Int>) {
        switch step {
        case .draw(let stream, let kernel, let into):
            if let normal = drawn[stream] {
                steps.append(.quantile(kernel: kernel, normals: normal, into: into))
            } else {
                let number = fresh.contains(stream) ? self.fresh(stream) : stream
                steps.append(.draw(stream: number, kernel: kernel, into: into))
            }
        case .normal(let stream, let into):
            steps.append(.normal(stream: fresh.contains(stream) ? self.fresh(stream) : stream, into: into))
        case .quantile(let kernel, let normals, let into):
            steps.append(.quantile(kernel: kernel, normals: replacements[normals] ?? normals, into: into))
        case .operate: steps.append(step)
        }
    }

    mutating func append(_ conditional: SensitivityPlan.Conditional) {
        var sum: Int?
        for term in conditional.kept { add(term.weight, times: normals[term.normal].register, to: &sum) }
        for term in conditional.fresh {
            if let stream = normals[term.normal].stream { add(term.weight, times: freshNormal(stream), to: &sum) }
        }
        let normal = normals[conditional.normal]
        let result = sum ?? constant(0)
        replacements[normal.register] = result
        if let stream = normal.stream { drawn[stream] = result }
    }

    private mutating func add(_ weight: Double, times register: Int, to sum: inout Int?) {
        let term = operate(.multiply, register, constant(weight))
        sum = sum.map { operate(.add, $0, term) } ?? term
    }

    private mutating func freshNormal(_ stream: Int) -> Int {
        if let known = freshNormals[stream] { return known }
        let into = newRegister()
        steps.append(.normal(stream: fresh(stream), into: into))
        freshNormals[stream] = into
        return into
    }

    private mutating func operate(_ operation: Operation, _ first: Int, _ second: Int) -> Int {
        let into = newRegister()
        steps.append(.operate(operation, first: first, second: second, third: first, into: into))
        return into
    }

    private mutating func constant(_ value: Double) -> Int {
        constants.append(Plan.Constant(register: newRegister(), value: value))
        return registers - 1
    }

    private mutating func newRegister() -> Int {
        registers += 1
        return registers - 1
    }

    private func fresh(_ stream: Int) -> Int { plan.streams.count + stream }

    func finish() -> Plan {
        // No input has a name with a line break, so no other stream is one of these.
        let dimensions = plan.streams.reduce(0) { max($0, $1.dimension + 1) }
        let fresh = plan.streams.map {
            Plan.Stream(id: StreamID(input: "\($0.id.word)\n redrawn"), dimension: dimensions + $0.dimension)
        }
        return Plan(
            registers: registers, constants: constants, streams: plan.streams + fresh, kernels: plan.kernels,
            steps: steps, parts: plan.parts)
    }
}
