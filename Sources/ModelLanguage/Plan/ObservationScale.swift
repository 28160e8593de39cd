import Sampling
import Statistics

/// By how much the chances of what was observed are multiplied, so that weights of draws that fit are not all small: no draw fits
/// many observations as well as one can fit each.
///
/// It looks at the first draws of the plan under a seed of its own, so that the plan depends on the model alone: at more of them where few of the first
/// fit. The largest chance among them becomes 2^-10, which leaves room for draws that fit a thousand times better, and 14 bits for those
/// that do not. Draws that fit better still are counted (``WeightTally/capped``).
struct ObservationScale {
    /// For each part of the plan; 1 where draws count alike or fit well enough.
    let factors: [Double]

    private static let seed: UInt64 = 0x6f6273657276
    private static let draws = (first: 4_096, all: 65_536)
    private static let headroom = 0x1p-10

    init(plan: Plan) {
        guard plan.parts.contains(where: { $0.chance != nil }) else {
            factors = plan.parts.map { _ in 1 }
            return
        }
        let block = BlockEvaluator(plan: plan, sampler: .philox, seed: Self.seed)
        var largest = plan.parts.map { _ in 0.0 }
        for first in stride(from: 0, to: Self.draws.all, by: block.length) {
            let conditioned = plan.parts.indices.filter { plan.parts[$0].chance != nil }
            if first >= Self.draws.first, conditioned.allSatisfy({ largest[$0] >= Self.headroom }) { break }
            let count = min(block.length, Self.draws.all - first)
            block.evaluate(first: UInt64(first), replicate: 0, count: count)
            for (part, registers) in plan.parts.enumerated() {
                guard let chance = registers.chance else { continue }
                for value in UnsafeBufferPointer(start: block.register(chance), count: count)
                where value > largest[part] {
                    largest[part] = value
                }
            }
        }
        factors = largest.map { $0 > 0 && $0 < Self.headroom ? min(Self.headroom / $0, 0x1p1000) : 1 }
    }
}
