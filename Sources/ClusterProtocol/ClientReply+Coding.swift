import Scheduling
import SwiftProtobuf

extension ClientReply {
    /// The reply as frames, to the request of that number.
    ///
    /// A result beyond ``ClusterProtocol/maximumReplyBytes`` becomes a failure that says so. Encoding a result copies and
    /// hashes all of it.
    public func encoded(number: UInt64) -> [[UInt8]] {
        if case .result(let result) = self, result.byteBound > ClusterProtocol.maximumReplyBytes {
            let failure = ClientFailure(
                .unavailable,
                "the answer has \(result.byteBound >> 20) MiB and the limit is "
                    + "\(ClusterProtocol.maximumReplyBytes >> 20); ask again when more of the run is merged")
            return ClientReply.failure(failure).encoded(number: number)
        }
        return envelope(number: number).frames
    }

    /// Reads what ``encoded(number:)`` wrote. A failure is read from coordinators of every version.
    /// - Throws: ``ProtocolFailure``.
    public static func decode(_ frames: [[UInt8]]) throws(ProtocolFailure) -> (number: UInt64, reply: ClientReply) {
        let envelope = try Envelope(decoding: frames)
        return (envelope.header.number, try ClientReply(envelope))
    }

    /// The answer to a request that could not be decoded, readable for clients of every version; `nil` when whoever sent it
    /// does not speak this protocol at all.
    public static func refusal(of request: [[UInt8]], because failure: ProtocolFailure) -> [[UInt8]]? {
        let code: ClientFailure.Code = if case .otherVersion = failure { .unavailable } else { .invalid }
        return Self.failure(ClientFailure(code, failure.description), toRequest: request)
    }

    /// The answer `failure` to a request of which no more than its number is read; `nil` when whoever sent it does not speak this
    /// protocol at all.
    public static func failure(_ failure: ClientFailure, toRequest request: [[UInt8]]) -> [[UInt8]]? {
        guard let header = try? Header(decoding: request.first) else { return nil }
        return ClientReply.failure(failure).encoded(number: header.number)
    }

    private init(_ envelope: Envelope) throws(ProtocolFailure) {
        switch envelope.type {
        case .pong:
            try envelope.checkEmpty()
            self = .pong
        case .accepted: self = .accepted(try envelope.decodeRunName())
        case .duplicate: self = .duplicate(try envelope.decodeRunName())
        case .idTaken: self = .idTaken(try envelope.decodeRunName())
        case .runs: self = .runs(try envelope.decodeList(RunSnapshot.init))
        case .runStatus: self = .run(try RunSnapshot(envelope.decodeBody()))
        case .result: self = .result(try RunResultReply(envelope))
        case .cancelled: self = try Self.cancelled(envelope)
        case .explanation: self = .explanation(try RunExplanation(envelope.decodeBody()))
        case .draining:
            let body = try envelope.decodeBody(as: WireDraining.self)
            self = .draining(try WorkerID(field: body.worker), wasDraining: body.wasDraining)
        case .steered: self = try Self.steered(envelope)
        case .workers: self = .workers(try envelope.decodeList(WorkerListing.init))
        case .failure: self = .failure(try ClientFailure(envelope.decodeBody()))
        default: throw .unknownType(envelope.header.type)
        }
    }

    private func envelope(number: UInt64) -> Envelope {
        switch self {
        case .pong: Envelope(.pong, number: number)
        case .accepted(let run): Envelope(.accepted, number: number, WireRunName(run))
        case .duplicate(let run): Envelope(.duplicate, number: number, WireRunName(run))
        case .idTaken(let run): Envelope(.idTaken, number: number, WireRunName(run))
        case .runs(let runs): Envelope(.runs, number: number, list: runs.map(WireRunStatus.init))
        case .run(let snapshot): Envelope(.runStatus, number: number, WireRunStatus(snapshot))
        case .result(let result): result.envelope(number: number)
        case .cancelled(let run, let answer): Envelope(.cancelled, number: number, WireCancelled(run, answer))
        case .explanation(let explanation): Envelope(.explanation, number: number, WireExplanation(explanation))
        case .draining(let worker, let wasDraining):
            Envelope(
                .draining, number: number,
                WireDraining.with {
                    $0.worker = worker.text
                    $0.wasDraining = wasDraining
                })
        case .steered(let run, let answer): Envelope(.steered, number: number, WireSteered(run, answer))
        case .workers(let workers): Envelope(.workers, number: number, list: workers.map(WireWorkerStatus.init))
        case .failure(let failure): Envelope(.failure, number: number, WireFailure(failure))
        }
    }

    private static func cancelled(_ envelope: Envelope) throws(ProtocolFailure) -> ClientReply {
        let body = try envelope.decodeBody(as: WireCancelled.self)
        let answer: CancellationAnswer
        switch body.answer {
        case .cancelled: answer = .cancelled
        case .endedBefore: answer = .endedBefore(try RunState(body.state))
        case .unknown: answer = .unknown
        case .unspecified, .UNRECOGNIZED: throw .malformed("no answer to a cancellation")
        }
        return .cancelled(try RunID(field: body.run), answer)
    }
}

extension ClientReply {
    fileprivate static func steered(_ envelope: Envelope) throws(ProtocolFailure) -> ClientReply {
        let body = try envelope.decodeBody(as: WireSteered.self)
        let answer: SteeringAnswer
        switch body.answer {
        case .paused: answer = .paused
        case .resumed: answer = .resumed
        case .endedBefore: answer = .endedBefore(try RunState(body.state))
        case .unknown: answer = .unknown
        case .unspecified, .UNRECOGNIZED: throw .malformed("no answer to a pause")
        }
        return .steered(try RunID(field: body.run), answer)
    }
}

extension WireSteered {
    fileprivate init(_ id: RunID, _ given: SteeringAnswer) {
        self.init()
        run = id.text
        switch given {
        case .paused: answer = .paused
        case .resumed: answer = .resumed
        case .endedBefore(let before):
            answer = .endedBefore
            state = WireState(before)
        case .unknown: answer = .unknown
        }
    }
}

extension WireCancelled {
    fileprivate init(_ id: RunID, _ given: CancellationAnswer) {
        self.init()
        run = id.text
        switch given {
        case .cancelled: answer = .cancelled
        case .endedBefore(let before):
            answer = .endedBefore
            state = WireState(before)
        case .unknown: answer = .unknown
        }
    }
}

extension ClientFailure {
    fileprivate init(_ body: WireFailure) throws(ProtocolFailure) {
        let code: Code =
            switch body.code {
            case .invalid: .invalid
            case .badModel: .badModel
            case .notFound: .notFound
            case .ambiguous: .ambiguous
            case .notAllowed: .notAllowed
            case .unavailable: .unavailable
            // The layout is frozen, so that other codes are of a newer version.
            case .unspecified, .UNRECOGNIZED: .unavailable
            }
        self.init(code, try body.message.checked("message", limit: ClusterProtocol.maximumFailureBytes))
    }
}

extension WireFailure {
    fileprivate init(_ failure: ClientFailure) {
        self.init()
        code =
            switch failure.code {
            case .invalid: .invalid
            case .badModel: .badModel
            case .notFound: .notFound
            case .ambiguous: .ambiguous
            case .notAllowed: .notAllowed
            case .unavailable: .unavailable
            }
        message = failure.message.clipped(to: ClusterProtocol.maximumFailureBytes)
    }
}
