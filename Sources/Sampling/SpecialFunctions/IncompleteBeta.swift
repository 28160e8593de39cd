import CKernels

/// The regularised incomplete beta function I_x(alpha, beta) and its inverse, relative accuracy about 1e-13 in the lower
/// tail; ``complement`` gives the upper one.
///
/// A continued fraction (NIST Digital Library of Mathematical Functions, 8.17.22) by the modified Lentz method (Thompson
/// and Barnett, doi:10.1016/0021-9991(86)90046-X) times a power term in the form of Didonato and Morris, "Algorithm 708"
/// (doi:10.1145/131766.131776). Cost grows with the square root of the larger shape.
struct IncompleteBeta: Hashable {
    let alpha: Double
    let beta: Double
    private let lower: BetaFraction
    private let upper: BetaFraction

    init(alpha: Double, beta: Double) {
        self.init(lower: BetaFraction(alpha: alpha, beta: beta), upper: BetaFraction(alpha: beta, beta: alpha))
    }

    private init(lower: BetaFraction, upper: BetaFraction) {
        alpha = lower.alpha
        beta = lower.beta
        self.lower = lower
        self.upper = upper
    }

    /// The function of 1 - x.
    var complement: IncompleteBeta { IncompleteBeta(lower: upper, upper: lower) }

    /// Up to where the lower fraction converges quickly, beyond which the upper one does.
    private var middle: Double { (alpha + 1) / (alpha + beta + 2) }

    /// I_x for 0 <= x <= 1.
    func value(_ x: Double) -> Double {
        if x <= 0 { return 0 }
        if x >= 1 { return 1 }
        return x > middle ? 1 - upper.value(1 - x) : lower.value(x)
    }

    /// The x with I_x = `p`, 0 < p <= 0.5: Newton's method on log I as a function of log x, which is concave, kept within
    /// a bracket that shrinks at every step.
    func inverse(_ p: Double, near guess: Double? = nil) -> Double {
        let target = suanli_log(p)
        // I_x <= x^alpha / (alpha B) for beta >= 1, and not much more for less: its inverse starts the search.
        var t = min(guess.map(suanli_log) ?? (target + lower.logScale) / alpha, suanli_log(alpha / (alpha + beta)))
        var low = -745.0
        var high = 0.0
        for _ in 0..<200 {
            let x = suanli_exp(t)
            let power = suanli_exp(lower.logPower(x))
            let function = x > 0 && x <= middle ? power * lower.continuedFraction(x) : value(x)
            let difference = suanli_log(function) - target
            if difference < 0 { low = t } else { high = t }
            let slope = power * alpha / ((1 - x) * function)
            let step = difference / slope
            // This close, one more step ends within rounding; nothing is left to gain either where x hardly moves.
            if abs(difference) <= 1e-12 || abs(step) <= max(4e-16, t.ulp) { return suanli_exp(t - step) }
            let next = t - step
            t = next > low && next < high ? next : (low + high) / 2
        }
        return suanli_exp(t)
    }

    /// The chances of lying below and above `x`, whose distance from 1 is `rest`: given apart, so that either may be
    /// tiny.
    func chances(around x: Double, rest: Double) -> Chances {
        if x <= 0 { return Chances(below: 0, above: 1) }
        if rest <= 0 { return Chances(below: 1, above: 0) }
        let power = lower.logPower(x, rest: rest)
        if x > middle {
            let above = min(1, suanli_exp(power) * (alpha / beta) * upper.continuedFraction(rest))
            return Chances(below: 1 - above, above: above)
        }
        let below = min(1, suanli_exp(power) * lower.continuedFraction(x))
        return Chances(below: below, above: 1 - below)
    }

    /// The derivative of I at `x`, whose distance from 1 is `rest`.
    func density(_ x: Double, rest: Double) -> Double {
        x > 0 && rest > 0 ? suanli_exp(lower.logPower(x, rest: rest)) * (alpha / x) / rest : 0
    }

    /// log B(alpha, beta).
    static func logBeta(_ alpha: Double, _ beta: Double) -> Double {
        let small = min(alpha, beta)
        let large = max(alpha, beta)
        guard large >= 8 else {
            return GammaFunction.logarithm(small) + GammaFunction.logarithm(large)
                - GammaFunction.logarithm(small + large)
        }
        // log Γ(large) - log Γ(small + large) without their cancelling main terms.
        let total = small + large
        let difference =
            small - small * suanli_log(large) - (total - 0.5) * suanli_log1p(small / large)
            + GammaFunction.stirlingRemainder(large) - GammaFunction.stirlingRemainder(total)
        return GammaFunction.logarithm(small) + difference
    }
}

/// The continued fraction of one tail, with what does not depend on x.
private struct BetaFraction: Hashable {
    let alpha: Double
    let beta: Double
    /// log(alpha B(alpha, beta)), where both shapes are not large.
    let logScale: Double
    /// What Stirling's series leaves, and half the logarithm of the spread, where both shapes are large.
    private let remainder: Double
    private let logSpread: Double

    init(alpha: Double, beta: Double) {
        self.alpha = alpha
        self.beta = beta
        logScale = IncompleteBeta.logBeta(alpha, beta) + suanli_log(alpha)
        let total = alpha + beta
        remainder =
            GammaFunction.stirlingRemainder(alpha) + GammaFunction.stirlingRemainder(beta)
            - GammaFunction.stirlingRemainder(total)
        logSpread = 0.5 * suanli_log(beta / (alpha * total))
    }

    /// I_x.
    func value(_ x: Double) -> Double { suanli_exp(logPower(x)) * continuedFraction(x) }

    /// ``logPower(_:)`` by the smaller of `x` and `rest`.
    func logPower(_ x: Double, rest: Double) -> Double {
        guard min(alpha, beta) >= 8 else {
            let logX = x <= rest ? suanli_log(x) : suanli_log1p(-rest)
            let logRest = x <= rest ? suanli_log1p(-x) : suanli_log(rest)
            return alpha * logX + beta * logRest - logScale
        }
        return logPower(excess: x <= rest ? alpha - (alpha + beta) * x : (alpha + beta) * rest - beta)
    }

    /// log of x^alpha (1 - x)^beta / (alpha B(alpha, beta)).
    func logPower(_ x: Double) -> Double {
        guard min(alpha, beta) >= 8 else {
            return alpha * suanli_log(x) + beta * suanli_log1p(-x) - logScale
        }
        return logPower(excess: alpha - (alpha + beta) * x)
    }

    /// The same for large shapes by alpha - (alpha + beta) x: around the mean both terms are large and nearly cancel; their
    /// deviations from it do not.
    private func logPower(excess: Double) -> Double {
        let deviations =
            alpha * GammaFunction.logOnePlusMinus(-excess / alpha)
            + beta * GammaFunction.logOnePlusMinus(excess / beta)
        let halfLogTwoPi = 0.91893853320467274178
        return deviations + logSpread - halfLogTwoPi - remainder
    }

    func continuedFraction(_ x: Double) -> Double {
        let tiny = 1e-300
        var c = 1.0
        var d = 1 / nonzero(1 - (alpha + beta) * x / (alpha + 1), tiny)
        var result = d
        for step in 1...20_000 {
            let m = Double(step)
            let even = m * (beta - m) * x / ((alpha + 2 * m - 1) * (alpha + 2 * m))
            d = 1 / nonzero(1 + even * d, tiny)
            c = nonzero(1 + even / c, tiny)
            result *= d * c
            let odd = -(alpha + m) * (alpha + beta + m) * x / ((alpha + 2 * m) * (alpha + 2 * m + 1))
            d = 1 / nonzero(1 + odd * d, tiny)
            c = nonzero(1 + odd / c, tiny)
            result *= d * c
            if abs(d * c - 1) <= 2.5e-16 { break }
        }
        return result
    }

    private func nonzero(_ value: Double, _ tiny: Double) -> Double {
        abs(value) < tiny ? tiny : value
    }
}
