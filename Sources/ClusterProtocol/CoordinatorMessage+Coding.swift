import BinaryCoding
public import Scheduling
import Statistics
import SwiftProtobuf

extension CoordinatorMessage {
    /// Reads what ``encoded()`` wrote. A refusal is read from coordinators of every version.
    /// - Throws: ``ProtocolFailure`` for anything else.
    public init(decoding frames: [[UInt8]]) throws(ProtocolFailure) {
        let envelope = try Envelope(decoding: frames)
        switch envelope.type {
        case .welcome: self = .welcome(try WelcomeTerms(envelope))
        case .refuse: self = try Self.refusal(envelope)
        case .run: self = .run(try Self.run(envelope))
        case .leases: self = .leases(try Self.offers(envelope))
        case .acknowledge: self = .acknowledge(try envelope.decodeLeases())
        case .withdraw: self = .withdraw(try envelope.decodeLeases())
        case .revoke: self = .revoke(try envelope.decodeRunName())
        case .reregister:
            try envelope.checkEmpty()
            self = .reregister
        case .beat:
            try envelope.checkEmpty()
            self = .beat
        case .drain:
            try envelope.checkEmpty()
            self = .drain
        default: throw .unknownType(envelope.header.type)
        }
    }

    /// The message as frames, without a peer's name before them.
    ///
    /// A run travels without the text of its model, which workers have no use for and read as empty. Its plan and its
    /// sensitivities are to have no more than ``ClusterProtocol/maximumPlanBytes``. A message offers and acknowledges
    /// ``CoordinatorAction/batchLimit`` leases at most.
    public func encoded() -> [[UInt8]] {
        envelope.frames
    }

    private var envelope: Envelope {
        switch self {
        case .welcome(let terms): Envelope(.welcome, WireWelcome(terms))
        case .refuse(let incarnation, let reason): Envelope(.refuse, WireRefusal(incarnation, reason))
        case .run(let description): Envelope(.run, WireRun(description), payload: description.plans)
        case .leases(let offers): Envelope(.leases, WireOffers.with { $0.offers = offers.map(WireOffer.init) })
        case .acknowledge(let leases): Envelope(.acknowledge, leases.field)
        case .withdraw(let leases): Envelope(.withdraw, leases.field)
        case .revoke(let run): Envelope(.revoke, WireRunName(run))
        case .reregister: Envelope(.reregister)
        case .beat: Envelope(.beat)
        case .drain: Envelope(.drain)
        }
    }

    private static func run(_ envelope: Envelope) throws(ProtocolFailure) -> RunDescription {
        var reader = ByteReader(envelope.payload)
        let run = try RunDescription(envelope.decodeBody(), modelText: [], plans: &reader)
        try reader.checkEnd()
        return run
    }

    private static func offers(_ envelope: Envelope) throws(ProtocolFailure) -> [LeaseOffer] {
        let body = try envelope.decodeBody(as: WireOffers.self)
        guard body.offers.count <= ClusterProtocol.maximumOffers else {
            throw .malformed("an offer of \(body.offers.count) shards")
        }
        var offers: [LeaseOffer] = []
        for offer in body.offers { offers.append(try LeaseOffer(offer)) }
        return offers
    }

    private static func refusal(_ envelope: Envelope) throws(ProtocolFailure) -> CoordinatorMessage {
        let body = try envelope.decodeBody(as: WireRefusal.self)
        let coordinator = try body.coordinatorVersion.checked("version")
        let worker = try body.workerVersion.checked("version")
        let reason: RefusalReason
        switch body.reason {
        case .protocolVersion:
            guard let coordinator = UInt16(coordinator), let worker = UInt16(worker) else {
                throw .malformed("protocol versions that are no numbers")
            }
            reason = .protocolVersion(coordinator: Int(coordinator), worker: Int(worker))
        case .kernelVersion: reason = .kernelVersion(coordinator: coordinator, worker: worker)
        case .superseded: reason = .superseded
        case .noSlots: reason = .noSlots
        case .unspecified, .UNRECOGNIZED: throw .malformed("a refusal for no reason")
        }
        return .refuse(incarnation: body.incarnation, reason)
    }
}

extension WireRefusal {
    fileprivate init(_ incarnation: UInt64, _ refusal: RefusalReason) {
        self.init()
        self.incarnation = incarnation
        switch refusal {
        case .protocolVersion(let coordinator, let worker):
            reason = .protocolVersion
            coordinatorVersion = "\(UInt16(clamping: coordinator))"
            workerVersion = "\(UInt16(clamping: worker))"
        case .kernelVersion(let coordinator, let worker):
            reason = .kernelVersion
            coordinatorVersion = coordinator
            workerVersion = worker
        case .superseded: reason = .superseded
        case .noSlots: reason = .noSlots
        }
    }
}

extension WelcomeTerms {
    fileprivate init(_ envelope: Envelope) throws(ProtocolFailure) {
        let body = try envelope.decodeBody(as: WireWelcome.self)
        self.init(
            incarnation: body.incarnation, epoch: body.epoch,
            heartbeatInterval: try Duration(field: body.heartbeatNanoseconds),
            silenceLimit: try Duration(field: body.silenceNanoseconds),
            leaseDuration: try Duration(field: body.leaseNanoseconds))
    }
}

extension WireWelcome {
    fileprivate init(_ terms: WelcomeTerms) {
        self.init()
        incarnation = terms.incarnation
        epoch = terms.epoch
        heartbeatNanoseconds = terms.heartbeatInterval.field
        silenceNanoseconds = terms.silenceLimit.field
        leaseNanoseconds = terms.leaseDuration.field
    }
}

extension LeaseOffer {
    fileprivate init(_ body: WireOffer) throws(ProtocolFailure) {
        guard body.attempt > 0 else { throw .malformed("an attempt number 0") }
        self.init(
            lease: LeaseID(epoch: body.epoch, number: body.number), run: try RunID(field: body.run),
            task: try ShardTask(body.task), attempt: Int(body.attempt))
    }
}

extension WireOffer {
    fileprivate init(_ offer: LeaseOffer) {
        self.init()
        epoch = offer.lease.epoch
        number = offer.lease.number
        run = offer.run.text
        task =
            switch offer.task {
            case .draws(let range): .range(range.field)
            case .sensitivity(let number): .part(UInt32(clamping: number))
            }
        attempt = UInt32(clamping: offer.attempt)
    }
}

extension Envelope {
    fileprivate func decodeLeases() throws(ProtocolFailure) -> [LeaseID] {
        try [LeaseID](field: decodeBody())
    }
}
