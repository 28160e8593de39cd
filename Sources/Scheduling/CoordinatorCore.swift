public import Statistics

/// A coordinator's decisions: events and the time go in, a list of actions comes out.
///
/// It knows no clock, socket, disk or thread, and draws no random number: the same events at the same instants give the
/// same actions. What it promises, whatever arrives in whatever order: a leaf, or a part of the sensitivities, is merged at
/// most once; a worker never holds more than its credit; a range that was leased is leased again as it was; a report is acknowledged only behind
/// the records that settle it. An event costs O(log n) or what it affects, never a pass over all workers or shards.
public struct CoordinatorCore<Node: Mergeable>: Sendable {
    /// What happened.
    public typealias Event = CoordinatorEvent<Node>
    /// What is to be done.
    public typealias Action = CoordinatorAction<Node>

    /// A registered worker.
    struct Worker: Sendable {
        var arrival: WorkerArrival
        var peer: PeerID
        var credit: Int
        /// Ascending.
        var leases: [LeaseID] = []
        var lastHeard: Instant
        var mergedShards: UInt64 = 0
        /// Whether it is to finish what it has and leave.
        var isDraining = false
        /// Whether it gets nothing until it is empty and suspicious work is given to it.
        var isReserved = false
        /// Whether it evaluates suspicious work and gets nothing else.
        var isIsolated = false
        /// How long its leases are going to take it, all together, in a slot.
        var heldSeconds = 0.0
        /// Of how many of them that is a guess, since nothing like them had been reported.
        var heldGuesses = 0
        /// How fast it is.
        var paces: [RunID: Pace] = [:]
    }

    /// A lease that stands.
    struct Lease: Sendable {
        let run: RunID
        let task: ShardTask
        let worker: WorkerID
        /// What for.
        let purpose: LeasePurpose
        let given: Instant
        /// How long it is going to take, in seconds in a slot; what the run's submitter is charged until that is known.
        let expected: Double
        /// Whether that is a guess.
        let isGuess: Bool
        /// When it was given, or named by a heartbeat last.
        var renewed: Instant
        /// Heartbeats in a row that did not name it.
        var unnamed = 0
    }

    /// What a lease is for.
    enum LeasePurpose: Sendable {
        /// The result is to be merged.
        case merge
        /// The result is to be merged, and another worker is late with it.
        case backup
        /// The work is suspicious, and the worker has nothing else.
        case probation
        /// The work is merged, and the result is to be compared with that.
        case check
    }

    /// A run that has ended.
    struct EndedRun: Sendable {
        let sequence: Int
        let submission: Int
        let snapshot: RunSnapshot
        /// `nil` when only the ledger has them.
        var nodes: [(range: ShardRange, node: Node)]?
    }

    /// How many times the coordinator has started on this ledger; part of every lease's name.
    public let epoch: UInt64
    /// What the coordinator was told at its start.
    public let settings: CoordinatorSettings
    /// What was counted since the start.
    public internal(set) var counters = CoordinatorCounters()

    var workers: [WorkerID: Worker] = [:]
    var peers: [PeerID: WorkerID] = [:]
    /// Slots of all workers.
    var slots = 0
    /// Longest silent first.
    var bySilence = UniqueQueue<WorkerID>()
    /// Workers with spare credit, in the order in which they are served.
    var hungry = UniqueQueue<WorkerID>()

    var leases: [LeaseID: Lease] = [:]
    /// Longest not renewed first.
    var byRenewal = UniqueQueue<LeaseID>()
    var leasesGiven: UInt64 = 0
    /// The worker that is kept from further work until it is empty.
    var reserved: WorkerID?
    /// Runs that have, or had, merged work to be evaluated once more that nobody does.
    var checkable = UniqueQueue<RunID>()
    /// Runs that may be computed for some time only.
    var limited: Set<RunID> = []
    /// Runs of which something was set aside by this event.
    var toBeEnded: [RunID] = []
    /// Suspicious work that waits for a worker that has nothing else.
    var suspects = UniqueQueue<WorkName>()
    /// Suspicious work whose last worker, which had nothing else, was lost as well; and when. Longest ago first.
    var condemned = UniqueQueue<WorkName>()
    var condemnedAt: [WorkName: Instant] = [:]
    /// Workers that were lost with work, or without any, for whatever reason.
    var workersLost: UInt64 = 0
    /// Leases whose workers are presumed to have died of their work.
    var deaths: [LeaseID: WorkName] = [:]

    var runs: [RunID: ActiveRun<Node>] = [:]
    var order = RunOrder()
    var shares = FairShares()
    var ended: [RunID: EndedRun] = [:]
    /// Ended runs whose nodes are in memory, oldest first.
    var endedWithNodes = UniqueQueue<RunID>()
    var runsSeen = 0

    private var outbox: [Action] = []
    private var lastInstant: Instant?
    private var lastTick: Instant?
    /// Silence before this instant is not held against anyone: the coordinator itself was away.
    var attentiveSince = Instant(nanoseconds: .min)

    /// A coordinator at its `epoch`th start, with the runs that the ledger gave back, in order of submission.
    ///
    /// Of a run that has ended the nodes may be left out. What recovery itself decides (a run whose last record was cut
    /// off, or whose nodes overlap) comes out with the first event.
    public init(epoch: UInt64, settings: CoordinatorSettings, recovered: [RecoveredRun<Node>] = []) {
        precondition(
            settings.leaseDuration >= settings.silenceLimit && settings.silentBeats >= 2 && settings.failureLimit >= 1
                && settings.shardTime > .zero && settings.shardsPerSlot >= 1
                && (0...DrawLayout.maximumLevel).contains(settings.largestLevel),
            "the settings of a coordinator contradict each other: \(settings)")
        self.epoch = epoch
        self.settings = settings
        for run in recovered { recover(run) }
    }

    /// Takes in one event that happened at `instant` and says what to do about it.
    ///
    /// Instants come from one monotonic clock; one that lies before its predecessor is taken for it.
    @specialized(where Node == Summary)
    public mutating func handle(_ event: Event, at instant: Instant) -> [Action] {
        let now = max(instant, lastInstant ?? instant)
        if lastInstant == nil { awaitCondemned(since: now) }
        lastInstant = now
        switch event {
        case .messageReceived(.arrival(let arrival), let peer): admit(arrival, from: peer, at: now)
        case .messageReceived(let message, let peer):
            if let worker = heard(from: peer, at: now) { handle(message, from: worker, peer: peer, at: now) }
        case .unreadableReceived(let peer):
            counters.unreadable += 1
            _ = heard(from: peer, at: now)
        case .peerLost(let peer): lose(peer, at: now)
        case .runSubmitted(let description, let costs): submit(description, costs: costs, at: now)
        case .runCancelled(let run): cancel(run, at: now)
        case .runPaused(let run): pause(run, at: now)
        case .runResumed(let run): resume(run, at: now)
        case .drainRequested(let worker): drain(worker)
        case .precisionJudged(let run, let draws, let shortfall):
            judge(run, draws: draws, shortfall: shortfall, at: now)
        case .receiptFound(let run, let receipt, let rival): compare(rival, with: receipt, of: run, at: now)
        case .clockTicked: tick(at: now)
        }
        proceedAfterLosses(at: now)
        giveLeases(at: now)
        defer { outbox.removeAll(keepingCapacity: true) }
        return outbox
    }

    private mutating func handle(
        _ message: WorkerMessage<Node>, from worker: WorkerID, peer: PeerID, at now: Instant
    ) {
        switch message {
        case .arrival: preconditionFailure("an arrival comes from a peer, not from a registered worker")
        case .heartbeat(let holding, let credit): renew(holding, of: worker, credit: credit, at: now)
        case .runWanted(let run): describe(run, to: peer)
        case .shardReported(let report): settle(report, from: worker, peer: peer, at: now)
        case .leasesHandedBack(let returned, let credit): takeBack(returned, from: worker, credit: credit)
        case .goodbye: remove(worker)
        }
    }

    private mutating func tick(at now: Instant) {
        // A coordinator that was stopped itself has heard nobody meanwhile, and must not blame them.
        if let lastTick, now.duration(since: lastTick) >= settings.heartbeatInterval * 2 { attentiveSince = now }
        lastTick = now
        expireWorkers(at: now)
        expireLeases(at: now)
        expireRuns(at: now)
        quarantineCondemned(at: now)
        giveLeases(at: now)
        giveBackups(at: now)
    }

    /// Adds to what this event will be answered with.
    mutating func perform(_ action: Action) {
        outbox.append(action)
    }

    /// Adds a record.
    mutating func record(_ record: LedgerRecord<Node>) {
        outbox.append(.record(record))
    }

    /// Adds a message.
    mutating func send(_ message: CoordinatorMessage, to peer: PeerID) {
        outbox.append(.send(message, to: peer))
    }
}
