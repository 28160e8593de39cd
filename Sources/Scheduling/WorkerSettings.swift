/// What a worker is told at its start.
public struct WorkerSettings: Hashable, Sendable {
    /// Which worker.
    public var id: WorkerID
    /// The machine it runs on; for people only.
    public var host: String
    /// How many shards it evaluates at once; short ones are lined up for it.
    public var slots: Int
    /// How many shards it holds at once, running ones included; at least `slots`.
    public var credit: Int
    /// The version of the messages.
    public var protocolVersion: Int
    /// The version of the kernels.
    public var kernelVersion: String
    /// Registrations are numbered from the one after this. A process that takes up the name of an earlier one must
    /// start above what that had reached.
    public var incarnationsBefore: UInt64 = 0
    /// Where the jitter of reconnections comes from; different in every worker.
    public var seed: UInt64
    /// How long to wait for a welcome.
    public var welcomeTimeout: Duration = .seconds(5)
    /// Wait before the first reconnection; doubled until `longestBackoff`, and up to half of it added at random.
    public var shortestBackoff: Duration = .seconds(1)
    /// The doubling stops here.
    public var longestBackoff: Duration = .seconds(32)
    /// How long a worker that is to leave waits for a coordinator that is gone to take its reports.
    public var drainPatience: Duration = .seconds(15)
    /// How long a process that was just started waits for another of its name, registered before, to be given up.
    public var namePatience: Duration = .seconds(60)
    /// How much short work is lined up at each slot, so that none has to wait for the next.
    public var lineTime: Duration = .milliseconds(2)
    /// How long the first of some reports may wait for the others, so that they are said together.
    public var reportPatience: Duration = .milliseconds(200)
    /// How many runs' plans stay ready.
    public var runsKept = 8

    /// Settings from what has no usual value, with credit for 32 shards a slot: the coordinator gives as many only while they are short.
    public init(
        id: WorkerID, host: String, slots: Int, protocolVersion: Int, kernelVersion: String, seed: UInt64
    ) {
        self.id = id
        self.host = host
        self.slots = slots
        credit = Self.creditPerSlot * slots
        self.protocolVersion = protocolVersion
        self.kernelVersion = kernelVersion
        self.seed = seed
    }

    /// How many shards a slot holds unless told otherwise.
    public static let creditPerSlot = 32

    /// How many shards may be at the slots, or finished and not acknowledged, before no further one is started.
    public var reportLimit: Int { 2 * credit }
}
