import CKernels

/// The regularised incomplete gamma functions P(a, x) and Q(a, x), each to about 1e-13 of itself where it is the smaller.
///
/// For shapes below 100 the power series and the continued fraction (NIST Digital Library of Mathematical Functions, 8.7.1
/// and 8.9.2; the latter by the modified Lentz method, Thompson and Barnett, doi:10.1016/0021-9991(86)90046-X). From
/// there on the tail's integral over x (1 - r) or x (1 + r), whose integrand falls from 1 like a normal density and
/// is met by one Gauss-Legendre rule, whatever the shape.
struct IncompleteGamma: Hashable {
    let shape: Double
    /// log Γ(shape + 1) for small shapes, else Stirling's remainder and the logarithm of sqrt(2π shape).
    private let logScale: Double

    private var isSmall: Bool { shape < 10 }
    /// Whether series and fraction take fewer steps than the rule has points.
    private var hasFewTerms: Bool { shape < 100 }

    init(shape: Double) {
        self.shape = shape
        let halfLogTwoPi = 0.91893853320467274178
        logScale =
            shape < 10
            ? GammaFunction.logarithm(shape + 1)
            : halfLogTwoPi + 0.5 * suanli_log(shape) + GammaFunction.stirlingRemainder(shape)
    }

    /// P and Q at `x`.
    func chances(around x: Double) -> Chances {
        if x <= 0 { return Chances(below: 0, above: 1) }
        if x == .infinity { return Chances(below: 1, above: 0) }
        if x < (hasFewTerms ? shape + 1 : shape) {
            let below = min(1, hasFewTerms ? series(x) : lowerIntegral(x))
            return Chances(below: below, above: 1 - below)
        }
        let above = min(1, hasFewTerms ? fraction(x) : upperIntegral(x))
        return Chances(below: 1 - above, above: above)
    }

    /// The derivative of P at `x`.
    func density(_ x: Double) -> Double {
        x > 0 && x < .infinity ? suanli_exp(logPower(x)) * (shape / x) : 0
    }

    /// log of x^shape e^-x / Γ(shape + 1).
    private func logPower(_ x: Double) -> Double {
        if isSmall { return shape * suanli_log(x) - x - logScale }
        let deviation = (x - shape) / shape
        let logarithm =
            abs(deviation) < 0.5 ? GammaFunction.logOnePlusMinus(deviation) : suanli_log(x / shape) - deviation
        return shape * logarithm - logScale
    }

    private func series(_ x: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        var divisor = shape
        while term > sum * 0x1p-55 {
            divisor += 1
            term *= x / divisor
            sum += term
        }
        return suanli_exp(logPower(x)) * sum
    }

    private func fraction(_ x: Double) -> Double {
        var b = x + 1 - shape
        var c = 1e300
        var d = 1 / b
        var result = d
        for step in 1...5000 {
            let a = -Double(step) * (Double(step) - shape)
            b += 2
            d = 1 / nonzero(a * d + b)
            c = nonzero(b + a / c)
            result *= d * c
            if abs(d * c - 1) <= 2.5e-16 { break }
        }
        return suanli_exp(logPower(x)) * shape * result
    }

    private func nonzero(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }

    private func lowerIntegral(_ x: Double) -> Double {
        let power = shape - 1
        let end = min(1, reach(slope: power - x))
        let integral = GaussLegendre.integral(from: 0, to: end) { r in
            suanli_exp(power * (suanli_log1p(-r) + r) - (power - x) * r)
        }
        return suanli_exp(logPower(x)) * shape * integral
    }

    private func upperIntegral(_ x: Double) -> Double {
        let logPower = logPower(x)
        // Nothing is left; the search for the integral's end might not end.
        guard logPower > -745 else { return 0 }
        let power = shape - 1
        let exponent = { (r: Double) in power * (suanli_log1p(r) - r) - (x - power) * r }
        var end = reach(slope: x - power)
        while exponent(end) > -40 { end *= 1.25 }
        let integral = GaussLegendre.integral(from: 0, to: end) { suanli_exp(exponent($0)) }
        return suanli_exp(logPower) * shape * integral
    }

    /// Where slope r + (shape - 1) r^2 / 2 reaches 40, beyond which nothing is left of e^-40.
    private func reach(slope: Double) -> Double {
        80 / (slope + (slope * slope + 80 * (shape - 1)).squareRoot())
    }
}
