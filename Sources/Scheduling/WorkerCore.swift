import DequeModule

/// A worker's decisions: events and the time go in, a list of actions comes out.
///
/// Like the coordinator's core it knows no clock, socket or thread; the jitter of its reconnections comes from the seed
/// in its settings. Memory is bounded: leases by the credit, finished shards by ``WorkerSettings/reportLimit``.
public struct WorkerCore<Payload: Sendable>: Sendable {
    /// What happened.
    public typealias Event = WorkerEvent<Payload>
    /// What is to be done.
    public typealias Action = WorkerAction<Payload>

    enum Connection: Sendable {
        case idle
        case waiting(until: Instant)
        case registering(since: Instant)
        case registered(WelcomeTerms)
        case stopped
    }

    /// A lease in a slot.
    struct Running: Sendable {
        let offer: LeaseOffer
        /// How long it is going to take, in seconds; infinite where nothing is known of that.
        let expected: Double
        /// Nobody wants the result any more.
        var isAbandoned = false
    }

    /// A finished shard that is not acknowledged yet.
    struct Finished: Sendable {
        let report: ShardReport<Payload>
        /// `nil` while it waits to be said with others.
        var sentAt: Instant?
    }

    /// What the worker was told at its start.
    public let settings: WorkerSettings

    var connection = Connection.idle
    var incarnation: UInt64
    /// The coordinator's start that the leases are of.
    var epoch: UInt64?
    var backoff: Backoff
    var lastHeard = Instant(nanoseconds: 0)
    /// When the coordinator said something last.
    var lastWord = Instant(nanoseconds: .min)
    var lastSent = Instant(nanoseconds: 0)
    var lastHeartbeat = Instant(nanoseconds: 0)
    var isDraining = false
    var drainingSince = Instant(nanoseconds: 0)
    var startedAt = Instant(nanoseconds: 0)

    /// Leases that wait for a slot, oldest first.
    var queue = Deque<LeaseOffer>()
    /// In slots, or lined up at them; oldest first.
    var running = Deque<Running>()
    /// How fast runs were lately, of those that are ready.
    var paces: [RunID: Pace] = [:]
    var finished: [Finished] = []
    /// When those that wait are to be said.
    var reportsDue: Instant?
    /// Runs whose plan is ready, least recently used first.
    var ready: [RunID] = []
    /// Runs asked for, and when.
    var wanted: [(run: RunID, askedAt: Instant)] = []

    var outbox: [Action] = []

    /// A worker that waits for ``WorkerEvent/started``.
    public init(settings: WorkerSettings) {
        precondition(
            settings.slots >= 1 && settings.credit >= settings.slots && settings.runsKept >= 1,
            "the settings of a worker contradict each other: \(settings)")
        self.settings = settings
        incarnation = settings.incarnationsBefore
        backoff = Backoff(
            shortest: settings.shortestBackoff, longest: settings.longestBackoff, seed: settings.seed)
    }

    /// Where the worker stands.
    public var status: WorkerStatus {
        let phase: WorkerStatus.Phase =
            switch connection {
            case .idle, .waiting: .waiting
            case .registering: .registering
            case .registered: .registered
            case .stopped: .stopped
            }
        return WorkerStatus(
            phase: phase, isDraining: isDraining, queued: queue.count, running: running.count,
            unacknowledged: finished.count, runsReady: ready.count)
    }

    /// Takes in one event that happened at `now` and says what to do about it.
    @specialized(where Payload == [UInt8])
    public mutating func handle(_ event: Event, at now: Instant) -> [Action] {
        if case .stopped = connection { return [] }
        switch event {
        case .started:
            startedAt = now
            open(at: now)
        case .messageReceived(let message): receive(message, at: now)
        case .evaluationFinished(let lease, let output, let seconds):
            finish(lease, .evaluated(output), seconds: seconds, at: now)
        case .evaluationFailed(let lease, let reason, let seconds):
            finish(lease, .failed(reason: reason), seconds: seconds, at: now)
        case .drainRequested: drain(at: now)
        case .clockTicked: tick(at: now)
        }
        startEvaluations(at: now)
        leaveIfDrained(at: now)
        defer { outbox.removeAll(keepingCapacity: true) }
        return outbox
    }

    private mutating func receive(_ message: CoordinatorMessage, at now: Instant) {
        lastHeard = now
        lastWord = now
        switch message {
        case .welcome(let terms): enter(terms, at: now)
        case .refuse(let answered, let reason):
            if answered == incarnation { refused(reason, at: now) }
        case .reregister:
            if case .registered = connection { register(at: now) }
        case .beat: break
        case .run(let description): keep(description, at: now)
        case .leases(let offers): for offer in offers { take(offer, at: now) }
        case .acknowledge(let leases): finished.removeAll { leases.contains($0.report.lease) }
        case .withdraw(let leases): withdraw(leases)
        case .revoke(let run): abandon(run)
        case .drain: if !isDraining { drain(at: now) }
        }
    }

    /// Adds a message to what this event will be answered with.
    mutating func send(_ message: WorkerMessage<Payload>, at now: Instant) {
        lastSent = now
        outbox.append(.send(message))
    }

    mutating func stop(_ reason: WorkerStop) {
        connection = .stopped
        queue = []
        outbox.append(.stop(reason))
    }
}
