import Access
import ClusterProtocol
import Dispatch
import Ledger
import Logging
import RuntimeSupport
import Sampling
import Scheduling
import Statistics
import ZeroMQ

/// Where a coordinator listens.
struct BoundEndpoints: Sendable {
    let work: Endpoint
    let query: Endpoint
}

/// The coordinator's thread: carries events to the core, writes what it records, and only then does the rest of what it
/// says. It decides nothing.
///
/// One turn takes in all that has arrived, writes the records of all of it in one transaction, then sends. A ledger
/// that cannot be written holds the turn up, with everything in it, until it can.
final class CoordinatorLoop {
    let endpoints: BoundEndpoints
    let inbox: Inbox<CoordinatorInput>
    let ledger: Ledger
    let logger: Logger
    let audit: AuditLog
    let access: AccessControl?
    let work: Socket
    let query: Socket
    private let monitors: (work: Monitor, query: Monitor)
    let compiling = DispatchQueue(label: "suanli.compiling")
    /// Apart from what compiles, so that a large model holds up no run.
    let judging = DispatchQueue(label: "suanli.judging")
    var core: CoordinatorCore<Summary>
    var shapes: [RunID: ResultShapes]
    /// Who waits for the answer to a submission or cancellation that the core is about to give.
    var askers: [RunID: [Asker]] = [:]
    /// Reading requests of this turn, answered when its records are durable.
    var reading: [(request: ClientRequest, asker: Asker)] = []

    /// What clients and workers may send, and how much of it is under way.
    var clientLimiter = PeerLimiter<PeerIdentity>(.client)
    var workerLimiter = PeerLimiter<PeerID>(.worker)
    var submissions = OutstandingWork<PeerIdentity>(limit: 1000, limitOfAll: 10_000)
    var compilations = OutstandingWork<PeerIdentity>(limit: 32, limitOfAll: 64)
    var preparations = OutstandingWork<PeerIdentity>(limit: 16, limitOfAll: 32)
    /// Whose runs are under way.
    var submitters: [RunID: PeerIdentity] = [:]
    var readings: CoordinatorReadings

    /// Runs that have ended and whose receipts are still one by one.
    private var runsToShorten: [RunID]
    private var pending: [CoordinatorAction<Summary>]
    private static let complaintRate = TokenBucket.Rate(perSecond: 1.0 / 60, burst: 1)
    private var acceptComplaints = TokenBucket(complaintRate, at: MonotonicClock.now)
    private(set) var stall: LedgerFailure?
    private var isStopping = false
    private let tickInterval: Duration
    private var rest = Rest()

    /// Messages taken in before their records are written.
    static let batch = 1024

    init(
        _ configuration: CoordinatorConfiguration, context: Context, recovery: Recovery,
        inbox: Inbox<CoordinatorInput>, audit: AuditLog, logger: Logger
    ) throws(ZeroMQError) {
        self.inbox = inbox
        self.logger = logger
        self.audit = audit
        access = configuration.access
        ledger = recovery.ledger
        shapes = recovery.shapes
        core = CoordinatorCore(epoch: recovery.epoch, settings: configuration.settings, recovered: recovery.runs)
        readings = CoordinatorReadings(core: core.counters)
        runsToShorten = recovery.runsToShorten
        pending = recovery.failures.map { .record($0) }
        tickInterval = configuration.settings.heartbeatInterval / 5
        var options = SocketOptions()
        options.maximumFrameBytes = Int64(ClusterProtocol.maximumMessageBytes)
        if let access { options.security = .server(access.keys, domain: SecurityDomain.work) }
        work = try Socket(.router, in: context, options: options)
        options.maximumFrameBytes = Int64(ClusterProtocol.maximumRequestBytes)
        // Requests of up to 10 MB wait here, of every client.
        options.receiveHighWaterMark = 64
        if let access { options.security = .server(access.keys, domain: SecurityDomain.query) }
        query = try Socket(.router, in: context, options: options)
        monitors = (try Monitor(of: work, in: context), try Monitor(of: query, in: context))
        endpoints = BoundEndpoints(work: try work.bind(configuration.work), query: try query.bind(configuration.query))
    }

    /// Works until it is told to stop.
    func run() {
        logger.info(
            "coordinator started",
            metadata: [
                "work": "\(endpoints.work)", "query": "\(endpoints.query)", "epoch": "\(core.epoch)",
            ])
        var nextTick = MonotonicClock.now
        while !isStopping {
            do {
                try turn(&nextTick)
            } catch {
                logger.error("a socket failed", metadata: ["reason": "\(error)"])
                if error.isContextTerminated { isStopping = true }
            }
        }
        if !commit() { logger.error("the last records could not be written; the ledger is as of before") }
    }

    private func turn(_ nextTick: inout Instant) throws(ZeroMQError) {
        let start = MonotonicClock.now
        let isResting = start < rest.end
        _ = try Poller.wait(
            for: [
                .wakeUp(inbox.wakeUp), .socket(query), .socket(monitors.work.socket), .socket(monitors.query.socket),
            ] + (stall == nil && !isResting ? [.socket(work)] : []),
            timeout: (isResting ? rest.end : nextTick).duration(since: start))
        try takeEvents()
        let intake = stall == nil ? try takeWork() : .nothing
        try takeQueries()
        takeInbox()
        if intake != .more, MonotonicClock.now >= nextTick {
            nextTick = MonotonicClock.now.advanced(by: tickInterval)
            if stall == nil {
                handle(.clockTicked)
                shortenReceipts()
            }
        }
        if commit() { answerReading() }
        rest.renew(after: intake, asLongAs: core.rest(), at: MonotonicClock.now)
    }

    /// Counts what has happened to connections; they have to be read, or libzmq's threads wait.
    private func takeEvents() throws(ZeroMQError) {
        while let event = try monitors.work.next() {
            noteFailedAccept(event)
            let refusal = readings.work.count(event.kind, hasKeys: access != nil)
            if let refusal { audit.noteRefusal(by: nil, at: SecurityDomain.work, from: "", because: refusal) }
        }
        while let event = try monitors.query.next() {
            noteFailedAccept(event)
            let refusal = readings.query.count(event.kind, hasKeys: access != nil)
            if let refusal { audit.noteRefusal(by: nil, at: SecurityDomain.query, from: "", because: refusal) }
        }
    }

    /// At its limit of descriptors libzmq tries again at once, for ever; that has to be seen.
    private func noteFailedAccept(_ event: MonitorEvent) {
        guard case .acceptFailed(let code) = event.kind,
            acceptComplaints.take(Self.complaintRate, at: MonotonicClock.now)
        else { return }
        logger.critical(
            "connections cannot be accepted; are there descriptors left?",
            metadata: ["address": "\(event.endpoint)", "errno": "\(code)"])
    }

    private func takeInbox() {
        for input in inbox.takeAll() {
            switch input {
            case .asked(let request, let asker): take(request, from: asker)
            case .compiled(let result, let asker): submit(result, for: asker)
            case .judged(let run, let draws, let shortfall):
                handle(.precisionJudged(run, draws: draws, shortfall))
            case .prepared(let frames, let asker):
                preparations.end(for: asker.identity)
                if case .client(let client, _) = asker, let frames { send(frames, to: client) }
            case .countersWanted(let continuation):
                readings.core = core.counters
                readings.refusals = audit.refusals
                readings.isLedgerWritable = stall == nil
                continuation.resume(returning: readings)
            case .stop: isStopping = true
            }
        }
    }

    /// Lets the core decide; what it says waits for the records of this turn.
    func handle(_ event: CoordinatorEvent<Summary>) {
        pending += core.handle(event, at: MonotonicClock.now)
    }

    /// Writes the pending records, then does the rest; `false` while the ledger cannot be written.
    private func commit() -> Bool {
        while !pending.isEmpty {
            let records = pending.compactMap { action in
                if case .record(let record) = action { record } else { nil }
            }
            do {
                let start = MonotonicClock.now
                try ledger.write(records)
                if !records.isEmpty {
                    readings.ledgerFlush.add(MonotonicClock.now.duration(since: start) / .seconds(1))
                }
            } catch {
                noteStall(error)
                return false
            }
            let actions = pending
            pending = []
            for action in CoordinatorAction.batched(actions) { perform(action) }
        }
        if stall != nil { logger.notice("the ledger can be written again") }
        stall = nil
        return true
    }

    /// Estimates in the background: workers wait for no statistics but those of their own run.
    private func judge(
        _ run: RunID, _ precision: Precision, draws: UInt64, nodes: [(range: ShardRange, node: Summary)]
    ) {
        // Of a run that has ended meanwhile nobody wants to know.
        guard let shape = shapes[run]?.summary, let name = core.description(of: run)?.sampler else { return }
        let isNested = Sampler(rawValue: name)?.arePointsNested ?? false
        let inbox = inbox
        judging.async {
            let estimates = RunEstimates(nodes: nodes, shape: shape, arePointsNested: isNested)
            let worst = precision.shortfalls(in: estimates).first
            inbox.put(.judged(run, draws: draws, worst))
        }
    }

    /// What cannot be read is not compared: the run goes on, and its end may find the damage.
    private func findReceipt(of run: RunID, for rival: RivalResult) {
        do {
            guard let receipt = try ledger.receipt(of: rival.task, in: run) else { return }
            handle(.receiptFound(run, receipt, for: rival))
        } catch {
            logger.error(
                "a second result could not be compared with the first",
                metadata: ["run": "\(run)", "shard": "\(rival.task)", "reason": "\(error)"])
        }
    }

    /// Some at every tick, so that nobody waits long for it; what cannot be written now is tried again at the next.
    private func shortenReceipts() {
        guard let run = runsToShorten.first else { return }
        do {
            if try !ledger.shortenReceipts(of: run) { runsToShorten.removeFirst() }
        } catch {
            guard case .corrupt = error else { return }
            logger.error("receipts stay as they are", metadata: ["run": "\(run)", "reason": "\(error)"])
            runsToShorten.removeFirst()
        }
    }

    private func noteStall(_ failure: LedgerFailure) {
        if stall == nil {
            logger.critical("the ledger cannot be written; everything waits", metadata: ["reason": "\(failure)"])
        }
        stall = failure
        refuseReading()
        tellWaiting(because: failure)
    }

    private func perform(_ action: CoordinatorAction<Summary>) {
        switch action {
        case .record: break
        case .send(let message, let peer): send(message, to: peer)
        case .answerSubmission(let run, let answer): answerSubmission(of: run, answer)
        case .answerCancellation(let run, let answer): answerFirstAsker(of: run, .cancelled(run, answer))
        case .answerSteering(let run, let answer): answerFirstAsker(of: run, .steered(run, answer))
        case .judgePrecision(let run, let precision, let draws, let nodes):
            judge(run, precision, draws: draws, nodes: nodes)
        case .findReceipt(let run, let rival): findReceipt(of: run, for: rival)
        case .announceEnd(let run, let state):
            shapes[run] = nil
            runsToShorten.append(run)
            if let submitter = submitters.removeValue(forKey: run) { submissions.end(for: submitter) }
            logger.info("run ended", metadata: ["run": "\(run)", "state": "\(state.rawValue)"])
        }
    }
}
