import Sampling

/// The values a model computes in each draw, each distinct one once: equal computations share a number, and what
/// depends on constants alone is a constant.
struct ValueGraph {
    /// How a value comes about. Operands are the numbers of earlier values.
    enum Definition: Hashable {
        /// The bits of a number, so that NaN equals itself and the two zeros differ.
        case constant(bits: UInt64)
        /// The quantile of a marginal at the uniforms of a stream.
        case draw(stream: Plan.Stream, marginal: Int)
        /// The standard normal quantiles of the uniforms of a stream.
        case normal(stream: Plan.Stream)
        /// The quantile of a marginal at the probabilities of standard normals.
        case quantile(marginal: Int, normals: Int)
        /// An operation; operands it does not have are -1.
        case operation(Operation, Int, Int, Int)
    }

    private(set) var definitions: [Definition] = []
    /// The distributions that draws refer to.
    private(set) var marginals: [any Marginal] = []
    /// The input of each of them.
    private(set) var inputs: [Int] = []
    /// Of each value that is the same in every draw.
    private var known: [Double?] = []
    private var numbers: [Definition: Int] = [:]
    private var marginalNumbers: [MarginalOrigin: Int] = [:]
    /// Whether an operation on constants becomes its result, and a choice that is known the chosen value.
    private let isFolding: Bool

    /// An empty graph.
    /// - Parameter isFolding: whether constants are folded; without it every operation is kept, to be looked at.
    init(isFolding: Bool = true) {
        self.isFolding = isFolding
    }

    /// The number of a constant.
    mutating func constant(_ value: Double) -> Int {
        number(of: .constant(bits: value.bitPattern), known: value)
    }

    /// The number by which draws refer to the `marginal` at `origin`, the same for each of its draws.
    mutating func number(of marginal: any Marginal, at origin: MarginalOrigin) -> Int {
        if let number = marginalNumbers[origin] { return number }
        marginals.append(marginal)
        inputs.append(origin.input)
        marginalNumbers[origin] = marginals.count - 1
        return marginals.count - 1
    }

    /// The number of a stream's draw.
    mutating func draw(stream: Plan.Stream, marginal: Int) -> Int {
        number(of: .draw(stream: stream, marginal: marginal), known: nil)
    }

    /// The number of a stream's standard normals.
    mutating func normal(stream: Plan.Stream) -> Int {
        number(of: .normal(stream: stream), known: nil)
    }

    /// The number of a marginal's quantile at standard normals.
    mutating func quantile(marginal: Int, normals: Int) -> Int {
        number(of: .quantile(marginal: marginal, normals: normals), known: nil)
    }

    /// The number of an operation's result.
    mutating func apply(_ operation: Operation, _ operands: [Int]) -> Int {
        let result = knownResult(operation, operands)
        if isFolding, let result { return constant(result) }
        if isFolding, operation == .select, let condition = known[operands[0]] {
            return condition != 0 ? operands[1] : operands[2]
        }
        let padded = operands + Array(repeating: -1, count: 3 - operands.count)
        return number(of: .operation(operation, padded[0], padded[1], padded[2]), known: result)
    }

    private func knownResult(_ operation: Operation, _ operands: [Int]) -> Double? {
        let values = operands.map { known[$0] }
        switch (operation, values[0]) {
        case (.select, let condition?):
            return condition.isNaN ? .nan : condition != 0 ? values[1] : values[2]
        case (.and, _) where values.contains(0): return 0
        case (.or, _) where values.contains(1): return 1
        default:
            let all = values.compactMap { $0 }
            return all.count == values.count ? operation.result(all) : nil
        }
    }

    /// The value, where it is the same in every draw.
    func constantValue(_ number: Int) -> Double? { known[number] }

    /// The values that `roots` depend on, themselves included, in an order of computation that goes for one root after the
    /// other to the depth, so that few values wait for their use at any time.
    func reachable(from roots: [Int]) -> [Int] {
        var order: [Int] = []
        var isSeen = Array(repeating: false, count: definitions.count)
        for root in roots where !isSeen[root] {
            isSeen[root] = true
            var path = [(number: root, operands: operands(of: root)[...])]
            while let last = path.last {
                guard let operand = last.operands.first else {
                    order.append(last.number)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].operands.removeFirst()
                guard !isSeen[operand] else { continue }
                isSeen[operand] = true
                path.append((operand, operands(of: operand)[...]))
            }
        }
        return order
    }

    /// The values that value `number` is computed from.
    func operands(of number: Int) -> [Int] {
        switch definitions[number] {
        case .constant, .draw, .normal: []
        case .quantile(_, let normals): [normals]
        case .operation(_, let first, let second, let third): [first, second, third].filter { $0 >= 0 }
        }
    }

    private mutating func number(of definition: Definition, known value: Double?) -> Int {
        if let known = numbers[definition] { return known }
        definitions.append(definition)
        known.append(value)
        numbers[definition] = definitions.count - 1
        return definitions.count - 1
    }
}

/// Where in a model a distribution stands.
struct MarginalOrigin: Hashable {
    /// Of which input.
    let input: Int
    /// Which of its values.
    let entry: Int
    /// The scenario that sets it, or the baseline.
    let scenario: String
}
