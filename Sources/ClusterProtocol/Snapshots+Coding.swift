import Scheduling
import Statistics

extension RunState {
    init(_ state: WireState) throws(ProtocolFailure) {
        switch state {
        case .queued: self = .queued
        case .running: self = .running
        case .done: self = .done
        case .cancelled: self = .cancelled
        case .failed: self = .failed
        case .unspecified, .UNRECOGNIZED: throw .malformed("a state that no run can have")
        }
    }
}

extension WireState {
    init(_ state: RunState) {
        self =
            switch state {
            case .queued: .queued
            case .running: .running
            case .done: .done
            case .cancelled: .cancelled
            case .failed: .failed
            }
    }
}

extension RunSnapshot {
    init(_ body: WireRunStatus) throws(ProtocolFailure) {
        guard DrawLayout(draws: body.draws) != nil, body.mergedDraws <= body.draws, body.leasedDraws <= body.draws,
            body.queuedDraws <= body.draws
        else { throw .malformed("numbers of draws that contradict each other") }
        self.init(
            id: try RunID(field: body.run), label: try body.label.checked("label"),
            modelName: try body.modelName.checked("model name"), state: try RunState(body.state),
            reason: try body.reason.checked("reason"), draws: body.draws, mergedDraws: body.mergedDraws,
            leasedDraws: body.leasedDraws, queuedDraws: body.queuedDraws, leases: Int(body.leases),
            mergedShards: body.mergedShards, seconds: try body.seconds.checkedSeconds("a computing time"),
            isComputable: body.isComputable)
    }
}

extension WireRunStatus {
    init(_ snapshot: RunSnapshot) {
        self.init()
        run = snapshot.id.text
        label = snapshot.label.clipped()
        modelName = snapshot.modelName.clipped()
        state = WireState(snapshot.state)
        reason = snapshot.reason.clipped()
        draws = snapshot.draws
        mergedDraws = snapshot.mergedDraws
        leasedDraws = snapshot.leasedDraws
        queuedDraws = snapshot.queuedDraws
        leases = UInt32(clamping: snapshot.leases)
        mergedShards = snapshot.mergedShards
        seconds = snapshot.seconds
        isComputable = snapshot.isComputable
    }
}

extension WorkerListing {
    init(_ body: WireWorkerStatus) throws(ProtocolFailure) {
        self.init(
            id: try WorkerID(field: body.worker), incarnation: body.incarnation,
            host: try body.host.checked("host name"), slots: Int(body.slots), credit: Int(body.credit),
            leases: Int(body.leases), mergedShards: body.mergedShards,
            secondsSinceHeard: try body.secondsSinceHeard.checkedSeconds("a silence"))
    }
}

extension WireWorkerStatus {
    init(_ listing: WorkerListing) {
        self.init()
        worker = listing.id.text
        incarnation = listing.incarnation
        host = listing.host.clipped()
        slots = UInt32(clamping: listing.slots)
        credit = UInt32(clamping: listing.credit)
        leases = UInt32(clamping: listing.leases)
        mergedShards = listing.mergedShards
        secondsSinceHeard = listing.secondsSinceHeard
    }
}
