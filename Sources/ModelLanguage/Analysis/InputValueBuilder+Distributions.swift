import Sampling

/// The distributions of `value:` by name.
extension InputValueBuilder {
    /// The most parameters of a distribution.
    private static let maximumAlternatives = 1_000

    func distribution(
        _ function: Function, _ arguments: [Expression.Argument], at offset: Int
    ) throws(ExpressionFailure) -> any Marginal {
        guard arguments.count <= Self.maximumAlternatives else {
            throw ExpressionFailure(
                offset: offset,
                message:
                    "\(function.rawValue) has at most \(Self.maximumAlternatives) parameters, not \(arguments.count)")
        }
        switch function {
        case .normal: return try normal(arguments, at: offset)
        case .lognormal: return try lognormal(arguments, at: offset)
        case .splitLognormal: return try splitLognormal(arguments, at: offset)
        case .uniform, .loguniform, .triangular, .pert, .logistic:
            return try located(function, arguments, at: offset)
        case .beta: return try beta(arguments, at: offset)
        case .gamma, .weibull, .exponentialDistribution, .studentT:
            return try shaped(function, arguments, at: offset)
        case .bernoulli, .binomial, .poisson: return try counted(function, arguments, at: offset)
        case .discrete: return try discrete(arguments, at: offset)
        case .empirical: return try empirical(arguments, at: offset)
        case .mixture: return try mixture(arguments, at: offset)
        case .metalog: return try metalog(arguments, at: offset)
        case .truncate: return try truncated(arguments, at: offset)
        default:
            throw ExpressionFailure(
                offset: offset, message: "a dirichlet stands alone in `value:`, with `each:` an axis of as many labels")
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
            case .splitLognormal: "`split_lognormal(5%: a, 50%: m, 95%: b)`"
            case .uniform, .loguniform: "`\(function.rawValue)(low, high)`"
            case .triangular, .pert: "`\(function.rawValue)(low, mode, high)`"
            case .logistic: "`logistic(location, scale)`"
            case .gamma: "`gamma(shape: k, scale: s)` or `gamma(mean: m, sd: s)`"
            case .weibull: "`weibull(shape: k, scale: s)`"
            case .exponentialDistribution: "`exponential(mean: m)`"
            case .studentT: "`student_t(df: n)` or `student_t(df: n, location: m, scale: s)`"
            case .bernoulli: "`bernoulli(p)`"
            case .binomial: "`binomial(n, p)`"
            case .poisson: "`poisson(rate)`"
            case .mixture: "`mixture(70%: 1M to 2M, 30%: normal(3M, 100k))`, the weights first"
            case .metalog: "`metalog(10%: a, 50%: m, 90%: b)`, perhaps with `min:` and `max:`"
            case .empirical: "`empirical(3, 1, 4, 1, 5)`"
            case .truncate: "`truncate(normal(1, 2), min: 0)`, with `min:`, `max:` or both"
            case .dirichlet: "`dirichlet(8, 7, 5)`"
            default: "`discrete(75%: 1, 25%: 3)`, the weights first"
            }
        return ExpressionFailure(offset: offset, message: "write \(ways)")
    }

    /// As many numbers in the input's unit as there are names; the names may be written, all or none.
    private func positional(
        _ function: Function, _ arguments: [Expression.Argument], _ names: [String], at offset: Int
    ) throws(ExpressionFailure) -> [Double] {
        guard let ordered = inOrder(arguments, names) else { throw usage(function, at: offset) }
        try requireUnits(ordered.map(\.value))
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
        try requireUnits(arguments.map(\.value))
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
        var pairs: [(weight: Double, value: Double)] = []
        for argument in arguments {
            guard case .number(let weight) = argument.label else { throw usage(.discrete, at: offset) }
            pairs.append((weight, try number(argument.value)))
        }
        return try built("discrete", at: offset) { () throws(MarginalFailure) in try Discrete(weighted: pairs) }
    }

    // MARK: Families

    /// Distributions whose parameters are all in the input's unit.
    private func located(
        _ function: Function, _ arguments: [Expression.Argument], at offset: Int
    ) throws(ExpressionFailure) -> any Marginal {
        let names =
            switch function {
            case .uniform, .loguniform: ["low", "high"]
            case .logistic: ["location", "scale"]
            default: ["low", "mode", "high"]
            }
        let points = try positional(function, arguments, names, at: offset)
        return try built(function.rawValue, at: offset) { () throws(MarginalFailure) -> any Marginal in
            switch function {
            case .uniform: try Uniform(low: points[0], high: points[1])
            case .loguniform: try Loguniform(low: points[0], high: points[1])
            case .logistic: try Logistic(location: points[0], scale: points[1])
            case .triangular: try Triangular(low: points[0], mode: points[1], high: points[2])
            default: try PERT(low: points[0], mode: points[1], high: points[2])
            }
        }
    }

    /// Distributions with a parameter that is a plain number; their parameters are named, since books differ in their order.
    private func shaped(
        _ function: Function, _ arguments: [Expression.Argument], at offset: Int
    ) throws(ExpressionFailure) -> any Marginal {
        switch function {
        case .exponentialDistribution:
            guard let mean = named(arguments, ["mean"]) else { throw usage(function, at: offset) }
            let value = try number(mean[0].value)
            return try built("exponential", at: offset) { () throws(MarginalFailure) in try Exponential(mean: value) }
        case .studentT: return try studentT(arguments, at: offset)
        case .gamma:
            if let moments = named(arguments, ["mean", "sd"]) {
                let (mean, sd) = (try number(moments[0].value), try number(moments[1].value))
                return try built("gamma", at: offset) { () throws(MarginalFailure) in try Gamma(mean: mean, sd: sd) }
            }
        default: break
        }
        guard let ordered = named(arguments, ["shape", "scale"]) else { throw usage(function, at: offset) }
        let (shape, scale) = (try plain(ordered[0].value, "the shape"), try number(ordered[1].value))
        return try built(function.rawValue, at: offset) { () throws(MarginalFailure) -> any Marginal in
            function == .gamma ? try Gamma(shape: shape, scale: scale) : try Weibull(shape: shape, scale: scale)
        }
    }

    private func studentT(_ arguments: [Expression.Argument], at offset: Int) throws(ExpressionFailure) -> any Marginal
    {
        var (location, scale) = (0.0, 1.0)
        let degrees: Double
        if let ordered = inOrder(arguments, ["df", "location", "scale"]) {
            degrees = try plain(ordered[0].value, "df")
            (location, scale) = (try number(ordered[1].value), try number(ordered[2].value))
        } else if let alone = inOrder(arguments, ["df"]) {
            degrees = try plain(alone[0].value, "df")
        } else {
            throw usage(.studentT, at: offset)
        }
        return try built("student_t", at: offset) { () throws(MarginalFailure) in
            try StudentT(degreesOfFreedom: degrees, location: location, scale: scale)
        }
    }

    private func counted(
        _ function: Function, _ arguments: [Expression.Argument], at offset: Int
    ) throws(ExpressionFailure) -> any Marginal {
        switch function {
        case .bernoulli:
            guard let ordered = inOrder(arguments, ["p"]) else { throw usage(function, at: offset) }
            let chance = try plain(ordered[0].value, "a probability")
            return try built("bernoulli", at: offset) { () throws(MarginalFailure) in try Discrete.bernoulli(chance) }
        case .binomial:
            guard let ordered = inOrder(arguments, ["n", "p"]) else { throw usage(function, at: offset) }
            let (trials, chance) = (try number(ordered[0].value), try plain(ordered[1].value, "a probability"))
            guard let count = Int(exactly: trials) else {
                throw ExpressionFailure(
                    offset: expression.offsets[ordered[0].value],
                    message: "binomial: the number of trials is whole, not \(trials.short)")
            }
            return try built("binomial", at: offset) { () throws(MarginalFailure) in
                try Binomial(trials: count, probability: chance)
            }
        default:
            guard let ordered = inOrder(arguments, ["rate"]) else { throw usage(function, at: offset) }
            let rate = try number(ordered[0].value)
            return try built("poisson", at: offset) { () throws(MarginalFailure) in try Poisson(rate: rate) }
        }
    }

    private func splitLognormal(
        _ arguments: [Expression.Argument], at offset: Int
    ) throws(ExpressionFailure) -> any Marginal {
        let sorted = try labelled(arguments).sorted { $0.probability < $1.probability }
        guard sorted.count == 3, arguments.count == 3, sorted[1].probability == 0.5 else {
            throw usage(.splitLognormal, at: offset)
        }
        return try built("split_lognormal", at: offset) { () throws(MarginalFailure) in
            try SplitLognormal(lower: sorted[0], median: sorted[1].value, upper: sorted[2])
        }
    }

    /// The quantiles among the arguments.
    private func labelled(_ arguments: [Expression.Argument]) throws(ExpressionFailure) -> [Quantile] {
        try requireUnits(arguments.map(\.value))
        var quantiles: [Quantile] = []
        for argument in arguments {
            guard case .number(let probability) = argument.label else { continue }
            quantiles.append(Quantile(probability, try number(argument.value)))
        }
        return quantiles
    }

    /// The number that is called `name` among the arguments.
    private func named(_ name: String, in arguments: [Expression.Argument]) throws(ExpressionFailure) -> Double? {
        for argument in arguments {
            if case .name(name) = argument.label { return try number(argument.value) }
        }
        return nil
    }

    private func metalog(_ arguments: [Expression.Argument], at offset: Int) throws(ExpressionFailure) -> any Marginal {
        let quantiles = try labelled(arguments)
        let (low, high) = (try named("min", in: arguments), try named("max", in: arguments))
        let named = (low == nil ? 0 : 1) + (high == nil ? 0 : 1)
        guard quantiles.count + named == arguments.count else { throw usage(.metalog, at: offset) }
        return try built("metalog", at: offset) { () throws(MarginalFailure) in
            try Metalog(
                quantiles: quantiles.sorted { $0.probability < $1.probability }, min: low, max: high)
        }
    }

    private func empirical(_ arguments: [Expression.Argument], at offset: Int) throws(ExpressionFailure) -> any Marginal
    {
        var values: [Double] = []
        for argument in arguments {
            guard argument.label == nil else { throw usage(.empirical, at: offset) }
            values.append(try number(argument.value))
        }
        return try built("empirical", at: offset) { () throws(MarginalFailure) in try Discrete(observations: values) }
    }

    // MARK: Distributions made of others

    /// Part `index` as a distribution; a number is one that never varies.
    private func component(_ index: Int) throws(ExpressionFailure) -> any Marginal {
        if let marginal = try marginal(index) { return marginal }
        let value = try number(index)
        return try built("mixture", at: expression.offsets[index]) { () throws(MarginalFailure) in
            try Discrete(weighted: [(1, value)])
        }
    }

    private func mixture(_ arguments: [Expression.Argument], at offset: Int) throws(ExpressionFailure) -> any Marginal {
        var pairs: [(weight: Double, component: any Marginal)] = []
        for argument in arguments {
            guard case .number(let weight) = argument.label else { throw usage(.mixture, at: offset) }
            pairs.append((weight, try component(argument.value)))
        }
        return try built("mixture", at: offset) { () throws(MarginalFailure) in try Mixture(weighted: pairs) }
    }

    private func truncated(_ arguments: [Expression.Argument], at offset: Int) throws(ExpressionFailure) -> any Marginal
    {
        let (low, high) = (try named("min", in: arguments), try named("max", in: arguments))
        let named = (low == nil ? 0 : 1) + (high == nil ? 0 : 1)
        guard let first = arguments.first, first.label == nil, named > 0, arguments.count == named + 1,
            let base = try marginal(first.value)
        else { throw usage(.truncate, at: offset) }
        return try built("truncate", at: offset) { () throws(MarginalFailure) in
            try Truncated(base, min: low, max: high)
        }
    }

    func dirichlet(_ arguments: [Expression.Argument], at offset: Int) throws(ExpressionFailure) -> Dirichlet {
        var concentrations: [Double] = []
        for argument in arguments {
            guard argument.label == nil else { throw usage(.dirichlet, at: offset) }
            concentrations.append(try plain(argument.value, "a concentration"))
        }
        do throws(MarginalFailure) {
            return try Dirichlet(concentrations: concentrations)
        } catch {
            throw ExpressionFailure(offset: offset, message: "dirichlet: \(error)")
        }
    }
}
