import CKernels

/// Finds the beta distribution with two given quantiles.
///
/// For a fixed concentration the chance of lying below the lower quantile falls as the mean rises, so bisection finds the
/// mean that meets it; among those the chance of lying below the upper quantile rises with the concentration. About
/// 4,000 evaluations of the incomplete beta function, a few milliseconds.
struct BetaFit {
    let lower: Quantile
    let upper: Quantile

    /// The shapes, or `nil` where none within ``Beta/shapes`` fit.
    func shapes() -> (alpha: Double, beta: Double)? {
        var low = suanli_log(2 * Beta.shapes.lowerBound)
        var high = suanli_log(2 * Beta.shapes.upperBound)
        for _ in 0..<70 {
            let middle = (low + high) / 2
            let concentration = suanli_exp(middle)
            let mean = self.mean(concentration: concentration)
            let chance = IncompleteBeta(alpha: mean * concentration, beta: (1 - mean) * concentration)
                .value(upper.value)
            if chance < upper.probability { low = middle } else { high = middle }
        }
        let concentration = suanli_exp((low + high) / 2)
        let mean = self.mean(concentration: concentration)
        let alpha = mean * concentration
        let beta = (1 - mean) * concentration
        guard Beta.shapes.contains(alpha), Beta.shapes.contains(beta) else { return nil }
        let fitted = IncompleteBeta(alpha: alpha, beta: beta)
        let misfit = max(
            abs(fitted.value(lower.value) - lower.probability), abs(fitted.value(upper.value) - upper.probability))
        return misfit < 1e-9 ? (alpha, beta) : nil
    }

    private func mean(concentration: Double) -> Double {
        var low = 1e-9
        var high = 1 - 1e-9
        for _ in 0..<60 {
            let middle = (low + high) / 2
            let chance = IncompleteBeta(alpha: middle * concentration, beta: (1 - middle) * concentration)
                .value(lower.value)
            if chance > lower.probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
