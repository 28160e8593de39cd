import CKernels
import Sampling

extension Likelihood {
    /// The likelihood at the value of number `value`, as a value of the same graph: NaN where that is.
    func number(at value: Int, in expansion: inout ModelExpansion) -> Int {
        switch self {
        case .between(let low, let high): return expansion.isBetween(value, low, high)
        case .density(let marginal, let scale):
            let x = scale == 1 ? value : expansion.apply(.divide, [value, expansion.constant(scale)])
            return expansion.relativeDensity(of: marginal, at: x)
        }
    }
}

extension ModelExpansion {
    fileprivate mutating func isBetween(_ x: Int, _ low: Double, _ high: Double) -> Int {
        let isAbove = apply(.lessOrEqual, [constant(low), x])
        return apply(.and, [isAbove, apply(.lessOrEqual, [x, constant(high)])])
    }

    /// The density over its largest value.
    fileprivate mutating func relativeDensity(of marginal: any Marginal, at x: Int) -> Int {
        switch marginal {
        case let normal as Normal:
            return bell(apply(.divide, [apply(.subtract, [x, constant(normal.mean)]), constant(normal.sd)]))
        case let lognormal as Lognormal:
            return lognormalBell(x, mu: lognormal.mu, sigma: lognormal.sigma)
        case let split as SplitLognormal: return relativeDensity(of: split, at: x)
        case let uniform as Uniform: return isBetween(x, uniform.low, uniform.high)
        case let triangular as Triangular: return relativeDensity(of: triangular, at: x)
        case let beta as Beta: return relativeDensity(of: beta, at: x)
        case let pert as PERT:
            let share = apply(
                .divide, [apply(.subtract, [x, constant(pert.low)]), constant(pert.high - pert.low)])
            return relativeDensity(of: pert.beta, at: share)
        default: preconditionFailure("the density of \(type(of: marginal)) was refused when the model was checked")
        }
    }

    /// e^(-z^2 / 2).
    private mutating func bell(_ z: Int) -> Int {
        apply(.exponential, [apply(.multiply, [constant(-0.5), apply(.multiply, [z, z])])])
    }

    /// A lognormal's density over its largest, which it has at e^(mu - sigma^2): with y = (log x - mu) / sigma that is
    /// e^(-(y + sigma)^2 / 2). 0 at and below 0.
    private mutating func lognormalBell(_ x: Int, mu: Double, sigma: Double) -> Int {
        let logarithm = apply(.logarithm, [apply(.maximum, [x, constant(0)])])
        let y = apply(.divide, [apply(.subtract, [logarithm, constant(mu)]), constant(sigma)])
        return bell(apply(.add, [y, constant(sigma)]))
    }

    /// Each half has half the draws, so that the density jumps at the median.
    private mutating func relativeDensity(of split: SplitLognormal, at x: Int) -> Int {
        let mu = suanli_log(split.median)
        // e^(sigma^2 / 2) / sigma is a half's largest density where its peak lies on its own side: below the median.
        let heights = [split.lowerSigma, split.upperSigma].map { suanli_exp($0 * $0 / 2) / $0 }
        let peak = max(heights[0], 1 / split.upperSigma)
        let lower = lognormalBell(x, mu: mu, sigma: split.lowerSigma)
        let upper = lognormalBell(x, mu: mu, sigma: split.upperSigma)
        let isBelow = apply(.less, [x, constant(split.median)])
        return apply(
            .select,
            [
                isBelow, apply(.multiply, [lower, constant(heights[0] / peak)]),
                apply(.multiply, [upper, constant(heights[1] / peak)]),
            ])
    }

    /// Two straight lines, of which one may be missing.
    private mutating func relativeDensity(of triangular: Triangular, at x: Int) -> Int {
        var height = isBetween(x, triangular.low, triangular.high)
        if triangular.low < triangular.mode {
            let rise = apply(
                .divide,
                [
                    apply(.subtract, [x, constant(triangular.low)]), constant(triangular.mode - triangular.low),
                ])
            height = apply(.minimum, [height, apply(.maximum, [rise, constant(0)])])
        }
        if triangular.mode < triangular.high {
            let fall = apply(
                .divide,
                [
                    apply(.subtract, [constant(triangular.high), x]), constant(triangular.high - triangular.mode),
                ])
            height = apply(.minimum, [height, apply(.maximum, [fall, constant(0)])])
        }
        return height
    }

    /// x^(alpha - 1) (1 - x)^(beta - 1) over its value at the mode, (alpha - 1) / (alpha + beta - 2).
    private mutating func relativeDensity(of beta: Beta, at x: Int) -> Int {
        let powers = [beta.alpha - 1, beta.beta - 1]
        let rest = apply(.subtract, [constant(1), x])
        var exponent = constant(0)
        for (power, side) in zip(powers, [x, rest]) where power > 0 {
            let share = power / (powers[0] + powers[1])
            let ratio = apply(.divide, [apply(.maximum, [side, constant(0)]), constant(share)])
            exponent = apply(.add, [exponent, apply(.multiply, [constant(power), apply(.logarithm, [ratio])])])
        }
        return apply(.select, [isBetween(x, 0, 1), apply(.exponential, [exponent]), constant(0)])
    }
}
