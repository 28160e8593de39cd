/// The values a model computes in each draw, each distinct one once: equal computations share a number, and what
/// depends on constants alone is a constant.
struct ValueGraph {
    /// How a value comes about. Operands are the numbers of earlier values.
    enum Definition: Hashable {
        /// The bits of a number, so that NaN equals itself and the two zeros differ.
        case constant(bits: UInt64)
        /// Input `input` of the model.
        case draw(input: Int)
        /// An operation; operands it does not have are -1.
        case operation(Operation, Int, Int, Int)
    }

    private(set) var definitions: [Definition] = []
    private var numbers: [Definition: Int] = [:]

    /// The number of a constant.
    mutating func constant(_ value: Double) -> Int {
        number(of: .constant(bits: value.bitPattern))
    }

    /// The number of an input's draw.
    mutating func draw(input: Int) -> Int {
        number(of: .draw(input: input))
    }

    /// The number of an operation's result. A choice whose condition is known is the chosen value itself.
    mutating func apply(_ operation: Operation, _ operands: [Int]) -> Int {
        let known = operands.compactMap(constantValue)
        if known.count == operands.count { return constant(operation.result(known)) }
        if operation == .select, let condition = constantValue(operands[0]) {
            if condition.isNaN { return constant(.nan) }
            return condition != 0 ? operands[1] : operands[2]
        }
        let padded = operands + Array(repeating: -1, count: 3 - operands.count)
        return number(of: .operation(operation, padded[0], padded[1], padded[2]))
    }

    /// The value, where it is the same in every draw.
    func constantValue(_ number: Int) -> Double? {
        guard case .constant(let bits) = definitions[number] else { return nil }
        return Double(bitPattern: bits)
    }

    /// The values that `roots` depend on, themselves included, in order of computation.
    func reachable(from roots: [Int]) -> [Int] {
        var isNeeded = Array(repeating: false, count: definitions.count)
        for root in roots { isNeeded[root] = true }
        for number in definitions.indices.reversed() where isNeeded[number] {
            for operand in operands(of: number) { isNeeded[operand] = true }
        }
        return definitions.indices.filter { isNeeded[$0] }
    }

    /// The values that value `number` is computed from.
    func operands(of number: Int) -> [Int] {
        guard case .operation(_, let first, let second, let third) = definitions[number] else { return [] }
        return [first, second, third].filter { $0 >= 0 }
    }

    private mutating func number(of definition: Definition) -> Int {
        if let known = numbers[definition] { return known }
        definitions.append(definition)
        numbers[definition] = definitions.count - 1
        return definitions.count - 1
    }
}
