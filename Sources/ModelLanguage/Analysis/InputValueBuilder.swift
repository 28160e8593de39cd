import Sampling

/// Makes what stands in `value:` into a number or a distribution.
///
/// Distributions are built in the input's own unit and their draws scaled, so that messages show the numbers of the file.
struct InputValueBuilder {
    private let expression: Expression
    private let unit: MeasuredUnit
    private let units: UnitTable
    private let evaluator: ConstantEvaluator

    /// The value of `expression` for an input measured in `unit`.
    static func value(
        of expression: Expression, unit: MeasuredUnit, units: UnitTable
    ) throws(ExpressionFailure) -> InputValue {
        let builder = try InputValueBuilder(expression, unit: unit, units: units)
        return try builder.value()
    }

    /// Whether the parameters of `expression` have to be searched for.
    static func isFitted(_ expression: Expression) -> Bool {
        guard case .call(.beta, let arguments) = expression.nodes[expression.root] else { return false }
        return arguments.contains { if case .number = $0.label { true } else { false } }
    }

    private init(_ expression: Expression, unit: MeasuredUnit, units: UnitTable) throws(ExpressionFailure) {
        self.expression = expression
        self.unit = unit
        self.units = units
        evaluator = try ConstantEvaluator(expression, units: units)
    }

    private func value() throws(ExpressionFailure) -> InputValue {
        let offset = expression.offsets[expression.root]
        switch expression.nodes[expression.root] {
        case .range(let low, let high):
            return .random(try range(low, high, at: offset), scale: unit.scale)
        case .call(let function, let arguments) where function.isDistribution:
            return .random(try distribution(function, arguments, at: offset), scale: unit.scale)
        default:
            let number = try number(expression.root) * unit.scale
            guard number.isFinite else {
                throw ExpressionFailure(offset: offset, message: "this number is too large")
            }
            return .constant(number)
        }
    }

    // MARK: Numbers

    /// Part `index` in the input's unit.
    private func number(_ index: Int) throws(ExpressionFailure) -> Double {
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

    /// Part `index`, which counts nothing.
    private func plain(_ index: Int, _ what: String) throws(ExpressionFailure) -> Double {
        let constant = try evaluator.constant(index)
        guard constant.unit.dimension.isOne else {
            throw ExpressionFailure(
                offset: expression.offsets[index], message: "\(what) is a plain number, without a unit")
        }
        return constant.inBaseUnits
    }

    private func range(_ low: Int, _ high: Int, at offset: Int) throws(ExpressionFailure) -> any Marginal {
        let (from, to) = (try number(low), try number(high))
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
    private func built<Distribution: Marginal>(
        _ name: String, at offset: Int, _ make: () throws(MarginalFailure) -> Distribution
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

    // MARK: Distributions

    /// The most values of a discrete distribution.
    private static let maximumAlternatives = 1_000

    private func distribution(
        _ function: Function, _ arguments: [Expression.Argument], at offset: Int
    ) throws(ExpressionFailure) -> any Marginal {
        switch function {
        case .uniform:
            let ends = try positional(function, arguments, ["low", "high"], at: offset)
            return try built("uniform", at: offset) { () throws(MarginalFailure) in
                try Uniform(low: ends[0], high: ends[1])
            }
        case .triangular:
            let points = try positional(function, arguments, ["low", "mode", "high"], at: offset)
            return try built("triangular", at: offset) { () throws(MarginalFailure) in
                try Triangular(low: points[0], mode: points[1], high: points[2])
            }
        case .pert:
            let points = try positional(function, arguments, ["low", "mode", "high"], at: offset)
            return try built("pert", at: offset) { () throws(MarginalFailure) in
                try PERT(low: points[0], mode: points[1], high: points[2])
            }
        case .normal: return try normal(arguments, at: offset)
        case .lognormal: return try lognormal(arguments, at: offset)
        case .beta: return try beta(arguments, at: offset)
        case .bernoulli:
            guard arguments.count == 1, arguments[0].label == nil else { throw usage(function, at: offset) }
            let chance = try plain(arguments[0].value, "a probability")
            return try built("bernoulli", at: offset) { () throws(MarginalFailure) in
                try Discrete.bernoulli(chance)
            }
        default: return try discrete(arguments, at: offset)
        }
    }

    private func usage(_ function: Function, at offset: Int) -> ExpressionFailure {
        let ways =
            switch function {
            case .normal: "`normal(m, s)` (mean and sd) or `normal(10%: a, 90%: b)`"
            case .lognormal:
                "`lognormal(mean: m, sd: s)`, `lognormal(mu: m, sigma: s)` (of the logarithm) or `lognormal(5%: a, 95%: b)`; "
                    + "without names it is too easily misread"
            case .beta:
                "`beta(alpha, beta)`, `beta(mean: m, sd: s)`, `beta(10%: a, 90%: b)` or `beta(mean: m, 90%: a to b)`"
            case .uniform: "`uniform(low, high)`"
            case .triangular, .pert: "`\(function.rawValue)(low, mode, high)`"
            case .bernoulli: "`bernoulli(p)`"
            default: "`discrete(75%: 1, 25%: 3)`, the weights first"
            }
        return ExpressionFailure(offset: offset, message: "write \(ways)")
    }

    /// As many numbers in the input's unit as there are names; the names may be written, all or none.
    private func positional(
        _ function: Function, _ arguments: [Expression.Argument], _ names: [String], at offset: Int
    ) throws(ExpressionFailure) -> [Double] {
        guard let ordered = inOrder(arguments, names) else { throw usage(function, at: offset) }
        var values: [Double] = []
        for argument in ordered { values.append(try number(argument.value)) }
        return values
    }

    /// The arguments in the order of `names`: as they stand where none has a name; `nil` for any other set of names.
    private func inOrder(_ arguments: [Expression.Argument], _ names: [String]) -> [Expression.Argument]? {
        guard arguments.count == names.count else { return nil }
        if arguments.allSatisfy({ $0.label == nil }) { return arguments }
        return named(arguments, names)
    }

    /// The arguments in the order of `names`; `nil` for any other set of names.
    private func named(_ arguments: [Expression.Argument], _ names: [String]) -> [Expression.Argument]? {
        guard arguments.count == names.count else { return nil }
        let ordered = names.compactMap { name in
            arguments.first { if case .name(name) = $0.label { true } else { false } }
        }
        return ordered.count == names.count ? ordered : nil
    }

    /// The two quantiles that the arguments are, the lower probability first.
    private func quantiles(
        _ arguments: [Expression.Argument]
    ) throws(ExpressionFailure) -> (lower: Quantile, upper: Quantile)? {
        guard arguments.count == 2, case .number(let first) = arguments[0].label,
            case .number(let second) = arguments[1].label
        else { return nil }
        let pair = (Quantile(first, try number(arguments[0].value)), Quantile(second, try number(arguments[1].value)))
        return first <= second ? pair : (pair.1, pair.0)
    }

    private func normal(_ arguments: [Expression.Argument], at offset: Int) throws(ExpressionFailure) -> any Marginal {
        if let pair = try quantiles(arguments) {
            return try built("normal", at: offset) { () throws(MarginalFailure) in
                try Normal(lower: pair.lower, upper: pair.upper)
            }
        }
        let values = try positional(.normal, arguments, ["mean", "sd"], at: offset)
        return try built("normal", at: offset) { () throws(MarginalFailure) in
            try Normal(mean: values[0], sd: values[1])
        }
    }

    private func lognormal(
        _ arguments: [Expression.Argument], at offset: Int
    ) throws(ExpressionFailure) -> any Marginal {
        if let pair = try quantiles(arguments) {
            return try built("lognormal", at: offset) { () throws(MarginalFailure) in
                try Lognormal(lower: pair.lower, upper: pair.upper)
            }
        }
        if let moments = named(arguments, ["mean", "sd"]) {
            let (mean, sd) = (try number(moments[0].value), try number(moments[1].value))
            return try built("lognormal", at: offset) { () throws(MarginalFailure) in
                try Lognormal(mean: mean, sd: sd)
            }
        }
        guard let logarithmic = named(arguments, ["mu", "sigma"]) else { throw usage(.lognormal, at: offset) }
        let (mu, sigma) = (try plain(logarithmic[0].value, "mu"), try plain(logarithmic[1].value, "sigma"))
        return try built("lognormal", at: offset) { () throws(MarginalFailure) in
            try Lognormal(mu: mu, sigma: sigma)
        }
    }

    private func beta(_ arguments: [Expression.Argument], at offset: Int) throws(ExpressionFailure) -> any Marginal {
        if let pair = try quantiles(arguments) {
            return try built("beta", at: offset) { () throws(MarginalFailure) in
                try Beta(lower: pair.lower, upper: pair.upper)
            }
        }
        if let (mean, interval) = try meanAndInterval(arguments) {
            return try built("beta", at: offset) { () throws(MarginalFailure) in
                try Beta(mean: mean, interval: interval)
            }
        }
        if let moments = named(arguments, ["mean", "sd"]) {
            let (mean, sd) = (try number(moments[0].value), try number(moments[1].value))
            return try built("beta", at: offset) { () throws(MarginalFailure) in try Beta(mean: mean, sd: sd) }
        }
        guard let shapes = inOrder(arguments, ["alpha", "beta"]) else { throw usage(.beta, at: offset) }
        let (alpha, beta) = (try plain(shapes[0].value, "alpha"), try plain(shapes[1].value, "beta"))
        return try built("beta", at: offset) { () throws(MarginalFailure) in try Beta(alpha: alpha, beta: beta) }
    }

    /// `mean: m, 90%: a to b`, in either order.
    private func meanAndInterval(
        _ arguments: [Expression.Argument]
    ) throws(ExpressionFailure) -> (mean: Double, interval: ClosedRange<Double>)? {
        var mean: Double?
        var interval: ClosedRange<Double>?
        for argument in arguments {
            switch (argument.label, expression.nodes[argument.value]) {
            case (.name("mean"), _): mean = try number(argument.value)
            case (.number(let share), .range(let low, let high)):
                let offset = expression.offsets[argument.value]
                guard share == 0.9 else {
                    throw ExpressionFailure(
                        offset: offset, message: "the interval of a beta is the 90% one: `90%: a to b`")
                }
                let (from, to) = (try number(low), try number(high))
                guard from < to else {
                    throw ExpressionFailure(
                        offset: offset, message: "the interval needs a < b, not \(from.short) and \(to.short)")
                }
                interval = from...to
            default: return nil
            }
        }
        guard arguments.count == 2, let mean, let interval else { return nil }
        return (mean, interval)
    }

    private func discrete(_ arguments: [Expression.Argument], at offset: Int) throws(ExpressionFailure) -> any Marginal
    {
        guard arguments.count <= Self.maximumAlternatives else {
            throw ExpressionFailure(
                offset: offset,
                message: "discrete has at most \(Self.maximumAlternatives) values, not \(arguments.count)")
        }
        var pairs: [(weight: Double, value: Double)] = []
        for argument in arguments {
            guard case .number(let weight) = argument.label else { throw usage(.discrete, at: offset) }
            pairs.append((weight, try number(argument.value)))
        }
        return try built("discrete", at: offset) { () throws(MarginalFailure) in try Discrete(weighted: pairs) }
    }
}

extension InputValue {
    /// Whether every draw is 0 or 1.
    var isBinary: Bool {
        switch self {
        case .constant(let value): value == 0 || value == 1
        case .random(let marginal, let scale):
            scale == 1 && (marginal as? Discrete)?.values.allSatisfy { $0 == 0 || $0 == 1 } == true
        }
    }
}
