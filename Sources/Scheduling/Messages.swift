public import BinaryCoding

/// The shell's name for one connection of a worker; the cores only compare it.
///
/// A worker that connects anew comes back under another peer, so that what the old connection still carries is told
/// apart.
public struct PeerID: Hashable, Sendable {
    /// Whatever the shell chose.
    public let rawValue: UInt64

    /// The peer that the shell knows by `rawValue`.
    public init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }
}

/// What a worker says of itself when it registers.
public struct WorkerArrival: Hashable, Sendable {
    /// Which worker.
    public let id: WorkerID
    /// Grows with every registration of this worker; a newer one fences the older.
    public let incarnation: UInt64
    /// How many shards it evaluates at once.
    public let slots: Int
    /// How many shards it may hold at once, running ones included; the coordinator never exceeds it.
    public let credit: Int
    /// The version of the messages.
    public let protocolVersion: Int
    /// The version of the kernels.
    public let kernelVersion: String
    /// The machine it runs on; for people only.
    public let host: String
    /// The leases it still holds from before; empty in a fresh process.
    public let holding: [LeaseID]

    /// An arrival from its parts.
    public init(
        id: WorkerID, incarnation: UInt64, slots: Int, credit: Int, protocolVersion: Int, kernelVersion: String,
        host: String, holding: [LeaseID]
    ) {
        self.id = id
        self.incarnation = incarnation
        self.slots = slots
        self.credit = credit
        self.protocolVersion = protocolVersion
        self.kernelVersion = kernelVersion
        self.host = host
        self.holding = holding
    }
}

/// The terms on which a worker is admitted.
public struct WelcomeTerms: Hashable, Sendable {
    /// The arrival this answers; a welcome to an earlier one is void.
    public let incarnation: UInt64
    /// The coordinator's start; leases of another are void.
    public let epoch: UInt64
    /// An idle worker sends a heartbeat this often.
    public let heartbeatInterval: Duration
    /// Either side gives the other up after hearing nothing for this long.
    public let silenceLimit: Duration
    /// A lease that no heartbeat names for this long is given to another worker.
    public let leaseDuration: Duration

    /// Terms from their parts.
    public init(
        incarnation: UInt64, epoch: UInt64, heartbeatInterval: Duration, silenceLimit: Duration,
        leaseDuration: Duration
    ) {
        self.incarnation = incarnation
        self.epoch = epoch
        self.heartbeatInterval = heartbeatInterval
        self.silenceLimit = silenceLimit
        self.leaseDuration = leaseDuration
    }
}

/// Why a worker is not admitted.
public enum RefusalReason: Error, Hashable, Sendable, CustomStringConvertible {
    /// It speaks another version of the messages.
    case protocolVersion(coordinator: Int, worker: Int)
    /// Its kernels are of another version, so its bits might differ.
    case kernelVersion(coordinator: String, worker: String)
    /// A newer incarnation of the same worker is registered.
    case superseded
    /// It offers no slot.
    case noSlots

    /// One line for the log and for the worker's own message.
    public var description: String {
        switch self {
        case .protocolVersion(let coordinator, let worker):
            "the worker speaks protocol \(worker), the coordinator \(coordinator)"
        case .kernelVersion(let coordinator, let worker):
            "the worker has kernels \(worker), the coordinator \(coordinator)"
        case .superseded: "a newer incarnation of this worker is registered"
        case .noSlots: "the worker offers no slots"
        }
    }
}

/// A shard given to a worker.
public struct LeaseOffer: Hashable, Sendable {
    /// The name of the lease.
    public let lease: LeaseID
    /// Of which run.
    public let run: RunID
    /// Which work.
    public let task: ShardTask
    /// How many leases of this work there have been, this one included.
    public let attempt: Int

    /// An offer from its parts.
    public init(lease: LeaseID, run: RunID, task: ShardTask, attempt: Int) {
        self.lease = lease
        self.run = run
        self.task = task
        self.attempt = attempt
    }
}

/// What a worker made of a lease: a result, or the reason why there is none.
public struct ShardReport<Payload: Sendable>: Sendable {
    /// How the evaluation ended.
    public enum Outcome: Sendable {
        /// What came of it.
        case evaluated(ShardOutput<Payload>)
        /// The error that stopped it, in one line.
        case failed(reason: String)
    }

    /// On which lease.
    public let lease: LeaseID
    /// Of which run.
    public let run: RunID
    /// Which work.
    public let task: ShardTask
    /// The result or the error.
    public let outcome: Outcome
    /// Computing time in the slot.
    public let seconds: Double
    /// Of the result's canonical bytes, as they arrived; `nil` of an error, and until it has been sent.
    public let digest: ContentDigest?

    /// A report from its parts.
    public init(
        lease: LeaseID, run: RunID, task: ShardTask, outcome: Outcome, seconds: Double, digest: ContentDigest? = nil
    ) {
        self.lease = lease
        self.run = run
        self.task = task
        self.outcome = outcome
        self.seconds = seconds
        self.digest = digest
    }
}

/// Everything a worker says. `Payload` is the summary: bytes in the worker, a validated node in the coordinator.
public enum WorkerMessage<Payload: Sendable>: Sendable {
    /// Registers, or registers anew.
    case arrival(WorkerArrival)
    /// Still alive, holding these leases, and willing to hold `credit` in all.
    case heartbeat(holding: [LeaseID], credit: Int)
    /// Asks for the run that leases it holds belong to.
    case runWanted(RunID)
    /// A shard is finished; said again until it is acknowledged.
    case shardReported(ShardReport<Payload>)
    /// Gives leases back unstarted, and will hold `credit` in all from now on.
    case leasesHandedBack([LeaseID], credit: Int)
    /// Leaves for good.
    case goodbye
}

/// Everything a coordinator says to a worker.
public enum CoordinatorMessage: Hashable, Sendable {
    /// The worker is registered.
    case welcome(WelcomeTerms)
    /// The arrival with this incarnation is not admitted.
    case refuse(incarnation: UInt64, RefusalReason)
    /// The coordinator does not know the sender: register again.
    case reregister
    /// Answers a heartbeat.
    case beat
    /// A run that the worker asked for.
    case run(RunDescription)
    /// Shards to evaluate.
    case leases([LeaseOffer])
    /// The reports on these leases are settled for good: merged, or not wanted any more.
    case acknowledge([LeaseID])
    /// These leases are not the worker's any more: what has not started need not start.
    case withdraw([LeaseID])
    /// The run has ended: drop all work for it.
    case revoke(RunID)
    /// Finish what runs, give the rest back, and leave.
    case drain
}
