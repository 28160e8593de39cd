import CKernels
import Testing

@testable import Statistics

/// How far quantiles may be off for want of narrower buckets is stated, and is little where the buckets' center fits.
@Suite struct ResolutionTests {
    private let probabilities = Estimates.quantileProbabilities
    private static let count = 1 << 18

    /// What an even spread of `count` quantiles gives, so that nothing but the buckets is in error.
    private func quantiles(center: Double = 0, _ quantile: (Double) -> Double) -> [Histogram.Quantile] {
        let values = (0..<Self.count).map { quantile((Double($0) + 0.5) / Double(Self.count)) }
        let shape = SummaryShape(
            outputs: 1, probabilities: 0, identities: 0, centers: center == 0 ? [] : [center])
        let output = summary(ofOutput: values, limit: shape).outputs[0]
        return Distribution(output).quantiles(at: probabilities)
    }

    /// Off by no more than what is stated and what lies between two of the draws.
    private func expectHonest(_ found: [Histogram.Quantile], _ quantile: (Double) -> Double) {
        for (p, found) in zip(probabilities, found) {
            let step = quantile(p + 1 / Double(Self.count)) - quantile(p - 1 / Double(Self.count))
            #expect(
                abs(found.value - quantile(p)) <= found.resolution + step,
                "\(p): off by \(found.value - quantile(p)), \(found.resolution) stated")
        }
    }

    @Test func valuesThatShareOneBucketAreDoubtedByItsWidth() {
        let narrow: (Double) -> Double = { 1e6 + 10 * suanli_normal_quantile($0) }
        let found = quantiles(narrow)
        expectHonest(found, narrow)
        // All draws lie in one bucket, so that nothing is known of where.
        #expect(found.allSatisfy { $0.resolution > 30 })
    }

    @Test func aCenterAmidTheValuesResolvesThem() {
        let narrow: (Double) -> Double = { 1e6 + 10 * suanli_normal_quantile($0) }
        let found = quantiles(center: 1_000_003, narrow)
        expectHonest(found, narrow)
        #expect(found.allSatisfy { $0.resolution < 0.02 })
    }

    @Test func valuesThatCrowdAtAnEndAreDoubted() {
        // Half of the draws lie within 1e-5 of 1, the others within 1e-5 of 0.
        let crowded: (Double) -> Double = { u in
            let p = min(u, 1 - u) * 2
            let small = p * p * p * 1e-5
            return u < 0.5 ? small : 1 - small
        }
        expectHonest(quantiles(crowded), crowded)
    }

    @Test func aValueThatManyDrawsShareInsideABucketIsDoubtedByItsWidth() {
        // A cap that holds for a tenth of the draws, amid others just beside it.
        let capped: (Double) -> Double = { u in
            let x = 1000 + 100 * u
            return (1049.98...1060.02).contains(x) ? 1050 : x
        }
        expectHonest(quantiles(capped), capped)
    }

    @Test func smoothDensitiesAreHardlyDoubted() {
        let smooth: (Double) -> Double = { suanli_exp(suanli_normal_quantile($0)) }
        let found = quantiles(smooth)
        expectHonest(found, smooth)
        // Against the standard error of as many independent draws it is nothing.
        #expect(zip(found, probabilities).dropFirst().dropLast().allSatisfy { $0.resolution < 1e-4 * smooth($1) })
    }

    @Test func theWidestGapIsThatBetweenTwoClusters() {
        let clusters = (0..<4096).map { (index: Int) -> Double in
            let within = Double(index % 64) / 64
            return index % 2 == 0 ? 6 + within : 1 + within
        }
        let apart = summary(ofOutput: clusters).outputs[0]
        let whole = summary(ofOutput: (0..<4096).map { 1 + Double($0) / 4096 }).outputs[0]
        // From 1 + 63/64 to 6; buckets are 1/1,024 wide there and 1/256 above.
        #expect(abs(Distribution(apart).widestGap(each: 1) - (4 + 1.0 / 64)) < 0.005)
        #expect(Distribution(whole).widestGap(each: 1) < 0.001)
    }

    /// Sixteen replicates with the same values: what is left open of their mean is a step across the range, or, where the output is
    /// known to be continuous, across the widest gap.
    @Test(arguments: [false, true])
    func agreeingMeansAreDoubtedByAStep(isContinuous: Bool) throws {
        let shape = SummaryShape(outputs: 1, probabilities: 0, identities: 0, continuous: [isContinuous])
        let values = (0..<4096).map { (index: Int) -> Double in
            let within = Double(index % 512)
            return index % 4 == 0 ? 2048 + within : within
        }
        let part = summary(ofOutput: values, limit: shape)
        let estimates = RunEstimates(
            replicates: Array(repeating: part, count: DrawLayout.replicates), arePointsNested: true)
        let error = try #require(estimates.parts[0].outputs[0].figures?.mean.standardError)
        let step = 0.08 / 4096 * (isContinuous ? 2048.0 - 511 : 2048 + 508)
        #expect(abs(error - step) < 0.01 * step)
    }
}
