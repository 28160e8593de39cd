import Sampling
import Statistics

/// Finds outputs whose values lie so close together, far from 0, that buckets of a fixed share of the value would not tell them
/// apart, such as a temperature in kelvin; their histograms are made finest amid the values.
///
/// It looks at the first draws of the plan under a seed of its own, so that the plan depends on the model alone.
struct HistogramCenters {
    /// The plan with the centers of its outputs.
    let planWithCenters: Plan

    private static let seed: UInt64 = 0x7375616e6c69
    private static let draws = 64
    /// How many buckets of the default resolution the middle three quarters of the draws have to span.
    private static let fewestBuckets = 64.0
    private static let bucketsPerOctave = 1024.0

    init(plan: Plan) {
        let block = BlockEvaluator(plan: plan, sampler: .philox, seed: Self.seed)
        var values: [[[Double]]] = plan.parts.map { $0.outputs.map { _ in [] } }
        while let count = values.first?.first?.count, count < Self.draws {
            let length = min(block.length, Self.draws - count)
            block.evaluate(first: UInt64(count), replicate: 0, count: length)
            for (part, registers) in plan.parts.enumerated() {
                for (output, register) in registers.outputs.enumerated() {
                    values[part][output] += UnsafeBufferPointer(start: block.register(register), count: length)
                }
            }
        }
        var plan = plan
        for part in plan.parts.indices { plan.parts[part].centers = values[part].map(Self.center) }
        planWithCenters = plan
    }

    /// The median, where the draws lie close together beside it; else 0.
    private static func center(of draws: [Double]) -> Double {
        let sorted = draws.filter(\.isFinite).sorted()
        guard let median = sorted.dropFirst(sorted.count / 2).first, let last = sorted.last, sorted[0] < last else {
            return 0
        }
        let spread = sorted[sorted.count - 1 - sorted.count / 8] - sorted[sorted.count / 8]
        return spread * bucketsPerOctave < fewestBuckets * abs(median) ? median : 0
    }
}
