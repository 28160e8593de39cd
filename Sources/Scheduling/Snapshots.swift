public import Statistics

/// How far a run is towards the precision that it asks for.
public struct PrecisionStatus: Hashable, Sendable {
    /// What it asks for.
    public let target: Precision
    /// The most draws it may take.
    public let ceiling: UInt64
    /// The least precise figure when that was judged last; `nil` when none fell short, or none was judged since this start of
    /// the coordinator.
    public let shortfall: Shortfall?

    /// A status from its parts.
    public init(target: Precision, ceiling: UInt64, shortfall: Shortfall?) {
        self.target = target
        self.ceiling = ceiling
        self.shortfall = shortfall
    }
}

/// A run as it stands.
public struct RunSnapshot: Hashable, Sendable {
    /// Which run.
    public let id: RunID
    /// What the submitter calls it.
    public let label: String
    /// The model's name.
    public let modelName: String
    /// Where it stands.
    public let state: RunState
    /// Why it failed, or empty.
    public let reason: String
    /// Draws in all; of a run towards a precision those that it is being computed for now.
    public let draws: UInt64
    /// Draws merged.
    public let mergedDraws: UInt64
    /// Draws out on live leases.
    public let leasedDraws: UInt64
    /// Draws that wait for a worker.
    public let queuedDraws: UInt64
    /// Live leases.
    public let leases: Int
    /// Shards merged since this start of the coordinator.
    public let mergedShards: UInt64
    /// Parts of the sensitivities in all.
    public let parts: Int
    /// Parts of the sensitivities merged.
    public let mergedParts: Int
    /// Units of work that no worker is given any more, because workers died with them.
    public let quarantined: Int
    /// Bytes of the coordinator's memory that it takes; 0 of one that has ended.
    public let heldBytes: Int
    /// How far it is towards a precision; `nil` when it asks for none.
    public let precision: PrecisionStatus?
    /// How it is scheduled.
    public let terms: RunTerms
    /// Whether nothing of it is given out.
    public let isPaused: Bool
    /// Computing time so far, as wall time.
    public let seconds: Double
    /// Whether its kernels are this coordinator's; it waits otherwise.
    public let isComputable: Bool

    /// A snapshot from its parts.
    public init(
        id: RunID, label: String, modelName: String, state: RunState, reason: String, draws: UInt64,
        mergedDraws: UInt64, leasedDraws: UInt64, queuedDraws: UInt64, leases: Int, mergedShards: UInt64,
        parts: Int = 0, mergedParts: Int = 0, quarantined: Int = 0, heldBytes: Int = 0,
        precision: PrecisionStatus? = nil, terms: RunTerms = .usual, isPaused: Bool = false, seconds: Double,
        isComputable: Bool
    ) {
        self.id = id
        self.label = label
        self.modelName = modelName
        self.state = state
        self.reason = reason
        self.draws = draws
        self.mergedDraws = mergedDraws
        self.leasedDraws = leasedDraws
        self.queuedDraws = queuedDraws
        self.leases = leases
        self.mergedShards = mergedShards
        self.parts = parts
        self.mergedParts = mergedParts
        self.quarantined = quarantined
        self.heldBytes = heldBytes
        self.precision = precision
        self.terms = terms
        self.isPaused = isPaused
        self.seconds = seconds
        self.isComputable = isComputable
    }

    /// The merged part of the draws, `0...1`.
    public var merged: Double { Double(mergedDraws) / Double(draws) }
}

/// A registered worker.
public struct WorkerSnapshot: Hashable, Sendable {
    /// Which worker.
    public let id: WorkerID
    /// Under which connection.
    public let peer: PeerID
    /// Of which registration.
    public let incarnation: UInt64
    /// The machine it runs on, as it says.
    public let host: String
    /// How many shards it evaluates at once.
    public let slots: Int
    /// How many shards it may hold at once.
    public let credit: Int
    /// Whether it takes no more and leaves once it has finished.
    public let isDraining: Bool
    /// How many it holds.
    public let leases: Int
    /// Shards of its that were merged since it registered first.
    public let mergedShards: UInt64
    /// When it was heard last.
    public let lastHeard: Instant

    /// A snapshot from its parts.
    public init(
        id: WorkerID, peer: PeerID, incarnation: UInt64, host: String, slots: Int, credit: Int,
        isDraining: Bool = false, leases: Int, mergedShards: UInt64, lastHeard: Instant
    ) {
        self.id = id
        self.peer = peer
        self.incarnation = incarnation
        self.host = host
        self.slots = slots
        self.credit = credit
        self.isDraining = isDraining
        self.leases = leases
        self.mergedShards = mergedShards
        self.lastHeard = lastHeard
    }
}
