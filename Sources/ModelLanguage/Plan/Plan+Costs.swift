import Statistics

/// About what a plan costs on one slot, from times of the models of `scripts/bench` on the machine of `docs/performance.md`: what is slow for
/// a step, or another machine, may take several times as long.
extension Plan {
    /// Seconds of computing that a draw takes: 1.1 ns a step and 2.5 ns a result, with what it takes to draw and to summarise.
    public var expectedSecondsPerDraw: Double {
        let results = parts.reduce(0) { $0 + $1.registers.count }
        return 1.1e-9 * Double(max(1, steps.count)) + 2.5e-9 * Double(results)
    }

    /// Seconds of a processor that a summary takes until it is merged: 0.3 ms for each histogram of 4,000 buckets, of which there are fewer
    /// where there are many outputs.
    public var expectedSecondsPerSummary: Double {
        let outputs = parts.reduce(1) { $0 + $1.outputs.count }
        return 3e-4 * Double(outputs) * min(1, Double(shape.bucketLimit) / 4_000)
    }
}
