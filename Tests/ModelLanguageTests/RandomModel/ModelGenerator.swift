import TestSupport

/// Makes random models up: every choice comes from the seed.
struct ModelGenerator {
    private var random: SeededGenerator
    private var model = RandomModel()
    /// What formulas may mention.
    private var numbers: [String] = []
    private var conditions: [String] = []
    /// Whether the formula is a function's, whose parameters may bring any axis.
    private var isInFunction = false

    /// The model that `seed` names.
    static func model(seed: UInt64) -> RandomModel {
        var generator = ModelGenerator(random: SeededGenerator(seed: seed))
        generator.addAxes()
        for number in 0..<Int.random(in: 3...5, using: &generator.random) { generator.addInput("x\(number)") }
        generator.addFunctions()
        generator.addQuantities()
        return generator.model
    }

    private init(random: SeededGenerator) {
        self.random = random
    }

    // MARK: Choices

    private mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < probability
    }

    private mutating func choice<Item>(_ items: [Item]) -> Item {
        items[Int.random(in: 0..<items.count, using: &random)]
    }

    /// The axes of `term` in the order of the file, so that a seed always gives the same.
    private func axes(of term: Term, isOrdered: Bool = false) -> [RandomModel.Axis] {
        let names = model.axes(of: term)
        return model.axes.filter { names.contains($0.name) && ($0.isOrdered || !isOrdered) }
    }

    // MARK: Axes and inputs

    private mutating func addAxes() {
        let count = Int.random(in: 2...4, using: &random)
        // Often alike in length, so that two that are swapped do not show in the number of elements.
        let typical = Int.random(in: 2...3, using: &random)
        for kind in [0, 1, 2, 3].shuffled(using: &random).prefix(count) {
            let length = chance(0.7) ? typical : Int.random(in: 1...4, using: &random)
            let labels = (1...length).map { number in
                switch kind {
                case 0: "2026Q\(number)"
                case 1: "\(2026 + number)"
                case 2: ["A", "910B", "c d", "_"][number - 1]
                default: "p\(number)"
                }
            }
            let name = ["quarter", "year", "firm", "place"][kind]
            model.axes.append(RandomModel.Axis(name: name, labels: labels, isOrdered: kind < 2))
            model.tableOrder[name] = labels.shuffled(using: &random)
        }
    }

    private mutating func someAxes(_ probability: Double) -> [String] {
        let chosen = model.axes.map(\.name).filter { _ in chance(probability) }
        return chosen.shuffled(using: &random)
    }

    private mutating func addInput(_ name: String) {
        let isBinary = chance(0.2)
        let (each, table) = (someAxes(0.4), chance(0.5) ? someAxes(0.4) : [])
        let input = RandomModel.Input(
            name: name, each: each, axes: Set(each + table), isBinary: isBinary, table: table,
            cells: cells(along: table, isBinary: isBinary))
        model.inputs.append(input)
        numbers.append(name)
        if isBinary { conditions.append(name) }
        guard chance(0.4) else { return }
        var other = input
        other.table = someAxes(0.5).filter(input.axes.contains)
        other.cells = cells(along: other.table, isBinary: isBinary)
        model.overrides.append(other)
    }

    private mutating func cells(along table: [String], isBinary: Bool) -> [[String]: RandomModel.Cell] {
        var places: [[String]] = [[]]
        for axis in table {
            places = places.flatMap { place in (model.axis(axis)?.labels ?? []).map { place + [$0] } }
        }
        return places.reduce(into: [:]) { $0[$1] = choice(isBinary ? Self.binary : Self.cells) }
    }

    private static let binary = [
        RandomModel.Cell(text: "bernoulli(0.4)"), RandomModel.Cell(text: "1", constant: 1),
        RandomModel.Cell(text: "discrete(30%: 0, 70%: 1)"),
    ]
    private static let cells = [
        RandomModel.Cell(text: "normal(0, 1)", isContinuous: true),
        RandomModel.Cell(text: "1 to 4", isContinuous: true),
        RandomModel.Cell(text: "uniform(-2, 3)", isContinuous: true), RandomModel.Cell(text: "20%", constant: 0.2),
        RandomModel.Cell(text: "discrete(25%: -1, 50%: 1, 25%: 2)"), RandomModel.Cell(text: "0.002k", constant: 2),
        RandomModel.Cell(text: "-1.5", constant: -1.5), RandomModel.Cell(text: "normal(0.3, 0.01)", isContinuous: true),
    ]

    // MARK: Functions

    private mutating func addFunctions() {
        isInFunction = true
        for index in 0..<Int.random(in: 0...3, using: &random) {
            // A parameter may be called like an input, which it hides.
            let parameters = [chance(0.3) ? "x0" : "a", "b"].prefix(Int.random(in: 1...2, using: &random))
            let (outer, outerConditions, inputs) = (numbers, conditions, model.inputs)
            numbers = numbers.filter { !parameters.contains($0) } + parameters + parameters
            conditions = conditions.filter { !parameters.contains($0) }
            model.inputs = inputs.filter { !parameters.contains($0.name) }
            let body = number(2)
            (numbers, conditions, model.inputs) = (outer, outerConditions, inputs)
            model.functions.append(
                RandomModel.Function(name: "f\(index)", parameters: Array(parameters), body: body))
        }
        isInFunction = false
    }

    // MARK: Quantities

    private mutating func addQuantities() {
        for _ in 0..<Int.random(in: 3...5, using: &random) {
            let name = "q\(model.quantities.count)"
            switch Int.random(in: 0..<10, using: &random) {
            case 0: add(name, .not(condition(2)), isCondition: true)
            case 1: add(name, inexact(), isInexact: true)
            case 2, 3: addRecursion()
            case 4: addRing()
            default: add(name, number(3))
            }
        }
        add("last_one", number(2))
        model.probability = condition(2)
        model.listing = model.quantities.indices.shuffled(using: &random)
    }

    private mutating func add(_ name: String, _ formula: Term, isCondition: Bool = false, isInexact: Bool = false) {
        model.quantityAxes[name] = model.axes(of: formula)
        model.quantities.append(
            RandomModel.Quantity(name: name, formula: formula, isCondition: isCondition, isInexact: isInexact))
        if isCondition { conditions.append(name) } else { numbers.append(name) }
    }

    private mutating func inexact() -> Term {
        let term = Term.call(.clamp, [number(2), .constant(-20), .constant(20)])
        let positive = Term.infix(.plus, .call(.abs, [term]), .number(text: "10%", value: 0.1))
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return .call(.exp, [term])
        case 1: return .call(.log, [positive])
        case 2: return .call(.sin, [term])
        case 3: return .call(.cos, [term])
        default: return .infix(.power, positive, .call(.clamp, [number(1), .constant(-3), .constant(3)]))
        }
    }

    /// One quantity that is defined through itself one step before, or two through each other.
    private mutating func addRecursion() {
        guard let axis = model.axes.filter(\.isOrdered).randomElement(using: &random) else { return }
        let isPair = chance(0.4)
        let names = (0..<(isPair ? 2 : 1)).map { "q\(model.quantities.count + $0)" }
        let bases = names.map { _ in Term.infix(.plus, number(2), .infix(.times, half, .step(axis: axis.name))) }
        for (name, base) in zip(names, bases) { model.quantityAxes[name] = model.axes(of: base) }
        var formulas = [Term.infix(.plus, bases[0], before(names[isPair ? 1 : 0], along: axis.name))]
        if isPair {
            let other = chance(0.5) ? Term.name(names[0]) : before(names[0], along: axis.name)
            formulas.append(.infix(.minus, bases[1], .infix(.times, half, other)))
        }
        add(Array(zip(names, formulas)))
    }

    /// Three quantities in a ring, one of them summed up over an axis: their axes are found in another order than they are written.
    private mutating func addRing() {
        guard let axis = model.axes.filter(\.isOrdered).randomElement(using: &random),
            let other = model.axes.filter({ $0.name != axis.name }).randomElement(using: &random)
        else { return }
        let names = (0..<3).map { "q\(model.quantities.count + $0)" }
        let summed = Term.infix(.plus, number(1), .step(axis: other.name))
        let base = Term.infix(.plus, number(2), .infix(.times, half, .step(axis: axis.name)))
        let reduction = choice([Term.Reduction.sum, .mean, .max])
        add([
            (names[0], .over(reduction, .infix(.plus, .name(names[1]), summed), axis: other.name)),
            (names[1], .previous(.name(names[2]), initial: literal(), axis: axis.name, isNamed: true)),
            (names[2], .infix(.plus, base, .infix(.times, half, .name(names[0])))),
        ])
    }

    /// Adds quantities that are defined through each other, whose axes each may bring to the others.
    private mutating func add(_ recursion: [(name: String, formula: Term)]) {
        for (name, _) in recursion { model.quantityAxes[name] = model.quantityAxes[name] ?? [] }
        for _ in 0..<recursion.count * model.axes.count {
            for (name, formula) in recursion {
                let found = model.axes(of: formula)
                model.quantityAxes[name]?.formUnion(found)
            }
        }
        for (name, formula) in recursion {
            model.quantities.append(RandomModel.Quantity(name: name, formula: namingAxes(formula)))
            numbers.append(name)
        }
    }

    private var half: Term { .number(text: "0.5", value: 0.5) }

    /// Half of something about quantity `name` one step before.
    private mutating func before(_ name: String, along axis: String) -> Term {
        let other = model.axes.map(\.name).filter { $0 != axis && model.quantityAxes[name]?.contains($0) == true }
        let whole: Term
        switch Int.random(in: 0..<7, using: &random) {
        case 0: whole = .call(.max, [.name(name), number(1)])
        case 1: whole = .previous(.name(name), initial: literal(), axis: axis, isNamed: true)
        case 2 where !other.isEmpty: whole = .over(choice([.mean, .min]), .name(name), axis: choice(other))
        case 3 where !other.isEmpty: whole = pick(.name(name), from: other.compactMap(model.axis))
        case 4: whole = .infix(.times, .name(name), number(1))
        case 5 where other.contains { model.axis($0)?.isOrdered == true }:
            let ordered = other.filter { model.axis($0)?.isOrdered == true }
            whole = .along(choice(Term.Walk.allCases), .name(name), axis: choice(ordered), isNamed: true)
        default: whole = .name(name)
        }
        let initial = self.initial(besides: axis)
        return .infix(.times, half, .previous(whole, initial: initial, axis: axis, isNamed: true))
    }

    /// The formula with the axes of its `previous` left out where only one is possible.
    private mutating func namingAxes(_ term: Term) -> Term {
        let isShort = chance(0.5)
        return term.replacing { part in
            guard case .previous(let inner, let initial, let axis, true) = part, isShort,
                axes(of: inner, isOrdered: true).count == 1
            else { return nil }
            return .previous(inner, initial: initial, axis: axis, isNamed: false)
        }
    }

    /// What may stand before the first step along `axis`.
    private mutating func initial(besides axis: String) -> Term {
        let term = isInFunction ? literal() : number(1)
        return model.axes(of: term).contains(axis) ? .negate(literal()) : term
    }

    // MARK: Numbers

    private mutating func literal() -> Term {
        choice([
            .constant(0), .constant(1), .constant(3), half, .number(text: "20%", value: 0.2),
            .number(text: "1.25e-1", value: 0.125), .number(text: "0.01k", value: 10),
        ])
    }

    /// A formula at most `depth` operations deep.
    private mutating func number(_ depth: Int) -> Term {
        guard depth > 0 else { return leaf() }
        let inner = depth - 1
        switch Int.random(in: 0..<12, using: &random) {
        case 0, 1: return .infix(choice([.plus, .minus]), number(inner), number(inner))
        case 2: return .infix(.times, number(inner), number(inner))
        case 3: return .infix(.divide, number(inner), .infix(.plus, .constant(1), .call(.abs, [number(inner)])))
        case 4: return power(inner)
        case 5: return .negate(number(inner))
        case 6: return call(inner)
        case 7: return .choose(condition(inner), then: number(inner), otherwise: number(inner))
        case 8 where !model.functions.isEmpty:
            let function = choice(model.functions)
            return .apply(function.name, function.parameters.map { _ in number(inner) })
        case 8, 9, 10: return overAxis(number(inner))
        default: return alongTime(number(inner))
        }
    }

    private mutating func leaf() -> Term {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return choice([.step(axis: choice(model.axes).name), .length(axis: choice(model.axes).name)])
        case 1, 2: return literal()
        default: return .name(choice(numbers))
        }
    }

    /// A power that any implementation rounds alike: it is a whole number, or a whole power of 2.
    private mutating func power(_ depth: Int) -> Term {
        let exponent = Term.constant(Int.random(in: 0...3, using: &random))
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return .infix(.power, .constant(2), .infix(.power, .constant(2), exponent))
        case 1: return .infix(.power, .constant(2), .negate(exponent))
        case 2: return .infix(.power, .infix(.power, .constant(2), exponent), .constant(2))
        default:
            let base = Term.call(.round, [.call(.clamp, [number(depth), .constant(-3), .constant(3)])])
            return .infix(.power, chance(0.5) ? base : .negate(base), exponent)
        }
    }

    private mutating func call(_ depth: Int) -> Term {
        switch Int.random(in: 0..<5, using: &random) {
        case 0, 1:
            let terms = (0..<Int.random(in: 2...3, using: &random)).map { _ in number(depth) }
            return .call(choice([.min, .max]), terms)
        case 2: return .call(.clamp, [number(depth), .negate(.constant(1)), .name(choice(numbers))])
        case 3: return .call(.sqrt, [.call(.abs, [number(depth)])])
        default: return .call(choice([.abs, .floor, .ceil, .round]), [number(depth)])
        }
    }

    private mutating func condition(_ depth: Int) -> Term {
        if depth > 0 && chance(0.4) {
            let (first, second) = (condition(depth - 1), condition(depth - 1))
            return chance(0.3) ? .not(first) : .infix(choice([.and, .or]), first, second)
        }
        if !conditions.isEmpty && chance(0.4) { return .name(choice(conditions)) }
        return .infix(choice(Term.Infix.comparisons), number(depth), number(depth))
    }

    // MARK: Along axes

    private mutating func overAxis(_ term: Term) -> Term {
        let axes = axes(of: term)
        guard !axes.isEmpty else { return term }
        if chance(0.3) { return pick(term, from: axes) }
        let reduction = choice(Term.Reduction.allCases)
        let bounded = Term.call(.clamp, [term, .constant(-2), .constant(2)])
        return .over(reduction, reduction == .product ? bounded : term, axis: choice(axes).name)
    }

    private mutating func pick(_ term: Term, from axes: [RandomModel.Axis]) -> Term {
        let chosen = axes.shuffled(using: &random).prefix(Int.random(in: 1...axes.count, using: &random))
        return .pick(term, chosen.map { Term.Label(axis: $0.name, label: choice($0.labels)) })
    }

    private mutating func alongTime(_ term: Term) -> Term {
        let ordered = axes(of: term, isOrdered: true)
        guard !ordered.isEmpty else { return term }
        let axis = choice(ordered).name
        let isNamed = ordered.count > 1 || isInFunction || chance(0.5)
        if chance(0.5) { return .previous(term, initial: initial(besides: axis), axis: axis, isNamed: isNamed) }
        return .along(choice(Term.Walk.allCases), term, axis: axis, isNamed: isNamed)
    }
}
