import BinaryCoding
import ClusterProtocol
import Scheduling
import Statistics
import Testing

/// Messages of every kind, usual and extreme.
enum Samples {
    static let leases = [
        LeaseID(epoch: 1, number: 2), LeaseID(epoch: .max, number: .max), LeaseID(epoch: 0, number: 0),
    ]
    static let longText = String(repeating: "x", count: 4096)
    static let summary: [UInt8] = (0..<5000).map { UInt8(truncatingIfNeeded: $0 * 7) }

    static func run(_ text: String = "k7") throws -> RunID { try #require(RunID(text)) }
    static func worker(_ text: String = "w-1") throws -> WorkerID { try #require(WorkerID(text)) }

    static func description(
        id: String = "k7", label: String = "spring", draws: UInt64 = 1_048_576, modelText: [UInt8] = [],
        precision: Precision? = nil, parts: Int = 0, submittedAt: Double = 1_769_600_000.25
    ) throws -> RunDescription {
        RunDescription(
            id: try run(id), label: label, modelName: "modèle 模型", modelText: modelText, scenario: "baseline",
            sampler: "philox", seed: .max, layout: try #require(DrawLayout(draws: draws)), precision: precision,
            plan: summary, sensitivity: SensitivityWork(plan: parts > 0 ? [7, 7, 7] : [], parts: parts),
            kernelVersion: "1", submittedAt: submittedAt, terms: parts > 0 ? terms() : .usual)
    }

    static func snapshot(
        id: String = "k7", state: RunState = .running, draws: UInt64 = 1_048_576, precision: PrecisionStatus? = nil
    ) throws -> RunSnapshot {
        RunSnapshot(
            id: try run(id), label: "spring", modelName: "m", state: state, reason: state == .failed ? "because" : "",
            draws: draws, mergedDraws: draws / 2, leasedDraws: draws / 4, queuedDraws: draws / 4, leases: 3,
            mergedShards: .max, parts: 100_000, mergedParts: 99_999, quarantined: 7, heldBytes: 1 << 50,
            precision: precision,
            terms: terms(), isPaused: true, seconds: 0.5, isComputable: true)
    }

    static func listing(_ name: String = "w-1") throws -> WorkerListing {
        WorkerListing(
            id: try worker(name), incarnation: .max, host: "here", slots: 2, credit: 4, isDraining: true, leases: 1,
            mergedShards: 9,
            secondsSinceHeard: 0.25)
    }

    static func result() throws -> RunResultReply {
        RunResultReply(
            description: try description(
                modelText: Array("format: 1".utf8), precision: Precision(relative: 0.5), parts: 9),
            snapshot: try snapshot(),
            nodes: [
                (ShardRange(replicate: 0, level: 3, index: 1), summary),
                (ShardRange(replicate: 0, level: 2, index: 1), []),
                (ShardRange(replicate: 15, level: 0, index: 15), [1]),
            ],
            receipts: [(try worker("a"), .max), (try worker("b"), 0)], parts: [(0, []), (3, summary), (8, [1])])
    }

    /// Every kind of figure that may fall short, and none.
    static func precisions() throws -> [PrecisionStatus] {
        let kinds: [RequestedFigure.Kind] = [.mean, .quantile(0), .quantile(6), .probability]
        let target = try #require(Precision(relative: 0.001))
        let shortfalls = kinds.map {
            Shortfall(figure: RequestedFigure($0, of: 70_000, part: 3), relativeHalfWidth: 0.25)
        }
        let endless = Shortfall(figure: RequestedFigure(.mean, of: 0, part: 0), relativeHalfWidth: .infinity)
        return (shortfalls + [endless, nil]).map {
            PrecisionStatus(target: target, ceiling: DrawLayout.maximumDraws, shortfall: $0)
        }
    }

    static func arrival(
        version: Int = ClusterProtocol.version, slots: Int = 2, credit: Int = 4, host: String = "here",
        holding: [LeaseID] = leases
    ) throws -> WorkerArrival {
        WorkerArrival(
            id: try worker(), incarnation: .max, slots: slots, credit: credit, protocolVersion: version,
            kernelVersion: "1", host: host, holding: holding)
    }

    static func report(
        _ outcome: ShardReport<[UInt8]>.Outcome,
        task: ShardTask = .draws(ShardRange(replicate: 15, level: 28, index: 0)), seconds: Double = 0.125
    ) throws -> WorkerMessage<[UInt8]> {
        let digest: ContentDigest? =
            switch outcome {
            case .evaluated(.summary(let bytes)), .evaluated(.sensitivity(let bytes)): ContentDigest(of: bytes)
            case .failed: nil
            }
        return .shardReported(
            ShardReport(
                lease: leases[1], run: try run(), task: task, outcome: outcome, seconds: seconds, digest: digest))
    }

    static func workerMessages() throws -> [WorkerMessage<[UInt8]>] {
        let many = (0..<UInt64(ClusterProtocol.maximumLeases)).map { LeaseID(epoch: .max, number: .max - $0) }
        return [
            .arrival(try arrival()), .arrival(try arrival(slots: 0, credit: 0, host: "", holding: [])),
            .arrival(try arrival(slots: 1_000_000, credit: 1_000_000, host: longText)),
            .heartbeat(holding: [], credit: 0), .heartbeat(holding: many, credit: 1_000_000),
            .runWanted(try run()), .runWanted(try run(String(repeating: "z", count: 40))),
            try report(.evaluated(.summary(summary))), try report(.evaluated(.summary([]))),
            try report(.evaluated(.sensitivity(summary)), task: .sensitivity(part: 99_999)),
            try report(.failed(reason: "no"), task: .sensitivity(part: 0)),
            try report(
                .failed(reason: "out of luck"), task: .draws(ShardRange(replicate: 0, level: 0, index: (1 << 28) - 1))),
            try report(.failed(reason: ""), seconds: 1e12),
            .leasesHandedBack(leases, credit: 7), .leasesHandedBack([], credit: 0), .goodbye,
        ]
    }

    static func coordinatorMessages() throws -> [CoordinatorMessage] {
        let offer = LeaseOffer(
            lease: leases[1], run: try run(), task: .draws(ShardRange(replicate: 3, level: 2, index: 5)), attempt: 1)
        let part = LeaseOffer(lease: leases[1], run: try run(), task: .sensitivity(part: 99_999), attempt: 2)
        return [
            .welcome(terms(.seconds(1))), .welcome(terms(.milliseconds(1))), .welcome(terms(.seconds(2_592_000))),
            .refuse(incarnation: .max, .protocolVersion(coordinator: 1, worker: 65535)),
            .refuse(incarnation: 0, .kernelVersion(coordinator: "1", worker: "")),
            .refuse(incarnation: 1, .superseded), .refuse(incarnation: 1, .noSlots), .reregister, .beat,
            .run(try description()),
            .run(try description(label: "", draws: DrawLayout.maximumDraws, submittedAt: -1)),
            .run(try description(precision: Precision(relative: 0.001), parts: 100_000)),
            .leases([offer, part]), .leases([]), .acknowledge([leases[0]]), .acknowledge(leases), .withdraw(leases),
            .withdraw([]),
            .revoke(try run()), .drain,
        ]
    }

    private static func terms(_ interval: Duration) -> WelcomeTerms {
        WelcomeTerms(
            incarnation: 1, epoch: .max, heartbeatInterval: interval, silenceLimit: interval, leaseDuration: interval)
    }

    static func terms() -> RunTerms {
        var terms = RunTerms()
        terms.priority = -100
        terms.submitter = longText
        terms.spotCheck = 0.01
        terms.maximumSeconds = 600
        terms.maximumSlots = 1_000_000
        terms.maximumBytes = RunTerms.byteLimit
        return terms
    }

    static func requests() throws -> [ClientRequest] {
        let submission = Submission(
            id: try run(), label: "", fileName: "m.yaml", modelText: Array("format: 1".utf8), scenario: "blocked",
            sampler: "nonsense", seed: 0, draws: .max)
        let largest = Submission(
            id: try run(), label: longText, fileName: longText,
            modelText: [UInt8](repeating: 35, count: ClusterProtocol.maximumModelBytes), scenario: longText,
            sampler: longText, seed: .max, draws: 0, precision: Precision(relative: 1e-12),
            sensitivity: RequestedSensitivity(kind: longText, draws: .max, grouping: longText), terms: terms())
        return [
            .ping, .submit(submission), .submit(largest), .runs, .run(""), .run("latest"), .result(longText),
            .cancel("k"), .workers, .pause("latest"), .resume(""), .explain("k"), .drain("w"),
        ]
    }

    static func replies() throws -> [ClientReply] {
        var replies: [ClientReply] = [
            .pong, .accepted(try run()), .duplicate(try run()), .idTaken(try run()), .runs([]),
            .run(try snapshot(draws: DrawLayout.maximumDraws)), .result(try result()), .workers([]),
            .workers([try listing(), try listing("w-2")]),
            .cancelled(try run(), .cancelled), .cancelled(try run(), .unknown),
        ]
        replies.append(.runs(try RunState.allCases.map { try snapshot(id: $0.rawValue, state: $0) }))
        replies += [
            .draining(try worker(), wasDraining: true), .draining(try worker(), wasDraining: false),
            .explanation(RunExplanation(id: try run(), state: .running, causes: [])),
            .explanation(
                RunExplanation(
                    id: try run(), state: .queued,
                    causes: [
                        RunExplanation.Cause(code: "paused", text: longText, isBlocking: true),
                        RunExplanation.Cause(code: "", text: "", isBlocking: false),
                    ])),
        ]
        replies += [.steered(try run(), .paused), .steered(try run(), .resumed), .steered(try run(), .unknown)]
        replies += try RunState.allCases.map { .steered(try run(), .endedBefore($0)) }
        replies += try RunState.allCases.map { .cancelled(try run(), .endedBefore($0)) }
        replies += try precisions().map { .run(try snapshot(precision: $0)) }
        replies += ClientFailure.Code.allCases.map { .failure(ClientFailure($0, "no: \($0)")) }
        return replies
    }
}

/// All fields of a value as text; for comparing what cannot be compared otherwise.
func fields(_ value: Any) -> String {
    var text = ""
    dump(value, to: &text)
    return text
}
