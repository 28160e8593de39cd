import BinaryCoding
import Statistics

@testable import Scheduling

/// A node that spells out how it was merged: `(0 1)` is leaf 0 joined with leaf 1.
struct Spelling: Mergeable, Hashable {
    var text: String

    var byteCount: Int { text.utf8.count }

    mutating func merge(_ next: Spelling) { text = "(\(text) \(next.text))" }

    /// What one process makes of `range`.
    static func of(_ range: ShardRange, _ layout: DrawLayout) -> Spelling? {
        guard layout.draws(in: range) > 0 else { return nil }
        guard range.level > 0 else { return Spelling(text: "\(range.index)") }
        let first = ShardRange(replicate: range.replicate, level: range.level - 1, index: range.index * 2)
        var node = of(first, layout)
        if let next = of(first.sibling, layout) { node?.merge(next) }
        return node
    }
}

typealias Core = CoordinatorCore<Spelling>
typealias Message = WorkerMessage<Spelling>

/// A coordinator on a clock of its own, with what it said and recorded last.
struct Bench {
    var core: Core
    var seconds = 0.0
    var sent: [(message: CoordinatorMessage, peer: PeerID)] = []
    var records: [LedgerRecord<Spelling>] = []
    var answers: [SubmissionAnswer] = []
    var cancellations: [CancellationAnswer] = []
    var steerings: [SteeringAnswer] = []
    var rivals: [RivalResult] = []
    var judgements: [(run: RunID, draws: UInt64, nodes: [(range: ShardRange, node: Spelling)])] = []

    init(
        epoch: UInt64 = 1, recovered: [RecoveredRun<Spelling>] = [],
        adjust: (inout CoordinatorSettings) -> Void = { _ in }
    ) {
        var settings = CoordinatorSettings(protocolVersion: 1, kernelVersion: "k")
        // Credit alone is to say how many leases there are, except where tests are about more than that.
        settings.shardsPerSlot = 10_000
        adjust(&settings)
        core = Core(epoch: epoch, settings: settings, recovered: recovered)
    }

    /// Handles an event and forgets what was said before.
    mutating func handle(_ event: CoordinatorEvent<Spelling>) {
        (sent, records, answers, cancellations, steerings, rivals, judgements) = ([], [], [], [], [], [], [])
        for action in core.handle(event, at: Instant(nanoseconds: Int64(seconds * 1e9))) {
            switch action {
            case .record(let record): records.append(record)
            case .send(let message, let peer): sent.append((message, peer))
            case .answerSteering(_, let answer): steerings.append(answer)
            case .answerSubmission(_, let answer): answers.append(answer)
            case .answerCancellation(_, let answer): cancellations.append(answer)
            case .judgePrecision(let run, _, let draws, let nodes): judgements.append((run, draws, nodes))
            case .findReceipt(_, let rival): rivals.append(rival)
            case .announceEnd: break
            }
        }
    }

    mutating func receive(_ message: Message, from peer: UInt64) {
        handle(.messageReceived(message, from: PeerID(peer)))
    }

    mutating func arrive(
        _ name: String, peer: UInt64, incarnation: UInt64 = 1, slots: Int = 1, credit: Int = 2,
        protocolVersion: Int = 1, kernels: String = "k", holding: [LeaseID] = []
    ) throws {
        guard let id = WorkerID(name) else { throw Unfit() }
        receive(
            .arrival(
                WorkerArrival(
                    id: id, incarnation: incarnation, slots: slots, credit: credit, protocolVersion: protocolVersion,
                    kernelVersion: kernels, host: "h", holding: holding)), from: peer)
    }

    /// Lets `duration` seconds pass in quarter seconds, a tick each, the workers at `alive` sending heartbeats.
    mutating func wait(_ duration: Double, alive: [UInt64: [LeaseID]] = [:], credit: Int = 2) {
        var all: [(message: CoordinatorMessage, peer: PeerID)] = []
        for _ in 0..<Int(duration * 4) {
            seconds += 0.25
            for (peer, holding) in alive.sorted(by: { $0.key < $1.key }) {
                receive(.heartbeat(holding: holding, credit: credit), from: peer)
                all += sent
            }
            handle(.clockTicked)
            all += sent
        }
        sent = all
    }

    /// The leases offered by the last event, optionally to one peer only.
    func offers(to peer: UInt64? = nil) -> [LeaseOffer] {
        sent.flatMap { message, to -> [LeaseOffer] in
            guard case .leases(let offers) = message, peer == nil || to == PeerID(peer ?? 0) else { return [] }
            return offers
        }
    }

    var messages: [CoordinatorMessage] { sent.map(\.message) }

    /// Reports on a lease, with a digest that is the same for the same `version` of the result.
    mutating func report(
        _ offer: LeaseOffer, _ layout: DrawLayout, from peer: UInt64, fails: Bool = false, version: UInt8 = 0,
        seconds: Double = 1
    ) {
        let outcome: ShardReport<Spelling>.Outcome =
            if let output = output(of: offer.task, layout), !fails { .evaluated(output) } else { .failed(reason: "no") }
        receive(
            .shardReported(
                ShardReport(
                    lease: offer.lease, run: offer.run, task: offer.task, outcome: outcome, seconds: seconds,
                    digest: fails ? nil : ContentDigest(of: [version]))),
            from: peer)
    }

    private func output(of task: ShardTask, _ layout: DrawLayout) -> ShardOutput<Spelling>? {
        switch task {
        case .draws(let range): Spelling.of(range, layout).map { .summary($0) }
        case .sensitivity(let part): .sensitivity([UInt8(truncatingIfNeeded: part)])
        }
    }

    /// What became of the precision of a run's first `draws` draws.
    mutating func judge(_ run: RunID, _ draws: UInt64, isMet: Bool) {
        let shortfall = Shortfall(figure: RequestedFigure(.mean, of: 0, part: 0), relativeHalfWidth: 0.5)
        handle(.precisionJudged(run, draws: draws, isMet ? nil : shortfall))
    }

    func snapshot(of run: RunDescription) throws -> RunSnapshot {
        guard let snapshot = core.runSnapshot(of: run.id, at: Instant(nanoseconds: 0)) else { throw Unfit() }
        return snapshot
    }
}

struct Unfit: Error {}

func makeRun(
    _ id: String = "r", draws: UInt64, seed: UInt64 = 1, kernels: String = "k", precision: Double? = nil,
    parts: Int = 0,
    terms: RunTerms = .usual
) throws -> RunDescription {
    guard let id = RunID(id), let layout = DrawLayout(draws: draws) else { throw Unfit() }
    return RunDescription(
        id: id, label: "", modelName: "m", modelText: [1], scenario: "", sampler: "philox", seed: seed, layout: layout,
        precision: precision.flatMap { Precision(relative: $0) }, plan: [],
        sensitivity: SensitivityWork(plan: parts > 0 ? [1] : [], parts: parts), kernelVersion: kernels, submittedAt: 0,
        terms: terms)
}

extension LeaseOffer {
    /// The draws, if it is of such.
    var range: ShardRange? { if case .draws(let range) = task { range } else { nil } }
    /// The part of the sensitivities, if it is of such.
    var part: Int? { if case .sensitivity(let part) = task { part } else { nil } }
}

extension SplitMix64 {
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

extension RunTerms {
    init(
        priority: Int = 0, submitter: String = "", spotCheck: Double = 0, seconds: Double? = nil, slots: Int? = nil,
        bytes: Int? = nil
    ) {
        self.init()
        self.priority = priority
        self.submitter = submitter
        self.spotCheck = spotCheck
        maximumSeconds = seconds
        maximumSlots = slots
        maximumBytes = bytes
    }
}
