import Statistics

/// What workers report of their shards: merged once, refused after that, always acknowledged.
extension CoordinatorCore {
    /// Takes in a report, first or repeated, timely or late.
    ///
    /// A report counts by its range, not by whether its lease still stands: the draws are the same whoever computed
    /// them, so the first one is merged even if the lease was taken back meanwhile.
    mutating func settle(_ report: ShardReport<Node>, from worker: WorkerID, peer: PeerID, at now: Instant) {
        defer { send(.acknowledge(report.lease), to: peer) }
        guard report.lease.epoch == epoch, runs[report.run] != nil else {
            counters.stale += 1
            return
        }
        guard let shard = runs[report.run]?.shards[report.range] else {
            if isMerged(report.range, of: report.run) { counters.duplicates += 1 } else { counters.unfounded += 1 }
            return
        }
        guard let attempt = shard.attempt(report.lease, by: worker) else {
            counters.unfounded += 1
            return
        }
        switch report.outcome {
        case .evaluated(let node):
            let receipt = ShardReceipt(
                range: report.range, worker: worker, lease: report.lease, attempt: attempt.number,
                seconds: report.seconds.isFinite ? max(report.seconds, 0) : 0)
            merge(node, receipt, into: report.run, isLate: !attempt.isLive, at: now)
        case .failed(let reason):
            fail(report.range, of: report.run, attempt: attempt, reason: reason, at: now)
        }
    }

    private func isMerged(_ range: ShardRange, of run: RunID) -> Bool {
        guard let run = runs[run], run.description.layout.contains(range) else { return false }
        return run.tree.covers(range)
    }

    private mutating func merge(
        _ node: Node, _ receipt: ShardReceipt, into run: RunID, isLate: Bool, at now: Instant
    ) {
        counters.merged += 1
        if isLate { counters.mergedLate += 1 }
        workers[receipt.worker]?.mergedShards += 1
        endAttempts(at: receipt.range, of: run, winner: receipt.lease)
        record(.shardMerged(run, receipt))
        for change in runs[run]?.merge(node, at: receipt.range) ?? [] { record(change) }
        if runs[run]?.tree.isComplete == true {
            end(run, as: .done, reason: "", at: now)
        } else if runs[run]?.state == .queued {
            runs[run]?.state = .running
            record(.runMoved(run, to: .running, reason: "", seconds: runs[run]?.seconds(at: now) ?? 0))
        }
    }

    /// Ends what leases of a merged shard still stand, and tells the workers that lost the race.
    private mutating func endAttempts(at range: ShardRange, of run: RunID, winner: LeaseID) {
        for attempt in runs[run]?.shards[range]?.attempts ?? [] where attempt.isLive {
            end(attempt.lease)
            if attempt.lease != winner, let peer = workers[attempt.worker]?.peer {
                send(.withdraw([attempt.lease]), to: peer)
            }
        }
    }

    private mutating func fail(
        _ range: ShardRange, of run: RunID, attempt: OutstandingShard.Attempt, reason: String, at now: Instant
    ) {
        guard runs[run]?.shards[range]?.failAttempt(attempt.lease) == true else { return }
        counters.failures += 1
        end(attempt.lease)
        guard let shard = runs[run]?.shards[range] else { return }
        if shard.failures >= settings.failureLimit {
            let place = "replicate \(range.replicate), leaves from \(range.firstLeaf)"
            let told = String(String.UnicodeScalarView(reason.unicodeScalars.prefix(500)))
            end(run, as: .failed, reason: "\(place): \(told) (\(shard.failures) attempts)", at: now)
        } else if !shard.hasLiveAttempt {
            putBack(range, of: run)
        }
    }
}

extension ActiveRun {
    /// Merges a shard that was outstanding and returns what changed in the ledger's eyes.
    mutating func merge(_ node: Node, at range: ShardRange) -> [LedgerRecord<Node>] {
        shards[range] = nil
        queue.remove(range)
        mergedShards += 1
        guard case .merged(let stored, let removed) = tree.insert(node, at: range) else {
            preconditionFailure("shard \(range) was outstanding and is merged already")
        }
        return tree.records(ofStoring: stored, removing: removed, run: description.id)
    }
}
