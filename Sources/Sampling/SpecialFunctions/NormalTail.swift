import CKernels

/// The standard normal distribution function in both tails.
enum NormalTail {
    /// The chances of lying below and above `z`.
    static func chances(around z: Double) -> Chances {
        let tail = suanli_normal_cdf(-abs(z))
        return z < 0 ? Chances(below: tail, above: 1 - tail) : Chances(below: 1 - tail, above: tail)
    }

    /// The density at `z`.
    static func density(_ z: Double) -> Double {
        0.39894228040143267794 * suanli_exp(-0.5 * z * z)
    }
}
