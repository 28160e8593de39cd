/// How a run is scheduled. Nothing of it changes any figure.
public struct RunTerms: Hashable, Sendable {
    /// Runs of a higher one are served first.
    public var priority = 0
    /// Whom fair shares count the run as; may be empty.
    public var submitter = ""
    /// Which part of the shards is computed twice, by different workers, and compared: `0...1`.
    public var spotCheck = 0.0
    /// How long it may be computed, as wall time in seconds; `nil` for as long as it takes.
    public var maximumSeconds: Double?
    /// How many shards of it may be out at once; `nil` for any number.
    public var maximumSlots: Int?
    /// How many bytes of the coordinator's memory it may take, in model, plans and merged summaries; `nil` for as many as it takes.
    public var maximumBytes: Int?

    /// The priorities that there are.
    public static let priorities = -100...100
    /// More slots than any cluster has.
    public static let slotLimit = 1_000_000
    /// More bytes than any machine has.
    public static let byteLimit = 1 << 50

    /// The terms of a run that asks for nothing in particular.
    public static let usual = RunTerms()

    /// The usual terms.
    public init() {}
}

/// What becomes of a wish to pause a run, or to go on with it.
public enum SteeringAnswer: Hashable, Sendable {
    /// No shard of it is given out; those that are out are still merged.
    case paused
    /// Its shards are given out.
    case resumed
    /// It had ended before, like this.
    case endedBefore(RunState)
    /// No such run.
    case unknown
}
