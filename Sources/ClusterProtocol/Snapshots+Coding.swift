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
        let parts = try Int(count: body.parts, "sensitivity parts", limit: ShardTask.maximumParts)
        self.init(
            id: try RunID(field: body.run), label: try body.label.checked("label"),
            modelName: try body.modelName.checked("model name"), state: try RunState(body.state),
            reason: try body.reason.checked("reason"), draws: body.draws, mergedDraws: body.mergedDraws,
            leasedDraws: body.leasedDraws, queuedDraws: body.queuedDraws, leases: Int(body.leases),
            mergedShards: body.mergedShards, parts: parts,
            mergedParts: try Int(count: body.mergedParts, "merged sensitivity parts", limit: parts),
            quarantined: Int(body.quarantined), heldBytes: try body.heldBytes.checkedBytes("a run"),
            precision: try PrecisionStatus?(body), terms: try RunTerms(body.terms),
            isPaused: body.isPaused, seconds: try body.seconds.checkedSeconds("a computing time"),
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
        parts = UInt32(clamping: snapshot.parts)
        mergedParts = UInt32(clamping: snapshot.mergedParts)
        quarantined = UInt32(clamping: snapshot.quarantined)
        heldBytes = UInt64(clamping: min(snapshot.heldBytes, RunTerms.byteLimit))
        terms = WireTerms(snapshot.terms)
        isPaused = snapshot.isPaused
        guard let precision = snapshot.precision else { return }
        self.precision = precision.target.relative
        ceiling = precision.ceiling
        if let worst = precision.shortfall { shortfall = WireShortfall(worst) }
    }
}

extension PrecisionStatus? {
    fileprivate init(_ body: WireRunStatus) throws(ProtocolFailure) {
        guard let target = try Precision?(field: body.precision) else {
            self = nil
            return
        }
        guard body.ceiling >= body.draws, DrawLayout(draws: body.ceiling) != nil else {
            throw .malformed("a ceiling of \(body.ceiling) draws")
        }
        self = PrecisionStatus(
            target: target, ceiling: body.ceiling,
            shortfall: body.hasShortfall ? try Shortfall(body.shortfall) : nil)
    }
}

extension Shortfall {
    fileprivate init(_ body: WireShortfall) throws(ProtocolFailure) {
        let kind: RequestedFigure.Kind
        switch body.kind {
        case .mean: kind = .mean
        case .probability: kind = .probability
        case .quantile:
            let last = Estimates.quantileProbabilities.count - 1
            kind = .quantile(try Int(count: body.quantile, "quantiles", limit: last))
        case .unspecified, .UNRECOGNIZED: throw .malformed("a shortfall of no figure")
        }
        guard body.halfWidth >= 0 else { throw .malformed("a half-width of \(body.halfWidth)") }
        self.init(
            figure: RequestedFigure(kind, of: Int(body.index), part: Int(body.scenario)),
            relativeHalfWidth: body.halfWidth)
    }
}

extension WireShortfall {
    fileprivate init(_ shortfall: Shortfall) {
        self.init()
        switch shortfall.figure.kind {
        case .mean: kind = .mean
        case .probability: kind = .probability
        case .quantile(let place):
            kind = .quantile
            quantile = UInt32(clamping: place)
        }
        index = UInt32(clamping: shortfall.figure.index)
        scenario = UInt32(clamping: shortfall.figure.part)
        halfWidth = shortfall.relativeHalfWidth
    }
}

extension WorkerListing {
    init(_ body: WireWorkerStatus) throws(ProtocolFailure) {
        self.init(
            id: try WorkerID(field: body.worker), incarnation: body.incarnation,
            host: try body.host.checked("host name"), slots: Int(body.slots), credit: Int(body.credit),
            isDraining: body.isDraining,
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
        isDraining = listing.isDraining
        leases = UInt32(clamping: listing.leases)
        mergedShards = listing.mergedShards
        secondsSinceHeard = listing.secondsSinceHeard
    }
}
