import CKernels

/// The tail of Student's t distribution, to about 1e-13 of itself.
struct StudentTail: Hashable {
    private let degreesOfFreedom: Double
    /// The logarithm of the density at 0.
    private let logPeak: Double
    private let function: IncompleteBeta

    init(degreesOfFreedom: Double) {
        self.degreesOfFreedom = degreesOfFreedom
        logPeak = -0.5 * suanli_log(degreesOfFreedom) - IncompleteBeta.logBeta(degreesOfFreedom / 2, 0.5)
        function = IncompleteBeta(alpha: degreesOfFreedom / 2, beta: 0.5)
    }

    func density(_ t: Double) -> Double {
        suanli_exp(logPeak - (degreesOfFreedom + 1) / 2 * Self.logOnePlus(t, degreesOfFreedom))
    }

    /// log(1 + t^2 / d), where the square may be too large.
    private static func logOnePlus(_ t: Double, _ degrees: Double) -> Double {
        let ratio = t / degrees.squareRoot()
        return abs(ratio) < 1e100 ? suanli_log1p(ratio * ratio) : 2 * suanli_log(abs(ratio))
    }

    /// The chance of a draw beyond `t` >= 0: half an incomplete beta function (NIST Digital Library of Mathematical
    /// Functions, 8.17(i)); from 300 degrees of freedom on, the integral of the density, which is nearly normal.
    func chance(beyond t: Double) -> Double {
        guard t < .infinity else { return 0 }
        if degreesOfFreedom >= 300 { return integral(beyond: t) }
        let ratio = t / degreesOfFreedom.squareRoot()
        // Beyond, the chance is a power of t, and there is no square.
        guard ratio < 1e150 else {
            return suanli_exp(logPeak + suanli_log(t) - (degreesOfFreedom + 1) * suanli_log(ratio)) / degreesOfFreedom
        }
        let square = ratio * ratio
        return function.chances(around: 1 / (1 + square), rest: square / (1 + square)).below / 2
    }

    private func integral(beyond t: Double) -> Double {
        let peak = density(t)
        guard peak > 0 else { return 0 }
        let power = (degreesOfFreedom + 1) / 2
        let base = degreesOfFreedom + t * t
        let exponent = { (r: Double) in -power * suanli_log1p(r * (2 * t + r) / base) }
        // Where nothing is left of e^-40.
        let ratio = suanli_exp(40 / power) - 1
        let end = ratio * base / (t + (t * t + ratio * base).squareRoot())
        return peak * GaussLegendre.integral(from: 0, to: end) { suanli_exp(exponent($0)) }
    }
}
