import Sampling

/// Makes what stands in `value:` into a number or a distribution.
///
/// Distributions are built in the input's own unit and their draws scaled, so that messages show the numbers of the file.
struct InputValueBuilder {
    let expression: Expression
    let unit: MeasuredUnit
    let units: UnitTable
    private let evaluator: ConstantEvaluator

    /// The value of `expression` for an input measured in `unit`.
    static func value(
        of expression: Expression, unit: MeasuredUnit, units: UnitTable
    ) throws(ExpressionFailure) -> InputValue {
        let builder = try InputValueBuilder(expression, unit: unit, units: units)
        return try builder.value()
    }

    /// The distribution that `expression` is, where it is a Dirichlet.
    static func dirichlet(
        _ expression: Expression, unit: MeasuredUnit, units: UnitTable
    ) throws(ExpressionFailure) -> Dirichlet? {
        guard case .call(.dirichlet, let arguments, _) = expression.nodes[expression.root] else { return nil }
        let builder = try InputValueBuilder(expression, unit: unit, units: units)
        return try builder.dirichlet(arguments, at: expression.offsets[expression.root])
    }

    /// How many distributions in `expression` have parameters that must be searched for.
    static func fits(in expression: Expression) -> Int {
        expression.nodes.count { node in
            guard case .call(.beta, let arguments, _) = node else { return false }
            return arguments.contains { if case .number = $0.label { true } else { false } }
        }
    }

    private init(_ expression: Expression, unit: MeasuredUnit, units: UnitTable) throws(ExpressionFailure) {
        self.expression = expression
        self.unit = unit
        self.units = units
        evaluator = try ConstantEvaluator(expression, units: units)
    }

    private func value() throws(ExpressionFailure) -> InputValue {
        if let marginal = try marginal(expression.root) { return .random(marginal, scale: unit.scale) }
        let number = try number(expression.root) * unit.scale
        guard number.isFinite else {
            throw ExpressionFailure(
                offset: expression.offsets[expression.root], message: "this number is too large")
        }
        return .constant(number)
    }

    /// Part `index` as a distribution; `nil` where it is a number.
    func marginal(_ index: Int) throws(ExpressionFailure) -> (any Marginal)? {
        let offset = expression.offsets[index]
        switch expression.nodes[index] {
        case .range(let low, let high): return try range(low, high, at: offset)
        case .call(let function, let arguments, _) where function.isDistribution:
            return try distribution(function, arguments, at: offset)
        default: return nil
        }
    }

    // MARK: Numbers

    /// Part `index` in the input's unit.
    func number(_ index: Int) throws(ExpressionFailure) -> Double {
        let constant = try evaluator.constant(index)
        let offset = expression.offsets[index]
        if constant.isBare {
            guard !constant.isPercent || unit.dimension.isOne else {
                throw ExpressionFailure(
                    offset: offset,
                    message: "a per-cent number is a share, and the input is in \(units.text(of: unit.dimension))")
            }
            return constant.value
        }
        guard constant.unit.dimension == unit.dimension else {
            throw ExpressionFailure(
                offset: offset,
                message: "this is in \(units.text(of: constant.unit.dimension)), and the input's `unit:` is "
                    + "\(units.text(of: unit.dimension))")
        }
        return constant.unit.scale == unit.scale ? constant.value : constant.value * (constant.unit.scale / unit.scale)
    }

    /// Refuses to mix numbers that say their unit with such that do not: `1 to 90 day` of an input in months would be read as one
    /// month to three.
    func requireUnits(_ parts: [Int]) throws(ExpressionFailure) {
        guard !unit.dimension.isOne, parts.count > 1 else { return }
        var (bare, withUnit): (Int?, Int?)
        for part in parts {
            let constant = try evaluator.constant(part)
            if constant.value == 0 { continue }
            if constant.isBare { bare = bare ?? part } else { withUnit = withUnit ?? part }
        }
        guard let bare, withUnit != nil else { return }
        throw ExpressionFailure(
            offset: expression.offsets[bare],
            message:
                "this number has no unit and another beside it has one; write the unit behind both, or behind neither")
    }

    /// Part `index`, which counts nothing.
    func plain(_ index: Int, _ what: String) throws(ExpressionFailure) -> Double {
        let constant = try evaluator.constant(index)
        guard constant.unit.dimension.isOne else {
            throw ExpressionFailure(
                offset: expression.offsets[index], message: "\(what) is a plain number, without a unit")
        }
        return constant.inBaseUnits
    }

    private func range(_ low: Int, _ high: Int, at offset: Int) throws(ExpressionFailure) -> any Marginal {
        try requireUnits([low, high])
        let (from, to) = (try number(low), try number(high))
        guard from != to else {
            throw ExpressionFailure(
                offset: offset,
                message: "both ends of this range are \(from.short); write `\(from.short)` for a number that is known")
        }
        guard from > 0, from < to else {
            let swapped = from > to && to > 0
            throw ExpressionFailure(
                offset: offset,
                message: "a range `a to b` is lognormal and needs 0 < a < b, not \(from.short) and \(to.short); "
                    + (swapped ? "swap the ends, or " : "")
                    + "write `normal(5%: a, 95%: b)` for a range that may reach 0"
                    + (swapped ? "" : ", or swap the ends"))
        }
        return try built("a range", at: offset) { () throws(MarginalFailure) in try Lognormal(from: from, to: to) }
    }

    /// The distribution that `make` gives, with its complaint at `offset`.
    func built(
        _ name: String, at offset: Int, _ make: () throws(MarginalFailure) -> any Marginal
    ) throws(ExpressionFailure) -> any Marginal {
        do {
            return try make()
        } catch {
            throw ExpressionFailure(offset: offset, message: "\(name): \(error)\(Self.percentHint(error))")
        }
    }

    private static func percentHint(_ failure: MarginalFailure) -> String {
        guard case .outOfRange(_, let value, 0, 1) = failure, value > 1, value <= 100 else { return "" }
        return "; \(value.short) per cent is written `\(value.short)%`"
    }
}
