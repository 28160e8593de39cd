import CKernels
import Testing

@testable import Statistics

/// A quantile is off as far as the share of draws below it is.
@Suite struct QuantileErrorTests {
    private static let draws = 4096

    private func replicates(
        shape: SummaryShape = SummaryShape(outputs: 1, probabilities: 0, identities: 0), seed: UInt64 = 3,
        _ value: (Double) -> Double
    ) -> [Summary] {
        (0..<DrawLayout.replicates).map { replicate in
            summary(
                ofOutput: uniforms(seed: seed, replicate: replicate, count: Self.draws).map(value), limit: shape)
        }
    }

    private func pooled(_ replicates: [Summary]) -> OutputSummary {
        replicates.dropFirst().reduce(into: replicates[0]) { $0.merge($1) }.outputs[0]
    }

    /// What is counted below a quantile comes to its share of all draws exactly: with caps, floors and zeros beside, and with
    /// buckets that are wider in the whole than in the parts.
    @Test(arguments: [1, 700])
    func sharesBelowAddUpToTheQuantilesOwn(outputs: Int) {
        let parts = replicates(shape: SummaryShape(outputs: outputs, probabilities: 0, identities: 0)) { u in
            u < 0.1 ? 0 : min(1.4, max(-1.3, suanli_normal_quantile(u)))
        }
        let whole = pooled(parts)
        let distribution = Distribution(whole)
        let total = Double(DrawLayout.replicates * Self.draws)
        for probability in stride(from: 0.005, to: 1, by: 0.005) {
            let place = distribution.place(at: probability)
            if distribution.quantile(at: place).isAtom { continue }
            let below = parts.reduce(0) { $0 + distribution.draws(of: $1.outputs[0], below: place) }
            #expect(abs(below - probability * total) < 1e-6, "\(probability)")
        }
    }

    /// Uniform draws: the error of the share is that of the quantile.
    @Test func theErrorOfAUniformsQuantileIsThatOfTheShareBelow() throws {
        let parts = replicates { 1 + $0 }
        let figures = try #require(RunEstimates(replicates: parts).parts[0].outputs[0].figures)
        for estimate in figures.quantiles {
            let shares = parts.map { part in
                let values = Distribution(part.outputs[0])
                return values.shares(between: [1, estimate.figure.value])[0]
            }
            let expected = Figure(value: 0, replicates: shares, weights: parts.map(\.draws)).standardError
            let ratio = try #require(estimate.figure.standardError) / (try #require(expected))
            // The density seen within the interval is that of some hundred draws.
            #expect((0.8...1.2).contains(ratio), "\(estimate.probability): \(ratio)")
        }
    }

    /// Sixteen replicates of the same even spread leave 0.08 of a draw open, and no more than that.
    @Test func agreeingQuantilesAreDoubtedByAStep() throws {
        let part = summary(ofOutput: (0..<Self.draws).map { 1 + (Double($0) + 0.5) / Double(Self.draws) })
        let estimates = RunEstimates(
            replicates: Array(repeating: part, count: DrawLayout.replicates), arePointsNested: true)
        for estimate in try #require(estimates.parts[0].outputs[0].figures).quantiles {
            let error = try #require(estimate.figure.standardError) * Double(Self.draws)
            #expect((0.075...0.1).contains(error), "\(estimate.probability): \(error) of a draw")
        }
    }

    /// What replicates show is the error unless the least is more; the least is not added.
    @Test func theLeastErrorHidesBehindALargerSpread() {
        let values = (0..<16).map { Double($0 % 2) }
        let weights = Array(repeating: UInt64(100), count: 16)
        let plain = Figure(value: 0.5, replicates: values, weights: weights).standardError
        let error = { Figure(value: 0.5, replicates: values, weights: weights, atLeast: $0).standardError }
        #expect(plain != nil && error(0.1) == plain && error(0.2) == 0.2)
    }

    /// The median lies at either side of a gap, and the stated interval says so, roughly.
    @Test func aQuantileBesideAGapReachesAcrossIt() throws {
        let parts = replicates { $0 < 0.504 ? $0 : 9 + $0 }
        let median = try #require(RunEstimates(replicates: parts).parts[0].outputs[0].figures?.quantile(0.5)?.figure)
        #expect(!median.isReliable)
        #expect(try #require(median.halfWidth) > 8.9)
    }

    /// Independent draws of a smooth density: chance alone makes buckets differ from their neighbours, and is not taken for what a
    /// bucket hides. On average of 60 figures; 0.024 of a bucket's width where it is.
    @Test func chanceIsNotTakenForWhatABucketHides() {
        var doubts: [Double] = []
        for seed in UInt64(1)...20 {
            let parts = replicates(seed: seed) { suanli_exp(suanli_normal_quantile($0)) }
            for found in Distribution(pooled(parts)).quantiles(at: [0.25, 0.5, 0.75]) {
                doubts.append(found.resolution / (found.value * 0x1p-10))
            }
        }
        let mean = doubts.reduce(0, +) / Double(doubts.count)
        #expect(mean < 0.06, "\(mean)")
    }
}
