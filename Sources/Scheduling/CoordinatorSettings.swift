/// What a coordinator is told at its start.
public struct CoordinatorSettings: Hashable, Sendable {
    /// The version of the messages; workers of another are refused.
    public var protocolVersion: Int
    /// The version of the kernels; workers of another are refused, and runs of another are not computed.
    public var kernelVersion: String
    /// How often an idle worker sends a heartbeat.
    public var heartbeatInterval: Duration = .seconds(1)
    /// After how many intervals without a word a worker is given up.
    public var silentBeats = 5
    /// How long a lease stands without a heartbeat that names it; never shorter than the silence limit.
    public var leaseDuration: Duration = .seconds(30)
    /// A shard that ends in an error this often fails its run.
    public var failureLimit = 3
    /// Work that this many workers died with is evaluated by itself from then on.
    public var suspicionLimit = 3
    /// Work is set aside after this many workers were lost that had nothing else: after the first where no other worker was lost
    /// meanwhile.
    public var probationLimit = 4
    /// How long a worker that was lost with work that it had alone may take to come back with it, before the work is set aside.
    public var quarantineDelay: Duration = .seconds(15)
    /// Work that is out is given to a second worker when none waits, it has been out for twice as long as such work usually
    /// takes, and for this long.
    public var backupAge: Duration = .seconds(2)
    /// The most shards any worker may hold, whatever it asks for.
    public var creditCeiling = 1024
    /// What a shard is to take a worker, and what it is to have waiting beyond its first shards.
    public var shardTime: Duration = .seconds(1)
    /// What a shard may take however little of its replicate or of the run there is before or after it: cutting finer costs more than
    /// the answer comes sooner.
    public var shortShardTime: Duration = .milliseconds(25)
    /// No shard has more than two to this power leaves, whatever the pace; 0 makes every shard one leaf.
    public var largestLevel = 14
    /// How many shards a slot may have, the one that it evaluates included, however long they take.
    public var shardsPerSlot = 2
    /// Of how many finished runs the merged nodes stay in memory; the ledger has them all.
    public var finishedRunsKept = 8

    /// Settings for these versions, the rest as it usually is.
    public init(protocolVersion: Int, kernelVersion: String) {
        self.protocolVersion = protocolVersion
        self.kernelVersion = kernelVersion
    }

    /// How long a worker may be silent.
    public var silenceLimit: Duration { heartbeatInterval * silentBeats }

    func terms(incarnation: UInt64, epoch: UInt64) -> WelcomeTerms {
        WelcomeTerms(
            incarnation: incarnation, epoch: epoch, heartbeatInterval: heartbeatInterval, silenceLimit: silenceLimit,
            leaseDuration: leaseDuration)
    }
}
