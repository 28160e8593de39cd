import CKernels

/// The logarithm of the gamma function and what is left of it after Stirling's main terms, from our own logarithm, so that a
/// plan is the same on every machine.
enum GammaFunction {
    /// log Γ(x) - ((x - 1/2) log x - x + log(2π)/2) for x >= 8, to 1e-17 absolute: the asymptotic series in 1/x
    /// (NIST Digital Library of Mathematical Functions, 5.11.1).
    static func stirlingRemainder(_ x: Double) -> Double {
        let reciprocal = 1 / x
        let square = reciprocal * reciprocal
        let coefficients: [Double] = [
            1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360_360, 1.0 / 156, -3617.0 / 122_400,
        ]
        return coefficients.reversed().reduce(0) { $0 * square + $1 } * reciprocal
    }

    /// log Γ(x) for x > 0, relative error about 1e-15 away from its zeros at 1 and 2, absolute error 1e-15 near them.
    static func logarithm(_ x: Double) -> Double {
        var shifted = x
        var factor = 1.0
        while shifted < 8 {
            factor *= shifted
            shifted += 1
        }
        let halfLogTwoPi = 0.91893853320467274178
        let stirling = (shifted - 0.5) * suanli_log(shifted) - shifted + halfLogTwoPi + stirlingRemainder(shifted)
        return stirling - suanli_log(factor)
    }

    /// log(1 + x) - x for x > -1, without the cancellation near 0: with s = x / (2 + x) it is -x s + 2 s^3 (1/3 + s^2/5 + ...).
    static func logOnePlusMinus(_ x: Double) -> Double {
        guard abs(x) < 0.5 else { return suanli_log1p(x) - x }
        let s = x / (2 + x)
        let square = s * s
        var series = 0.0
        for denominator in stride(from: 29.0, through: 3.0, by: -2.0) { series = series * square + 1 / denominator }
        return 2 * s * square * series - x * s
    }
}
