import Scheduling
import Statistics

// Transcripts name what matters in a message; the whole of it would fill pages.

extension CoordinatorEvent {
    var summary: String {
        switch self {
        case .messageReceived(let message, let peer): "\(message.summary) from peer \(peer.rawValue)"
        case .unreadableReceived(let peer): "unreadable bytes from peer \(peer.rawValue)"
        case .peerLost(let peer): "the loss of peer \(peer.rawValue)"
        case .runSubmitted(let run, _): "the submission of \(run.id)"
        case .runCancelled(let run): "the cancellation of \(run)"
        case .drainRequested(let worker): "the end of \(worker)"
        case .runPaused(let run): "the pause of \(run)"
        case .runResumed(let run): "the end of the pause of \(run)"
        case .precisionJudged(let run, let draws, let shortfall):
            "\(run) at \(draws) draws judged \(shortfall == nil ? "precise enough" : "not precise enough")"
        case .receiptFound(let run, let receipt, let rival):
            "that \(run) \(rival.task.place) was merged from \(receipt.worker), not from \(rival.worker)"
        case .clockTicked: "the clock"
        }
    }
}

extension WorkerMessage {
    var summary: String {
        switch self {
        case .arrival(let arrival): "arrival of \(arrival.id), \(arrival.incarnation), holding \(arrival.holding)"
        case .heartbeat(let holding, let credit): "heartbeat holding \(holding) of \(credit)"
        case .runWanted(let run): "wish for \(run)"
        case .shardReported(let report): "report on \(report.lease): \(report.run) \(report.task.place)"
        case .leasesHandedBack(let leases, _): "return of \(leases)"
        case .goodbye: "goodbye"
        }
    }
}

extension CoordinatorMessage {
    var summary: String {
        switch self {
        case .welcome(let terms): "welcome \(terms.incarnation) to epoch \(terms.epoch)"
        case .refuse(let incarnation, let reason): "refusal of \(incarnation): \(reason)"
        case .reregister: "call to register"
        case .beat: "beat"
        case .run(let run): "plan of \(run.id)"
        case .leases(let offers):
            offers.map { "lease \($0.lease): \($0.run) \($0.task.place), attempt \($0.attempt)" }
                .joined(separator: "; ")
        case .acknowledge(let leases): "acknowledgement of \(leases)"
        case .withdraw(let leases): "withdrawal of \(leases)"
        case .revoke(let run): "revocation of \(run)"
        case .drain: "call to leave"
        }
    }
}

extension LedgerRecord {
    var summary: String {
        switch self {
        case .runAccepted(let run): "acceptance of \(run.id)"
        case .runMoved(let run, let state, _, _): "\(run) \(state)"
        case .goalMoved(let run, let goal): "\(run) on to \(goal.draws) draws"
        case .runPaused(let run, let isPaused): "\(run) \(isPaused ? "paused" : "resumed")"
        case .workQuarantined(let run, let task, _): "quarantine of \(run) \(task.place)"
        case .workerLost(let run, let task, let lease): "loss of \(run) \(task.place) with \(lease)"
        case .lossForgotten(let run, let lease): "no loss of \(run) with \(lease)"
        case .checkBegun(let run, let task): "check of \(run) \(task.place)"
        case .checkEnded(let run, let task): "no check of \(run) \(task.place)"
        case .shardMerged(let run, let receipt): "shard \(run) \(receipt.task.place) on \(receipt.lease)"
        case .partMerged(let run, let receipt, _): "part \(run) \(receipt.task.place) on \(receipt.lease)"
        case .nodeStored(let run, let range, _): "node \(run) \(range.place)"
        case .nodeRemoved(let run, let range): "no node \(run) \(range.place)"
        }
    }
}

extension ShardTask {
    /// Its range or its part.
    var place: String {
        switch self {
        case .draws(let range): range.place
        case .sensitivity(let part): "s\(part)"
        }
    }
}

extension ShardRange {
    /// Replicate, level and index.
    var place: String { "\(replicate)/\(level)/\(index)" }
}
