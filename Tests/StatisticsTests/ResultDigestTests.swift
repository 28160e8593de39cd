import BinaryCoding
import CKernels
import Testing

@testable import Statistics

@Suite struct ResultDigestTests {
    private let plan = ContentDigest(of: [1])

    private func replicates() -> [Summary] {
        (0..<16).map { replicate in
            let shape = SummaryShape(outputs: 1, probabilities: 1, identities: 1)
            var result = summary(
                ofOutput: uniforms(seed: 2, replicate: replicate, count: 300).map(suanli_normal_quantile), limit: shape)
            result.probabilities[0].hits = UInt64(100 + replicate)
            result.probabilities[0].undefined = 3
            result.violations[0] = 2
            return result
        }
    }

    private func digest(_ replicates: [Summary]) -> ContentDigest {
        ResultDigest.compute(
            plan: plan, sampler: "philox", seed: 1, draws: 4800, kernelVersion: "1",
            parts: RunEstimates(replicates: replicates).parts)
    }

    @Test func everyFigureCounts() {
        let changes: [(String, (inout Summary) -> Void)] = [
            ("mean", { $0.outputs[0].moments.mean += 1e-9 }),
            ("squares", { $0.outputs[0].moments.squares *= 1.001 }),
            ("minimum", { $0.outputs[0].moments.minimum = -100 }), ("maximum", { $0.outputs[0].moments.maximum = 100 }),
            ("not finite", { $0.outputs[0].notFinite += 1 }),
            (
                "quantiles",
                { [next = summary(ofOutput: Array(repeating: 0.5, count: 300)).outputs[0].histogram] in
                    $0.outputs[0].histogram = next
                }
            ),
            ("hits", { $0.probabilities[0].hits += 1 }), ("undefined", { $0.probabilities[0].undefined += 1 }),
            ("violations", { $0.violations[0] += 1 }), ("draws", { $0.draws += 1 }),
        ]
        var seen: Set<ContentDigest> = [digest(replicates())]
        for (name, change) in changes {
            var changed = replicates()
            change(&changed[5])
            #expect(seen.insert(digest(changed)).inserted, "\(name)")
        }
        #expect(digest(replicates()) == digest(replicates()))
    }

    @Test func everySettingCounts() {
        let parts = RunEstimates(replicates: replicates()).parts
        let compute = { (plan: ContentDigest, sampler: String, seed: UInt64, draws: UInt64, version: String) in
            ResultDigest.compute(
                plan: plan, sampler: sampler, seed: seed, draws: draws, kernelVersion: version, parts: parts)
        }
        let digests: Set = [
            compute(plan, "philox", 1, 4800, "1"), compute(ContentDigest(of: [2]), "philox", 1, 4800, "1"),
            compute(plan, "sobol", 1, 4800, "1"), compute(plan, "philox", 2, 4800, "1"),
            compute(plan, "philox", 1, 4801, "1"),
            compute(plan, "philox", 1, 4800, "2"),
        ]
        #expect(digests.count == 6)
    }

    /// Processors differ in the sign of the NaN of 0 / 0.
    @Test func everyNaNIsTheSame() {
        var one = replicates()
        var other = one
        one[0].outputs[0].moments.squares = .nan
        other[0].outputs[0].moments.squares = -Double.nan
        #expect(digest(one) == digest(other))
    }
}
