import Scheduling

/// A process's monotonic clock: it has its own zero and its own speed, and now and then it jumps.
struct SimulatedClock {
    /// What it shows at `since`.
    private var shown: Int64 = 0
    private var since: Int64 = 0
    /// How fast it goes; 1 is right.
    private var rate = 1.0

    /// A clock that was started long ago, and is off by up to 3% from now on.
    init(at now: Int64, from generator: inout SplitMix64) {
        shown = generator.nanoseconds(0, 1e6)
        since = now
        rate = 0.97 + 0.06 * generator.unit()
    }

    /// A clock that nobody reads.
    init() {}

    /// What it shows.
    func read(at now: Int64) -> Instant {
        Instant(nanoseconds: shown + Int64(Double(now - since) * rate))
    }

    /// Goes on from elsewhere, at another speed.
    mutating func jump(by offset: Int64, at now: Int64, from generator: inout SplitMix64) {
        shown = read(at: now).nanoseconds + offset
        since = now
        rate = 0.97 + 0.06 * generator.unit()
    }
}
