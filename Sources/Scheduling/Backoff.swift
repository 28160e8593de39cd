/// Waiting times that double, with up to half added at random, so that workers that lost the same coordinator do not
/// all come back at once.
struct Backoff: Sendable {
    private let shortest: Duration
    private let longest: Duration
    private var next: Duration
    private var generator: SplitMix64

    init(shortest: Duration, longest: Duration, seed: UInt64) {
        self.shortest = shortest
        self.longest = longest
        next = shortest
        generator = SplitMix64(seed: seed)
    }

    /// The next wait.
    mutating func advance() -> Duration {
        let wait = next
        next = min(next * 2, longest)
        return wait + wait * (generator.unit() / 2)
    }

    /// The connection stood: begin anew with the shortest.
    mutating func reset() {
        next = shortest
    }
}
