/// About what a plan costs on one slot, from times of the workload of `scripts/bench` on the machine of `docs/performance.md`: right within
/// a factor of three or so.
extension Plan {
    /// Seconds of computing that a draw takes: 1.4 ns a step, with what it takes to draw and to summarise.
    public var expectedSecondsPerDraw: Double { 1.4e-9 * Double(max(1, steps.count)) }

    /// Seconds of a processor that a summary takes until it is merged: 0.3 ms for each histogram of some thousand buckets.
    public var expectedSecondsPerSummary: Double {
        3e-4 * Double(parts.reduce(1) { $0 + $1.outputs.count })
    }
}
