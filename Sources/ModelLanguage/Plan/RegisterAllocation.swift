/// Gives every value of a straight-line program a register, using one again once its value is no longer needed, so that
/// the columns of a block stay in cache.
///
/// Linear scan over the values in order of computation; constants and results keep a register of their own.
struct RegisterAllocation {
    private var registers: [Int: Int] = [:]
    /// How many registers there are.
    private(set) var count = 0

    /// Allocates for the values `order` of `graph`, of which `results` are read after the last step.
    init(order: [Int], results: [Int], in graph: ValueGraph) {
        var lastUse: [Int: Int] = [:]
        for (position, number) in order.enumerated() {
            for operand in graph.operands(of: number) { lastUse[operand] = position }
        }
        for result in results { lastUse[result] = .max }

        var free: [Int] = []
        for (position, number) in order.enumerated() {
            if graph.constantValue(number) != nil {
                registers[number] = count
                count += 1
                continue
            }
            // The operations allow their result to replace an operand, so operands are given back first.
            for operand in Set(graph.operands(of: number)).sorted()
            where lastUse[operand] == position && graph.constantValue(operand) == nil {
                if let register = registers[operand] { free.append(register) }
            }
            registers[number] = free.popLast() ?? count
            if registers[number] == count { count += 1 }
        }
    }

    /// The register of a value that is computed.
    func register(of number: Int) -> Int {
        guard let register = registers[number] else {
            preconditionFailure("value \(number) is needed and has no register")
        }
        return register
    }
}
