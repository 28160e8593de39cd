import CKernels
import Testing

@testable import Statistics

@Suite struct QuantileTests {
    private let probabilities = Estimates.quantileProbabilities

    private func quantiles(_ values: [Double]) -> [Histogram.Quantile] {
        let output = summary(ofOutput: values).outputs[0]
        return Distribution(output).quantiles(at: probabilities)
    }

    /// Within a bucket's width (2^-10 of the value) of the sample's own quantile.
    @Test(arguments: UInt64(1)...20)
    func quantilesAreWithinABucketOfTheSamples(seed: UInt64) {
        let values = uniforms(seed: seed, count: 20_000).map { u in
            seed % 2 == 0 ? suanli_exp(3 * suanli_normal_quantile(u)) : suanli_normal_quantile(u)
        }
        let sorted = values.sorted()
        for (probability, found) in zip(probabilities, quantiles(values)) {
            let rank = Int((probability * 20_000).rounded(.up)) - 1
            let expected = sorted[rank]
            let slack = abs(expected) * 0x1p-10 + (sorted[rank + 1] - sorted[rank - 1])
            #expect(abs(found.value - expected) <= slack, "\(probability): \(found.value), not \(expected)")
        }
    }

    @Test func atomsAreExactAndMarked() {
        let values = uniforms(seed: 5, count: 10_000).map { u in u < 0.3 ? 0 : u > 0.6 ? 0.7 : u }
        let found = quantiles(values)
        for (probability, quantile) in zip(probabilities, found) {
            let isAtom = probability < 0.28 || probability > 0.62
            #expect(quantile.isAtom == isAtom, "\(probability)")
            if isAtom { #expect(quantile.value == (probability < 0.5 ? 0 : 0.7)) }
        }
    }

    /// Caps and floors at values that are no bucket's edge, with draws just beside them in the same bucket, whole and in
    /// leaves that are merged.
    @Test func capsAndFloorsAreExactAmongNeighbours() {
        let cap = 400_000.0
        let floor = 0.3 * cap
        let values = uniforms(seed: 9, count: 40_960).map { min(max(cap * 1.5 * $0, floor), cap) }
        var merged = summary(ofOutput: Array(values[..<4096]))
        for first in stride(from: 4096, to: values.count, by: 4096) {
            merged.merge(summary(ofOutput: Array(values[first..<first + 4096])))
        }
        #expect(merged.outputs[0].moments.atMaximum == UInt64(values.count { $0 == cap }))
        #expect(merged.outputs[0].moments.atMinimum == UInt64(values.count { $0 == floor }))
        for output in [merged.outputs[0], summary(ofOutput: values).outputs[0]] {
            let found = Distribution(output).quantiles(at: probabilities)
            for (probability, quantile) in zip(probabilities, found) where probability < 0.18 || probability > 0.7 {
                #expect(quantile.isAtom && quantile.value == (probability < 0.5 ? floor : cap), "\(probability)")
            }
        }
    }

    @Test func quantilesNeverFallNorLeaveTheRange() {
        for seed in UInt64(1)...40 {
            let count = Int(seed * seed)
            let values = uniforms(seed: seed, count: count).map { 1000 + $0 * 0.001 }
            let found = quantiles(values).map(\.value)
            #expect(zip(found, found.dropFirst()).allSatisfy { $0 <= $1 })
            #expect(found.allSatisfy { (values.min() ?? 0)...(values.max() ?? 0) ~= $0 })
        }
    }

    @Test func singleValuesAndConstantsAreTheirOwnQuantiles() {
        #expect(quantiles([0.1]).map(\.value) == [Double](repeating: 0.1, count: 7))
        let constant = quantiles([Double](repeating: -7.3, count: 5000))
        #expect(constant.allSatisfy { $0.value == -7.3 && $0.isAtom })
    }

    /// What interpolation inside a bucket adds, apart from sampling: a lognormal of sigma 0.3 in 4 million evenly spread
    /// quantiles, at full and at a 64 times coarser resolution, against the standard error that 4 million draws would have.
    @Test(arguments: [(1, 0.02), (700, 0.5)])
    func interpolationIsFarBelowTheStandardError(outputs: Int, share: Double) {
        let count = 1 << 18
        let values = (0..<count).map { suanli_exp(0.3 * suanli_normal_quantile((Double($0) + 0.5) / Double(count))) }
        let shape = SummaryShape(outputs: outputs, probabilities: 0, identities: 0)
        var histogram = Histogram(limit: shape.bucketLimit)
        let fine = summary(ofOutput: values).outputs[0]
        histogram.merge(
            Histogram(
                limit: shape.bucketLimit, center: 0, shift: Histogram.finestShift, buckets: fine.histogram.buckets,
                zeros: 0)
        )
        let found = Distribution(histogram, within: fine.moments).quantiles(at: probabilities)
        for (p, quantile) in zip(probabilities, found) {
            let z = suanli_normal_quantile(p)
            let truth = suanli_exp(0.3 * z)
            let density = suanli_exp(-z * z / 2) / (2 * Double.pi).squareRoot() / (0.3 * truth)
            let standardError = (p * (1 - p) / 4e6).squareRoot() / density
            #expect(
                abs(quantile.value - truth) <= share * standardError,
                "\(p): \((quantile.value - truth) / standardError) standard errors")
        }
    }
}
