import BinaryCoding
import CKernels
import Testing

@testable import Statistics

/// Draws that count with weights.
@Suite struct WeightTests {
    private let shape = SummaryShape(outputs: 1, probabilities: 1, identities: 1, weighted: [false, true])

    /// A leaf of `count` draws: an exponential, whether it is above 1, an identity that holds; the chances are `chance` of the
    /// draw.
    private func recorded(_ count: Int, seed: UInt64 = 3, _ chance: (Int, Double) -> Double) -> Summary {
        let recorder = LeafRecorder(shape: shape)
        let values = uniforms(seed: seed, count: count).map { -suanli_log($0) }
        let rows = values.enumerated().map { index, x in
            [x, x > 1 ? 1 : 0, 1, x, x > 1 ? 1 : 0, 1, chance(index, x)]
        }
        for first in stride(from: 0, to: count, by: 4096) {
            recorder.add(Array(rows[first..<min(first + 4096, count)]))
        }
        return recorder.finish()
    }

    @Test func drawsThatAllFitCountAsWithoutWeights() {
        let summary = recorded(10_000) { _, _ in 1 }
        let (plain, weighted) = (summary.parts[0], summary.parts[1])
        #expect(weighted.weight.sum == 10_000 * DrawWeight.one && weighted.weight.effectiveDraws == 10_000)
        #expect(abs(weighted.outputs[0].moments.mean - plain.outputs[0].moments.mean) < 1e-15)
        #expect(abs(weighted.outputs[0].moments.variance / plain.outputs[0].moments.variance - 1) < 1e-3)
        #expect(weighted.outputs[0].moments.minimum == plain.outputs[0].moments.minimum)
        let quantiles = [plain, weighted].map { part in
            Distribution(part.outputs[0]).quantiles(at: [0.05, 0.5, 0.99]).map(\.value)
        }
        #expect(zip(quantiles[0], quantiles[1]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(weighted.probabilities[0].hits == plain.probabilities[0].hits * DrawWeight.one)
        #expect(weighted.violations == [0])
    }

    /// Weights of 1/4, 2/4, 3/4 and 1 count as one, two, three and four draws of the same value do.
    @Test func weightsCountAsRepeatedDraws() {
        let weighted = recorded(4000) { index, _ in Double(index % 4 + 1) / 4 }.parts[1].outputs[0]
        let values = uniforms(seed: 3, count: 4000).map { -suanli_log($0) }
        let repeated = values.enumerated().flatMap { Array(repeating: $1, count: $0 % 4 + 1) }
        let plain = summary(ofOutput: repeated).outputs[0]
        #expect(weighted.moments.count == UInt64(repeated.count) * DrawWeight.one / 4)
        #expect(abs(weighted.moments.mean - plain.moments.mean) < 1e-14)
        #expect(abs(weighted.moments.squares / Double(DrawWeight.one) * 4 / plain.moments.squares - 1) < 1e-12)
        #expect(weighted.histogram.buckets.map(\.key) == plain.histogram.buckets.map(\.key))
        #expect(
            weighted.histogram.buckets.map { $0.count / (DrawWeight.one / 4) } == plain.histogram.buckets.map(\.count))
    }

    /// However much a draw weighs, it is one: only a value that outweighs a draw is several draws'.
    @Test func aSingleDrawIsNoAtom() {
        let spread = recorded(4096) { index, _ in index % 3 == 0 ? 0.9 : 0.01 }.parts[1].outputs[0]
        let found = Distribution(spread, noneAbove: shape.mostPerDraw(ofPart: 1))
        #expect(Estimates.quantileProbabilities.allSatisfy { !found.quantile(at: found.place(at: $0)).isAtom })
        let rows = (0..<4096).map { [Double($0 % 5), 0, 1, Double($0 % 5), 0, 1, 0.3] }
        let recorder = LeafRecorder(shape: shape)
        recorder.add(rows)
        let atoms = Distribution(recorder.finish().parts[1].outputs[0], noneAbove: shape.mostPerDraw(ofPart: 1))
        #expect(Estimates.quantileProbabilities.allSatisfy { atoms.quantile(at: atoms.place(at: $0)).isAtom })
    }

    /// A far draw that counts next to nothing neither widens the range nor opens a gap.
    @Test func whatCountsLessThanADrawWidensNoRange() {
        let output = recorded(4096) { index, x in index == 7 ? 1e-6 : x < 2 ? 1 : 0 }.parts[1].outputs[0]
        let one = Double(DrawWeight.one)
        let all = Distribution(output, noneAbove: DrawWeight.one).range(each: 1)
        #expect(all == output.moments.minimum...output.moments.maximum)
        let shifted = recorded(4096) { index, x in x > 5 ? 1e-6 : x < 2 ? 1 : 0 }.parts[1].outputs[0]
        let kept = Distribution(shifted, noneAbove: DrawWeight.one)
        #expect(shifted.moments.maximum > 5 && kept.range(each: one).upperBound < 2 && kept.widestGap(each: one) < 0.1)
        #expect(kept.widestGap(each: 1) > 2.9)
    }

    @Test func drawsThatDoNotFitAreAsIfTheyWereNotThere() throws {
        let summary = recorded(4096) { _, x in x < 2 ? 1 : x < 3 ? 0 : .nan }
        let (plain, weighted) = (summary.parts[0], summary.parts[1])
        #expect(weighted.outputs[0].moments.maximum < 2 && plain.outputs[0].moments.maximum > 3)
        #expect(weighted.weight.undefined > 0)
        #expect(weighted.outputs[0].histogram.count == weighted.weight.sum)
        let read = try Summary(decoding: summary.encoded()[...], shape: shape)
        #expect(read == summary)
    }

    @Test func summariesJoinToThatOfTheWhole() {
        let chance: (Int, Double) -> Double = { index, x in suanli_exp(-x) * Double(index % 7) / 7 }
        let whole = recorded(8192, chance)
        // The second leaf alone: the first one's draws do not count.
        let values = uniforms(seed: 3, count: 8192).map { -suanli_log($0) }
        let halves = [0, 4096].map { first in
            let recorder = LeafRecorder(shape: shape)
            recorder.add(
                (first..<first + 4096).map { index in
                    let x = values[index]
                    return [x, x > 1 ? 1 : 0, 1, x, x > 1 ? 1 : 0, 1, chance(index, x)]
                })
            return recorder.finish()
        }
        var joined = halves[0]
        joined.merge(halves[1])
        #expect(joined == whole)
    }

    /// Draws that fit better than a weight can say are counted, and no error of what they are in is to be trusted.
    @Test func drawsThatFitTooWellAreCounted() throws {
        let summary = recorded(4096) { index, _ in index % 1024 == 0 ? 1.5 : 0.5 }
        let tally = summary.parts[1].weight
        #expect(tally.capped == 4 && tally.isStarved && tally.sum == (4 + 2046) * DrawWeight.one)
        #expect(!recorded(4096) { _, _ in 1 }.parts[1].weight.isStarved)
        let read = try Summary(decoding: summary.encoded()[...], shape: shape)
        #expect(read == summary)
        var joined = summary
        joined.merge(read)
        #expect(joined.parts[1].weight.capped == 8)
    }

    @Test func weightsThatNoDrawsCanHaveAreRefused() {
        let good = recorded(64) { index, _ in Double(index) / 64 }
        let changes: [(inout WeightTally) -> Void] = [
            { $0.sum = 65 * DrawWeight.one }, { $0.squares = 0 }, { $0.squares = .max }, { $0.undefined = 65 },
            { $0.sum += 1 }, { $0.capped = 65 },
        ]
        for change in changes {
            var bad = good
            change(&bad.parts[1].weight)
            #expect(throws: DecodingFailure.self) { try Summary(decoding: bad.encoded()[...], shape: shape) }
        }
    }

    /// An exponential draw of which exp(-x) was observed: the posterior is an exponential of rate 2. Over 200 seeds the stated
    /// errors are the true ones within 30%, and the mean of the figures is within five of its standard errors of the truth:
    /// false alarms under 1e-5 in all.
    @Test func figuresOfWeightedDrawsAreTheConditionalOnesWithTheirErrors() throws {
        let layout = try #require(DrawLayout(draws: 16 * 2048))
        let truths = [0.5, 0.5, -suanli_log(0.5) / 2, suanli_exp(-2)]
        var values: [[Double]] = []
        var variances: [[Double]] = []
        for seed in UInt64(1)...200 {
            let replicates = (0..<16).map { replicate in
                let recorder = LeafRecorder(shape: shape)
                let us = uniforms(seed: seed, replicate: replicate, count: Int(layout.draws(ofReplicate: replicate)))
                recorder.add(
                    us.map { u in
                        let x = -suanli_log(u)
                        return [x, x > 1 ? 1 : 0, 1, x, x > 1 ? 1 : 0, 1, suanli_exp(-x)]
                    })
                return recorder.finish()
            }
            let part = RunEstimates(replicates: replicates).parts[1]
            let figures = try #require(part.outputs[0].figures)
            let all = [
                figures.mean, figures.sd, try #require(figures.quantile(0.5)).figure, part.probabilities[0].figure,
            ]
            values.append(all.map(\.value))
            variances.append(try all.map { try #require($0.standardError) }.map { $0 * $0 })
        }
        for (index, truth) in truths.enumerated() {
            let found = values.map { $0[index] }
            let mean = found.reduce(0, +) / 200
            let spread = found.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 199
            let stated = variances.reduce(0) { $0 + $1[index] } / 200
            #expect((0.7...1.3).contains((stated / spread).squareRoot()), "figure \(index)")
            #expect(
                abs(mean - truth) < 5 * (spread / 200).squareRoot() + 1e-5, "figure \(index): \(mean), not \(truth)")
        }
    }

    /// The error of a difference is that of the pairs: two outputs that share most of their draw differ far more surely
    /// than either is known.
    @Test func differencesHaveTheErrorsOfPairs() throws {
        let pair = SummaryShape(outputs: 1, probabilities: 1, identities: 0, weighted: [false, false])
        var values: [Double] = []
        var variances: [Double] = []
        var ratio = 0.0
        for seed in UInt64(1)...200 {
            let replicates = (0..<16).map { replicate in
                let recorder = LeafRecorder(shape: pair)
                let us = uniforms(seed: seed, replicate: replicate, count: 2000)
                recorder.add(
                    (0..<1000).map { index in
                        let (x, y) = (suanli_normal_quantile(us[2 * index]), suanli_normal_quantile(us[2 * index + 1]))
                        return [x, x > 0 ? 1 : 0, x + 0.1 * y, x + 0.1 * y > 0 ? 1 : 0]
                    })
                return recorder.finish()
            }
            let parts = RunEstimates(replicates: replicates).parts
            let means = try parts.map { try #require($0.outputs[0].figures).mean }
            let difference = means[1].difference(from: means[0])
            values.append(difference.value)
            variances.append(try #require(difference.standardError) * (try #require(difference.standardError)))
            ratio += try #require(difference.standardError) / (try #require(means[0].standardError)) / 200
        }
        let spread = values.reduce(0) { $0 + $1 * $1 } / 200
        #expect((0.7...1.3).contains((variances.reduce(0, +) / 200 / spread).squareRoot()))
        #expect((0.07...0.14).contains(ratio), "a tenth of the error of either: \(ratio)")
    }
}
