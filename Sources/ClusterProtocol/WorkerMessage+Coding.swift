public import Scheduling
import Statistics
import SwiftProtobuf

extension WorkerMessage<[UInt8]> {
    /// Reads what ``encoded()`` wrote; `frames` are those after the peer's name.
    ///
    /// An arrival is read from workers of every version: its `protocolVersion` tells which.
    /// - Throws: ``ProtocolFailure`` for anything else.
    public init(decoding frames: [[UInt8]]) throws(ProtocolFailure) {
        let envelope = try Envelope(decoding: frames)
        switch envelope.type {
        case .arrival: self = .arrival(try WorkerArrival(envelope))
        case .heartbeat:
            let body = try envelope.decodeBody(as: WireHeartbeat.self)
            self = .heartbeat(holding: try [LeaseID](field: body.leases), credit: try body.checkedCredit)
        case .leasesHandedBack:
            let body = try envelope.decodeBody(as: WireHeartbeat.self)
            self = .leasesHandedBack(try [LeaseID](field: body.leases), credit: try body.checkedCredit)
        case .runWanted: self = .runWanted(try envelope.decodeRunName())
        case .shardEvaluated, .shardFailed: self = .shardReported(try ShardReport(envelope))
        case .goodbye:
            try envelope.checkEmpty()
            self = .goodbye
        default: throw .unknownType(envelope.header.type)
        }
    }

    /// The message as frames, without a peer's name before them.
    ///
    /// A result is to be smaller than ``ClusterProtocol/maximumMessageBytes``, a list of leases no longer than
    /// ``ClusterProtocol/maximumLeases``.
    public func encoded() -> [[UInt8]] {
        envelope.frames
    }

    private var envelope: Envelope {
        switch self {
        case .arrival(let arrival): arrival.envelope
        case .heartbeat(let holding, let credit): Envelope(.heartbeat, WireHeartbeat(holding, credit: credit))
        case .leasesHandedBack(let leases, let credit):
            Envelope(.leasesHandedBack, WireHeartbeat(leases, credit: credit))
        case .runWanted(let run): Envelope(.runWanted, WireRunName(run))
        case .shardReported(let report): report.envelope
        case .goodbye: Envelope(.goodbye)
        }
    }
}

extension WorkerArrival {
    /// More slots or credit than any machine has.
    static let maximumSlots = 1_000_000

    fileprivate init(_ envelope: Envelope) throws(ProtocolFailure) {
        let body = try envelope.decodeBody(as: WireArrival.self)
        self.init(
            id: try WorkerID(field: body.worker), incarnation: body.incarnation,
            slots: try Int(count: body.slots, "slots", limit: Self.maximumSlots),
            credit: try Int(count: body.credit, "leases of credit", limit: Self.maximumSlots),
            protocolVersion: Int(envelope.header.version),
            kernelVersion: try body.kernelVersion.checked("kernel version"), host: try body.host.checked("host name"),
            holding: try [LeaseID](field: body.holding))
    }

    fileprivate var envelope: Envelope {
        let body = WireArrival.with {
            $0.worker = id.text
            $0.incarnation = incarnation
            $0.slots = UInt32(clamping: slots)
            $0.credit = UInt32(clamping: credit)
            $0.kernelVersion = kernelVersion
            $0.host = host.clipped()
            $0.holding = holding.field
        }
        return Envelope(.arrival, version: UInt16(clamping: protocolVersion), body)
    }
}

extension WireHeartbeat {
    fileprivate init(_ leases: [LeaseID], credit: Int) {
        self.init()
        self.leases = leases.field
        self.credit = UInt32(clamping: credit)
    }

    fileprivate var checkedCredit: Int {
        get throws(ProtocolFailure) {
            try Int(count: credit, "leases of credit", limit: WorkerArrival.maximumSlots)
        }
    }
}

extension ShardReport<[UInt8]> {
    fileprivate init(_ envelope: Envelope) throws(ProtocolFailure) {
        let body = try envelope.decodeBody(as: WireReport.self)
        let task = try ShardTask(body.task)
        let outcome: Outcome =
            switch (envelope.type, task) {
            case (.shardFailed, _): .failed(reason: try body.reason.checked("reason"))
            case (_, .draws): .evaluated(.summary(Array(envelope.payload)))
            case (_, .sensitivity): .evaluated(.sensitivity(Array(envelope.payload)))
            }
        self.init(
            lease: LeaseID(epoch: body.epoch, number: body.number), run: try RunID(field: body.run), task: task,
            outcome: outcome, seconds: try body.seconds.checkedSeconds("a computing time"), digest: envelope.digest)
    }

    fileprivate var envelope: Envelope {
        var body = WireReport.with {
            $0.epoch = lease.epoch
            $0.number = lease.number
            $0.run = run.text
            $0.task =
                switch task {
                case .draws(let range): .range(range.field)
                case .sensitivity(let number): .part(UInt32(clamping: number))
                }
            $0.seconds = seconds
        }
        switch outcome {
        case .evaluated(.summary(let bytes)), .evaluated(.sensitivity(let bytes)):
            return Envelope(.shardEvaluated, body, payload: bytes)
        case .failed(let reason):
            body.reason = reason.clipped()
            return Envelope(.shardFailed, body)
        }
    }
}

extension WireRunName {
    init(_ id: RunID) {
        self.init()
        run = id.text
    }
}

extension Envelope {
    func decodeRunName() throws(ProtocolFailure) -> RunID {
        try RunID(field: decodeBody(as: WireRunName.self).run)
    }
}
