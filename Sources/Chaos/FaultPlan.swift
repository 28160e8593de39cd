import Scheduling

/// Which failures come in which order, from a seed: each kind as often as any other, give or take one.
public struct FaultPlan: Sendable {
    private let kinds: [FaultKind]
    private let workers: Int
    private let interval: Duration
    private var random: SplitMix64
    private var deck: [FaultKind] = []

    /// Failures of `kinds` about every `interval`, half of which each lasts at most.
    /// - Precondition: there are kinds, and workers.
    public init(seed: UInt64, kinds: [FaultKind], workers: Int, interval: Duration) {
        precondition(!kinds.isEmpty && workers > 0, "a plan of failures needs kinds and workers")
        self.kinds = kinds
        self.workers = workers
        self.interval = interval
        random = SplitMix64(seed: seed)
    }

    /// The next failure.
    public mutating func next() -> Fault {
        if deck.isEmpty { deck = shuffled(kinds) }
        let kind = deck.removeLast()
        let length = interval * (0.05 + 0.45 * random.unit())
        return Fault(
            kind: kind, worker: Int(random.next() % UInt64(workers)), length: length,
            pause: interval * (0.25 + 0.5 * random.unit()) - length * 0.5, seed: random.next())
    }

    private mutating func shuffled(_ kinds: [FaultKind]) -> [FaultKind] {
        var kinds = kinds
        for last in stride(from: kinds.count - 1, to: 0, by: -1) {
            kinds.swapAt(last, Int(random.next() % UInt64(last + 1)))
        }
        return kinds
    }
}
