/// Which quantities the formula of each quantity mentions, and in what order they can be computed.
struct QuantityDependencies {
    /// Quantities that are computed together, each group after those it depends on.
    struct Group {
        /// In order of computation; several only where they are defined through each other by `previous`.
        let members: [Int]
        /// Whether the members are defined through themselves.
        let isRecursive: Bool
    }

    private(set) var groups: [Group] = []
    /// Circles that no `previous` breaks: each depends on the next, the last on the first.
    private(set) var cycles: [[Int]] = []

    /// What a formula mentions: at once, or one step before.
    private struct Uses {
        var atOnce: Set<String> = []
        var before: Set<String> = []
    }

    /// Orders the quantities that `formulas` give.
    /// - Parameter quantity: the quantity that a name stands for.
    init(_ formulas: [Expression?], functions: [String: UserFunction], quantity: (String) -> Int?) {
        let finder = UseFinder(functions)
        let uses = formulas.map { $0.map(finder.uses) ?? Uses() }
        let atOnce = uses.map { $0.atOnce.compactMap(quantity).sorted() }
        let all = zip(atOnce, uses).map { $0 + $1.before.compactMap(quantity).sorted() }
        for component in StronglyConnectedComponents(all).components {
            guard component.count > 1 || all[component[0]].contains(component[0]) else {
                groups.append(Group(members: component, isRecursive: false))
                continue
            }
            let numbers = Dictionary(uniqueKeysWithValues: component.enumerated().map { ($0.element, $0.offset) })
            let inner = DependencyOrder(component.map { atOnce[$0].compactMap { numbers[$0] } })
            cycles += inner.cycles.map { $0.map { component[$0] } }
            groups.append(Group(members: inner.order.map { component[$0] }, isRecursive: inner.cycles.isEmpty))
        }
    }

    /// Finds what formulas mention, through the functions they call.
    private struct UseFinder {
        private let functions: [String: UserFunction]
        private var known: [String: Uses] = [:]

        init(_ functions: [String: UserFunction]) {
            self.functions = functions
            let names = functions.keys.sorted()
            let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, $0.offset) })
            let calls = names.map { name in
                (functions[name]?.expression.nodes ?? []).compactMap { node -> Int? in
                    if case .userCall(let called, _) = node { numbers[called] } else { nil }
                }
            }
            for index in DependencyOrder(calls).order {
                known[names[index]] = functions[names[index]].map { uses($0.expression) }
            }
        }

        func uses(_ expression: Expression) -> Uses {
            var uses = Uses()
            var isAtOnce = Array(repeating: false, count: expression.nodes.count)
            var isBefore = isAtOnce
            isAtOnce[expression.root] = true
            // What uses a part stands behind it.
            for index in expression.nodes.indices.reversed() {
                let (atOnce, before) = (isAtOnce[index], isBefore[index])
                guard atOnce || before else { continue }
                switch expression.nodes[index] {
                case .name(let name):
                    if atOnce { uses.atOnce.insert(name) }
                    if before { uses.before.insert(name) }
                case .call(.previous, let arguments, _) where arguments.count == 2:
                    isBefore[arguments[0].value] = true
                    isAtOnce[arguments[1].value] = atOnce
                    isBefore[arguments[1].value] = before
                case .userCall(let name, let arguments):
                    guard let function = functions[name], let called = known[name] else { continue }
                    let own = Set(function.parameters)
                    let (inside, insideBefore) = (called.atOnce.subtracting(own), called.before.subtracting(own))
                    uses.before.formUnion(insideBefore)
                    if atOnce { uses.atOnce.formUnion(inside) }
                    if before { uses.before.formUnion(inside) }
                    for (parameter, argument) in zip(function.parameters, arguments) {
                        let isBeforeInside = called.before.contains(parameter)
                        // What a function does not mention of its arguments is written out with it all the same.
                        let isAtOnceInside = called.atOnce.contains(parameter) || !isBeforeInside
                        isAtOnce[argument] = atOnce && isAtOnceInside
                        isBefore[argument] = isBeforeInside || before && isAtOnceInside
                    }
                case let node:
                    for operand in node.operands { (isAtOnce[operand], isBefore[operand]) = (atOnce, before) }
                }
            }
            return uses
        }
    }
}
