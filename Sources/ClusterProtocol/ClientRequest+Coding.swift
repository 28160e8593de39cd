import Scheduling
import Statistics
import SwiftProtobuf

extension ClientRequest {
    /// The request as frames. Its `number` comes back with the reply.
    ///
    /// A model is to have no more than ``ClusterProtocol/maximumModelBytes``, every text no more than 4096 bytes; the
    /// coordinator says no to others.
    public func encoded(number: UInt64) -> [[UInt8]] {
        envelope(number: number).frames
    }

    /// Reads what ``encoded(number:)`` wrote; `frames` are those after the peer's name.
    /// - Throws: ``ProtocolFailure``, for which ``ClientReply/refusal(of:because:)`` makes the answer.
    public static func decode(_ frames: [[UInt8]]) throws(ProtocolFailure) -> (number: UInt64, request: ClientRequest) {
        let envelope = try Envelope(decoding: frames)
        return (envelope.header.number, try ClientRequest(envelope))
    }

    private init(_ envelope: Envelope) throws(ProtocolFailure) {
        switch envelope.type {
        case .ping: self = .ping
        case .listRuns: self = .runs
        case .listWorkers: self = .workers
        case .submit:
            self = .submit(try Submission(envelope))
            return
        case .showRun:
            self = .run(try envelope.decodeReference())
            return
        case .showResult:
            self = .result(try envelope.decodeReference())
            return
        case .cancel:
            self = .cancel(try envelope.decodeReference())
            return
        case .pause:
            self = .pause(try envelope.decodeReference())
            return
        case .explain:
            self = .explain(try envelope.decodeReference())
            return
        case .drainWorker:
            let body = try envelope.decodeBody(as: WireWorkerReference.self)
            self = .drain(try body.text.checked("worker's name"))
            return
        case .resume:
            self = .resume(try envelope.decodeReference())
            return
        default: throw .unknownType(envelope.header.type)
        }
        try envelope.checkEmpty()
    }

    private func envelope(number: UInt64) -> Envelope {
        switch self {
        case .ping: Envelope(.ping, number: number)
        case .submit(let submission):
            Envelope(.submit, number: number, WireSubmit(submission), payload: submission.modelText)
        case .runs: Envelope(.listRuns, number: number)
        case .run(let text): Envelope(.showRun, number: number, WireRunReference(text))
        case .result(let text): Envelope(.showResult, number: number, WireRunReference(text))
        case .cancel(let text): Envelope(.cancel, number: number, WireRunReference(text))
        case .pause(let text): Envelope(.pause, number: number, WireRunReference(text))
        case .resume(let text): Envelope(.resume, number: number, WireRunReference(text))
        case .explain(let text): Envelope(.explain, number: number, WireRunReference(text))
        case .drain(let text): Envelope(.drainWorker, number: number, WireWorkerReference.with { $0.text = text })
        case .workers: Envelope(.listWorkers, number: number)
        }
    }
}

extension Submission {
    fileprivate init(_ envelope: Envelope) throws(ProtocolFailure) {
        let body = try envelope.decodeBody(as: WireSubmit.self)
        guard envelope.payload.count <= ClusterProtocol.maximumModelBytes else {
            throw .malformed("a model of \(envelope.payload.count) bytes; 10 MB are allowed")
        }
        self.init(
            id: try RunID(field: body.run), label: try body.label.checked("label"),
            fileName: try body.fileName.checked("file name"), modelText: Array(envelope.payload),
            scenario: try body.scenario.checked("scenario"), sampler: try body.sampler.checked("sampler"),
            seed: body.seed, draws: body.draws, precision: try Precision?(field: body.precision),
            sensitivity: RequestedSensitivity(
                kind: try body.sensitivity.checked("kind of sensitivity"), draws: body.sensitivityDraws,
                grouping: try body.grouping.checked("grouping")), terms: try RunTerms(body.terms))
    }
}

extension WireSubmit {
    fileprivate init(_ submission: Submission) {
        self.init()
        run = submission.id.text
        label = submission.label
        fileName = submission.fileName
        scenario = submission.scenario
        sampler = submission.sampler
        seed = submission.seed
        draws = submission.draws
        precision = submission.precision.field
        sensitivity = submission.sensitivity.kind
        sensitivityDraws = submission.sensitivity.draws
        grouping = submission.sensitivity.grouping
        terms = WireTerms(submission.terms)
    }
}

extension WireRunReference {
    fileprivate init(_ text: String) {
        self.init()
        self.text = text
    }
}

extension Envelope {
    fileprivate func decodeReference() throws(ProtocolFailure) -> String {
        try decodeBody(as: WireRunReference.self).text.checked("run's name")
    }
}
