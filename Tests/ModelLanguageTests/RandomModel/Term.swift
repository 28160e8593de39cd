/// A formula of a random model, as a tree of its own: what the format says, not what the language makes of it.
indirect enum Term {
    /// A number as written, and what that means.
    case number(text: String, value: Double)
    case name(String)
    case negate(Term)
    case not(Term)
    case infix(Infix, Term, Term)
    case call(Call, [Term])
    case choose(Term, then: Term, otherwise: Term)
    case over(Reduction, Term, axis: String)
    /// Along an ordered axis, which is written only where `isNamed`.
    case along(Walk, Term, axis: String, isNamed: Bool)
    case previous(Term, initial: Term, axis: String, isNamed: Bool)
    case pick(Term, [Label])
    case step(axis: String)
    case length(axis: String)
    /// A function of the model.
    case apply(String, [Term])

    enum Infix: String, CaseIterable {
        case or, and
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case equal = "=="
        case notEqual = "!="
        case plus = "+"
        case minus = "-"
        case times = "*"
        case divide = "/"
        case power = "^"

        static let comparisons: [Infix] = [.less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual]
    }

    enum Call: String, CaseIterable {
        case min, max, clamp, abs, floor, ceil, round, sqrt, exp, log, sin, cos
    }

    enum Reduction: String, CaseIterable {
        case sum, mean, min, max, product
    }

    enum Walk: String, CaseIterable {
        case cumulative, first, last
    }

    /// `axis: label` between brackets.
    struct Label {
        let axis: String
        let label: String
    }

    static func constant(_ value: Int) -> Term { .number(text: "\(value)", value: Double(value)) }
}

// MARK: As text

extension Term {
    /// How tightly a part binds, from the loosest.
    fileprivate enum Level: Int {
        case conditional, or, and, not, comparison, sum, product, sign, power, primary

        var next: Level { Level(rawValue: rawValue + 1) ?? .primary }
    }

    /// The formula with no more parentheses than it needs.
    var text: String { text(.conditional) }

    private func text(_ outer: Level) -> String { level.rawValue < outer.rawValue ? "(\(bare))" : bare }

    private var level: Level {
        switch self {
        case .choose: .conditional
        case .not: .not
        case .negate: .sign
        case .infix(let infix, _, _): infix.level
        default: .primary
        }
    }

    private var bare: String {
        switch self {
        case .number(let text, _): text
        case .name(let name): name
        case .negate(let term): "-\(term.text(.sign))"
        case .not(let term): "not \(term.text(.not))"
        case .infix(.power, let base, let exponent): "\(base.text(.primary)) ^ \(exponent.text(.sign))"
        case .infix(let infix, let left, let right):
            "\(left.text(infix.isComparison ? level.next : level)) \(infix.rawValue) \(right.text(level.next))"
        case .call(let call, let terms): "\(call.rawValue)(\(Self.list(terms)))"
        case .choose(let condition, let then, let otherwise):
            "if \(condition.text(.or)) then \(then.text) else \(otherwise.text)"
        case .over(let reduction, let term, let axis): "\(reduction.rawValue)(\(term.text), over: \(axis))"
        case .along(let walk, let term, let axis, let isNamed):
            "\(walk.rawValue)(\(term.text)\(isNamed ? ", over: \(axis)" : ""))"
        case .previous(let term, let initial, let axis, let isNamed):
            "previous(\(term.text), \(initial.text)\(isNamed ? ", over: \(axis)" : ""))"
        case .pick(let term, let labels):
            "\(term.text(.primary))[\(labels.map { "\($0.axis): \($0.label)" }.joined(separator: ", "))]"
        case .step(let axis): "step(\(axis))"
        case .length(let axis): "length(\(axis))"
        case .apply(let name, let terms): "\(name)(\(Self.list(terms)))"
        }
    }

    private static func list(_ terms: [Term]) -> String { terms.map(\.text).joined(separator: ", ") }
}

extension Term.Infix {
    var isComparison: Bool { Self.comparisons.contains(self) }

    fileprivate var level: Term.Level {
        switch self {
        case .or: .or
        case .and: .and
        case .plus, .minus: .sum
        case .times, .divide: .product
        case .power: .power
        default: .comparison
        }
    }
}

// MARK: Parts

extension Term {
    /// The term with every part that `replace` knows put in place of the part.
    func replacing(_ replace: (Term) -> Term?) -> Term {
        if let other = replace(self) { return other }
        func inner(_ term: Term) -> Term { term.replacing(replace) }
        switch self {
        case .number, .name, .step, .length: return self
        case .negate(let term): return .negate(inner(term))
        case .not(let term): return .not(inner(term))
        case .infix(let infix, let left, let right): return .infix(infix, inner(left), inner(right))
        case .call(let call, let terms): return .call(call, terms.map(inner))
        case .choose(let condition, let then, let otherwise):
            return .choose(inner(condition), then: inner(then), otherwise: inner(otherwise))
        case .over(let reduction, let term, let axis): return .over(reduction, inner(term), axis: axis)
        case .along(let walk, let term, let axis, let isNamed):
            return .along(walk, inner(term), axis: axis, isNamed: isNamed)
        case .previous(let term, let initial, let axis, let isNamed):
            return .previous(inner(term), initial: inner(initial), axis: axis, isNamed: isNamed)
        case .pick(let term, let labels): return .pick(inner(term), labels)
        case .apply(let name, let terms): return .apply(name, terms.map(inner))
        }
    }
}
