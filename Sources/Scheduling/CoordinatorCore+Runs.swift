import Statistics

/// Runs from submission to their end.
extension CoordinatorCore {
    /// Accepts a run, once.
    mutating func submit(_ description: RunDescription, costs: ExpectedCosts?, at now: Instant) {
        if let known = submission(of: description.id) {
            let isSame = known == description.submission
            perform(.answerSubmission(description.id, isSame ? .duplicate : .idTaken))
            return
        }
        let run = ActiveRun<Node>(description, costs: costs, sequence: nextSequence())
        record(.runAccepted(description))
        perform(.answerSubmission(description.id, .accepted))
        activate(run)
        endIfTooLarge(description.id, at: now)
    }

    /// Stops a run on a user's word; what is merged stays readable.
    mutating func cancel(_ run: RunID, at now: Instant) {
        if runs[run] != nil {
            end(run, as: .cancelled, reason: "", at: now)
            perform(.answerCancellation(run, .cancelled))
        } else if let before = ended[run] {
            perform(.answerCancellation(run, .endedBefore(before.snapshot.state)))
        } else {
            perform(.answerCancellation(run, .unknown))
        }
    }

    /// Sends a run to a worker that holds leases of it; one that has ended is revoked instead.
    mutating func describe(_ run: RunID, to peer: PeerID) {
        if let description = runs[run]?.description {
            send(.run(description), to: peer)
        } else {
            send(.revoke(run), to: peer)
        }
    }

    /// Moves a run to its final state and drops all that only an active run needs.
    mutating func end(_ id: RunID, as state: RunState, reason: String, at now: Instant) {
        revokeLeases(of: id)
        for task in runs[id]?.shards.keys.map({ $0 }) ?? [] { acquit(task, of: id) }
        guard var run = runs.removeValue(forKey: id) else { return }
        let seconds = run.seconds(at: now)
        run.state = state
        order.remove(run.standing)
        shares.end(run.standing.submitter)
        checkable.remove(id)
        limited.remove(id)
        keepEnded(run, reason: reason, seconds: seconds, draws: run.tree.mergedDraws)
        record(.runMoved(id, to: state, reason: reason, seconds: seconds))
        perform(.announceEnd(id, state))
    }

    /// Ends the standing leases of a run and tells their workers, each once, in the order of the leases.
    private mutating func revokeLeases(of run: RunID) {
        let outstanding = (runs[run]?.shards.values).map(Array.init) ?? []
        let copies = runs[run]?.checks.checks.values.map(\.copies) ?? []
        let attempts = (outstanding + copies).flatMap { $0.attempts.filter(\.isLive) }
        var told: Set<WorkerID> = []
        for attempt in attempts.sorted(by: { $0.lease < $1.lease }) {
            end(attempt.lease)
            guard told.insert(attempt.worker).inserted, let peer = workers[attempt.worker]?.peer else { continue }
            send(.revoke(run), to: peer)
        }
    }

    /// Takes in a run from the ledger.
    mutating func recover(_ recovered: RecoveredRun<Node>) {
        let description = recovered.description
        precondition(submission(of: description.id) == nil, "the ledger gives run \(description.id) twice")
        var tree = MergeTree<Node>(layout: description.layout)
        var changes: [LedgerRecord<Node>] = []
        var isSound = true
        for (range, node) in recovered.nodes {
            switch tree.insert(node, at: range) {
            case _ where !recovered.goal.contains(range): isSound = false
            case .merged(let stored, _) where stored == range: continue
            case .merged(let stored, let removed):
                changes += tree.records(ofStoring: stored, removing: removed + [range], run: description.id)
            case .overlapping, .outsideRun: isSound = false
            }
        }
        let run = ActiveRun(recovered, tree: tree, sequence: nextSequence())
        if recovered.state.isFinal {
            keepEnded(
                run, reason: recovered.reason, seconds: recovered.seconds,
                draws: max(tree.mergedDraws, recovered.endedDraws))
            return
        }
        for change in changes { record(change) }
        activate(run)
        restore(recovered.losses, of: description.id)
        let start = Instant(nanoseconds: 0)
        if !isSound {
            end(description.id, as: .failed, reason: "the ledger's nodes overlap or lie outside the run", at: start)
        } else {
            proceed(description.id, at: start)
            endIfTooLarge(description.id, at: start)
        }
    }

    private mutating func activate(_ run: ActiveRun<Node>) {
        let description = run.description
        runs[description.id] = run
        shares.begin(run.standing.submitter)
        if description.terms.maximumSeconds != nil { limited.insert(description.id) }
        if run.checks.hasWork { checkable.append(description.id) }
        lineUp(description.id)
    }

    /// Whether this coordinator's workers have the kernels that the run is pinned to.
    func isComputable(_ description: RunDescription) -> Bool {
        description.kernelVersion == settings.kernelVersion
    }

    private mutating func keepEnded(_ run: ActiveRun<Node>, reason: String, seconds: Double, draws: UInt64) {
        let id = run.description.id
        // A recovered run may come without its nodes: then only the ledger knows whether there are any. What was too much is not kept.
        let nodes = run.tree.mergedDraws == 0 || run.isTooLarge ? nil : run.tree.nodes
        ended[id] = EndedRun(
            sequence: run.sequence, submission: run.description.submission,
            snapshot: snapshot(of: run, reason: reason, seconds: seconds, merged: draws), nodes: nodes)
        if nodes != nil { endedWithNodes.append(id) }
        while endedWithNodes.count > settings.finishedRunsKept, let oldest = endedWithNodes.popFirst() {
            ended[oldest]?.nodes = nil
        }
    }

    private mutating func nextSequence() -> Int {
        runsSeen += 1
        return runsSeen
    }

    private func submission(of run: RunID) -> Int? {
        runs[run]?.description.submission ?? ended[run]?.submission
    }
}

extension RunDescription {
    /// Tells a repeated submission from another one that has the same id by accident; of this process alone.
    public var submission: Int {
        var hasher = Hasher()
        // Their lengths too: bytes alone would run into what follows.
        for bytes in [modelText, sensitivity.plan] {
            hasher.combine(bytes.count)
            bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
        hasher.combine(scenario)
        hasher.combine(sampler)
        hasher.combine(seed)
        hasher.combine(layout)
        hasher.combine(precision)
        return hasher.finalize()
    }
}
