/// What the work of a run is expected to cost a slot, by what is known of its plan. Nothing but the size of shards hangs on it.
public struct ExpectedCosts: Hashable, Sendable {
    /// Seconds of evaluating a leaf; what workers report takes its place.
    public let secondsPerLeaf: Double
    /// Seconds that the summary of a shard takes all together, whatever its size: to write, check, record and merge.
    public let secondsPerSummary: Double

    /// Costs from their parts, both above zero.
    public init(secondsPerLeaf: Double, secondsPerSummary: Double) {
        self.secondsPerLeaf = secondsPerLeaf
        self.secondsPerSummary = secondsPerSummary
    }
}
