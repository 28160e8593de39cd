import Statistics

/// What workers report of their shards: merged once, refused after that, always acknowledged.
extension CoordinatorCore {
    /// Takes in a report, first or repeated, timely or late.
    ///
    /// A report counts by its task, not by whether its lease still stands: what comes of it is the same whoever computed
    /// it, so the first one is merged even if the lease was taken back meanwhile.
    mutating func settle(_ report: ShardReport<Node>, from worker: WorkerID, peer: PeerID, at now: Instant) {
        defer { send(.acknowledge([report.lease]), to: peer) }
        guard report.lease.epoch == epoch, runs[report.run] != nil else {
            counters.stale += 1
            return
        }
        if settleCheck(report, from: worker, at: now) { return }
        guard let shard = runs[report.run]?.shards[report.task] else {
            return refuse(report, from: worker)
        }
        guard let attempt = shard.attempt(report.lease, by: worker) else {
            counters.unfounded += 1
            return
        }
        switch report.outcome {
        case .evaluated(let output):
            let receipt = ShardReceipt(
                task: report.task, worker: worker, lease: report.lease, attempt: attempt.number,
                seconds: report.seconds.isFinite ? max(report.seconds, 0) : 0, digest: report.digest)
            take(output, receipt, into: report.run, attempt: attempt, at: now)
        case .failed(let reason):
            fail(report.task, of: report.run, attempt: attempt, reason: reason, at: now)
        }
    }

    /// Refuses a report on work that is not outstanding. A further result of what is merged has to be the same.
    private mutating func refuse(_ report: ShardReport<Node>, from worker: WorkerID) {
        guard runs[report.run]?.isMerged(report.task) == true else {
            counters.unfounded += 1
            return
        }
        counters.duplicates += 1
        guard case .evaluated = report.outcome, let digest = report.digest else { return }
        let rival = RivalResult(task: report.task, worker: worker, lease: report.lease, digest: digest)
        perform(.findReceipt(report.run, for: rival))
    }

    /// Two results of one shard are equal, or one of them is wrong: nobody can say which, so that the run ends.
    mutating func compare(_ rival: RivalResult, with merged: ShardReceipt, of run: RunID, at now: Instant) {
        guard runs[run] != nil, let digest = merged.digest, merged.task == rival.task else { return }
        guard digest != rival.digest else {
            counters.agreed += 1
            if rival.worker != merged.worker { finishCheck(rival.task, of: run, at: now) }
            return
        }
        counters.conflicts += 1
        end(
            run, as: .failed,
            reason: "two results of \(rival.task) differ: that of worker \(merged.worker) on lease \(merged.lease), "
                + "which is merged, and that of worker \(rival.worker) on lease \(rival.lease)", at: now)
    }

    /// Merges what is of the kind that its task has; what is not is a failed evaluation.
    private mutating func take(
        _ output: ShardOutput<Node>, _ receipt: ShardReceipt, into run: RunID, attempt: OutstandingShard.Attempt,
        at now: Instant
    ) {
        switch (receipt.task, output) {
        case (.draws(let range), .summary(let node)):
            note(receipt, of: run, isLate: !attempt.isLive)
            record(.shardMerged(run, receipt))
            for change in runs[run]?.merge(node, at: range) ?? [] { record(change) }
            beginCheck(receipt, of: run)
        case (.sensitivity(let part), .sensitivity(let bytes)):
            note(receipt, of: run, isLate: !attempt.isLive)
            record(.partMerged(run, receipt, bytes))
            runs[run]?.merge(part: part)
            beginCheck(receipt, of: run)
        case (.draws, .sensitivity), (.sensitivity, .summary):
            let reason = "the worker answered with another kind of work"
            return fail(receipt.task, of: run, attempt: attempt, reason: reason, at: now)
        }
        advance(run, at: now)
        endIfTooLarge(run, at: now)
    }

    /// Counts a result that is about to be merged, and ends all leases of its work.
    private mutating func note(_ receipt: ShardReceipt, of run: RunID, isLate: Bool) {
        counters.merged += 1
        if isLate { counters.mergedLate += 1 }
        workers[receipt.worker]?.mergedShards += 1
        notePace(receipt, of: run)
        if let submitter = runs[run]?.standing.submitter { shares.charge(receipt.seconds, to: submitter) }
        forgetLosses(with: receipt.task, of: run)
        acquit(receipt.task, of: run)
        endAttempts(at: receipt.task, of: run, winner: receipt.lease)
    }

    /// Ends what leases of merged work still stand, and tells the workers that lost the race.
    private mutating func endAttempts(at task: ShardTask, of run: RunID, winner: LeaseID) {
        for attempt in runs[run]?.shards[task]?.attempts ?? [] where attempt.isLive {
            end(attempt.lease)
            if attempt.lease != winner, let peer = workers[attempt.worker]?.peer {
                send(.withdraw([attempt.lease]), to: peer)
            }
        }
    }

    private mutating func fail(
        _ task: ShardTask, of run: RunID, attempt: OutstandingShard.Attempt, reason: String, at now: Instant
    ) {
        guard runs[run]?.shards[task]?.failAttempt(attempt.lease) == true else { return }
        counters.failures += 1
        end(attempt.lease)
        guard let shard = runs[run]?.shards[task] else { return }
        if shard.failures >= settings.failureLimit {
            end(run, as: .failed, reason: "\(task): \(Self.told(reason)) (\(shard.failures) attempts)", at: now)
        } else if !shard.hasLiveAttempt {
            putBack(task, of: run)
        }
    }

    /// As much of a worker's words as a reason holds.
    static func told(_ reason: String) -> String {
        String(String.UnicodeScalarView(reason.unicodeScalars.prefix(500)))
    }
}
