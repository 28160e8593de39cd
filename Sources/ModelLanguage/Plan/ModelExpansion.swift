import Sampling

/// Writes the formulas of a model under one scenario out, element by element, as values of a graph.
struct ModelExpansion {
    private let model: CheckedModel
    private var inputs: InputExpansion
    /// What has been written so far.
    private(set) var graph: ValueGraph
    /// Of each quantity, the values of its elements.
    private(set) var quantities: [[Int]] = []
    /// Told which node of which formula is being written, and which values were new with it.
    private let onNode: ((_ formula: Int, _ node: Int, _ new: Range<Int>) -> Void)?
    private var formulaCount = 0

    /// Writes all quantities out.
    /// - Parameter onNode: called after each node of each formula: first those of quantities, then those of ``values(of:)``.
    init(
        model: CheckedModel, scenario: CheckedScenario, graph: ValueGraph,
        onNode: ((_ formula: Int, _ node: Int, _ new: Range<Int>) -> Void)? = nil
    ) {
        self.model = model
        self.graph = graph
        self.onNode = onNode
        inputs = InputExpansion(model: model, scenario: scenario)
        var recursions = model.recursions[...]
        while quantities.count < model.quantities.count {
            if let recursion = recursions.first, recursion.quantities.lowerBound == quantities.count {
                recursions.removeFirst()
                expand(recursion)
            } else {
                quantities.append(values(of: model.quantities[quantities.count].formula))
            }
        }
    }

    /// The values of input `index`, one for each element of its shape.
    mutating func values(ofInput index: Int) -> [Int] { inputs.numbers(ofInput: index, in: &graph) }

    /// The stream of a draw.
    func stream(of draw: InputDraw) -> Plan.Stream { inputs.stream(of: draw) }

    /// The standard normal beneath a draw, correlated as it is.
    mutating func normal(of draw: InputDraw) -> Int { inputs.correlatedNormals(of: draw, in: &graph) }

    /// Applies one more operation.
    mutating func apply(_ operation: Operation, _ operands: [Int]) -> Int { graph.apply(operation, operands) }

    /// A constant.
    mutating func constant(_ value: Double) -> Int { graph.constant(value) }

    /// The values of a formula about inputs and quantities, one for each element of its shape.
    mutating func values(of formula: Formula) -> [Int] {
        var frame = Frame(formula: formula, number: formulaCount)
        formulaCount += 1
        for node in formula.nodes.indices { write(node, in: &frame) }
        return frame.values[formula.nodes.count - 1]
    }

    // MARK: Nodes

    /// A formula while it is written out.
    private struct Frame {
        let formula: Formula
        /// How many formulas were begun before.
        let number: Int
        /// Of each node that is written; of one that steps along an axis, at the present step.
        var values: [[Int]]
        /// The same one step before.
        var before: [[Int]]
        /// Whether a node steps along an axis.
        var isStepping: [Bool]
        var axis = -1
        var step = 0

        init(formula: Formula, number: Int) {
            self.formula = formula
            self.number = number
            values = Array(repeating: [], count: formula.nodes.count)
            before = values
            isStepping = Array(repeating: false, count: formula.nodes.count)
        }

        /// Along which axes the values of a node lie at present.
        func shape(_ node: Int) -> Shape {
            isStepping[node] ? formula.shapes[node].removing(axis) : formula.shapes[node]
        }

        /// The values of a node repeated along the axes of `shape`.
        func values(_ node: Int, along shape: Shape) -> [Int] {
            let own = self.shape(node)
            if own == shape { return values[node] }
            // What does not step lies along the whole axis; of it the present step is meant.
            let offset = shape.contains(axis) ? 0 : step * own.stride(of: axis)
            return shape.elements(of: own).map { values[node][$0 + offset] }
        }
    }

    private mutating func write(_ node: Int, in frame: inout Frame) {
        let start = graph.definitions.count
        frame.values[node] = numbers(of: node, in: frame)
        onNode?(frame.number, node, start..<graph.definitions.count)
    }

    private mutating func numbers(of node: Int, in frame: Frame) -> [Int] {
        let shape = frame.shape(node)
        switch frame.formula.nodes[node] {
        case .constant(let value): return [graph.constant(value)]
        case .input(let input): return inputs.numbers(ofInput: input, in: &graph)
        case .quantity(let quantity): return quantities[quantity]
        case .unary(let operation, let operand):
            return frame.values(operand, along: shape).map { graph.apply(operation.planOperation, [$0]) }
        case .binary(let operation, let left, let right):
            let (first, second) = (frame.values(left, along: shape), frame.values(right, along: shape))
            return zip(first, second).map { apply(operation, $0, $1) }
        case .select(let condition, let then, let otherwise):
            let (first, second) = (frame.values(then, along: shape), frame.values(otherwise, along: shape))
            return zip(frame.values(condition, along: shape), zip(first, second)).map {
                graph.apply(.select, [$0, $1.0, $1.1])
            }
        case .reduce(let operation, let operand, let axis): return reduce(operand, by: operation, over: axis, in: frame)
        case .cumulative(let operand, let axis): return cumulative(operand, over: axis, in: frame)
        case .previous(let operand, let initial, let axis):
            return previous(operand, initial: initial, over: axis, shape: shape, in: frame)
        case .pick(let operand, let axis, let position):
            let own = frame.shape(operand)
            let offset = position * own.stride(of: axis)
            return shape.elements(of: own).map { frame.values[operand][$0 + offset] }
        case .step(let axis):
            return (0..<model.axes[axis].labels.count).map { graph.constant(Double($0)) }
        }
    }

    /// `>` and `>=` are `<` and `<=` with their sides swapped.
    private mutating func apply(_ operation: BinaryOperation, _ left: Int, _ right: Int) -> Int {
        switch operation {
        case .greater: graph.apply(.less, [right, left])
        case .greaterOrEqual: graph.apply(.lessOrEqual, [right, left])
        default: graph.apply(operation.planOperation, [left, right])
        }
    }

    // MARK: Along axes

    private mutating func reduce(_ operand: Int, by operation: BinaryOperation, over axis: Int, in frame: Frame)
        -> [Int]
    {
        let own = frame.shape(operand)
        let (stride, length) = (own.stride(of: axis), model.axes[axis].labels.count)
        let values = frame.values[operand]
        return own.removing(axis).elements(of: own).map { start in
            var result = values[start]
            for position in 1..<max(1, length) { result = apply(operation, result, values[start + position * stride]) }
            return result
        }
    }

    private mutating func cumulative(_ operand: Int, over axis: Int, in frame: Frame) -> [Int] {
        let own = frame.shape(operand)
        let (stride, positions) = (own.stride(of: axis), own.positions(along: axis))
        var sums = frame.values[operand]
        // Elements further along the axis have larger numbers, so that each finds the sum before it ready.
        for element in sums.indices where positions[element] > 0 {
            sums[element] = graph.apply(.add, [sums[element - stride], sums[element]])
        }
        return sums
    }

    private func previous(_ operand: Int, initial: Int, over axis: Int, shape: Shape, in frame: Frame) -> [Int] {
        let first = frame.values(initial, along: shape)
        if frame.isStepping[operand] && axis == frame.axis {
            guard frame.step > 0 else { return first }
            let own = frame.shape(operand)
            return shape.elements(of: own).map { frame.before[operand][$0] }
        }
        let values = frame.values(operand, along: shape)
        let (stride, positions) = (shape.stride(of: axis), shape.positions(along: axis))
        return values.indices.map { positions[$0] == 0 ? first[$0] : values[$0 - stride] }
    }

    // MARK: Step by step

    /// Writes out quantities that are defined through each other, one step along their axis after the other.
    private mutating func expand(_ recursion: CheckedRecursion) {
        let (members, axis) = (recursion.quantities, recursion.axis)
        var frames: [Frame] = []
        var isLate: [[Bool]] = []
        for quantity in members {
            let formula = model.quantities[quantity].formula
            var frame = Frame(formula: formula, number: formulaCount)
            formulaCount += 1
            frame.isStepping = formula.nodes(dependingOn: members)
            frame.axis = axis
            for node in formula.nodes.indices where !frame.isStepping[node] { write(node, in: &frame) }
            isLate.append(Self.lateNodes(of: frame))
            frames.append(frame)
        }
        let shapes = members.map { model.quantities[$0].shape }
        quantities += shapes.map { Array(repeating: 0, count: $0.count) }
        for step in 0..<model.axes[axis].labels.count {
            var present: [[Int]] = Array(repeating: [], count: frames.count)
            for isLatePass in [false, true] {
                for index in frames.indices {
                    if !isLatePass { (frames[index].before, frames[index].step) = (frames[index].values, step) }
                    for node in frames[index].formula.nodes.indices
                    where frames[index].isStepping[node] && isLate[index][node] == isLatePass {
                        if case .quantity(let quantity) = frames[index].formula.nodes[node] {
                            frames[index].values[node] = present[quantity - members.lowerBound]
                        } else {
                            write(node, in: &frames[index])
                        }
                    }
                    guard !isLatePass else { continue }
                    let result = frames[index].formula.nodes.count - 1
                    let slice = shapes[index].removing(axis)
                    present[index] = frames[index].values(result, along: slice)
                    let stride = shapes[index].stride(of: axis)
                    for (element, number) in zip(slice.elements(of: shapes[index]), present[index]) {
                        quantities[members.lowerBound + index][element + step * stride] = number
                    }
                }
            }
        }
    }

    /// Which nodes only the next step needs, so that they may mention what the present step is yet to compute.
    private static func lateNodes(of frame: Frame) -> [Bool] {
        var isLate = Array(repeating: true, count: frame.formula.nodes.count)
        isLate[isLate.count - 1] = false
        for (index, node) in frame.formula.nodes.enumerated().reversed() where !isLate[index] {
            if case .previous(let operand, let initial, frame.axis) = node, frame.isStepping[operand] {
                isLate[initial] = false
            } else {
                for operand in node.operands { isLate[operand] = false }
            }
        }
        return isLate
    }
}
