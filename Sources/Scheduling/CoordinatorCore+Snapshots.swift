public import Statistics

/// Read-only views, for queries and metrics.
extension CoordinatorCore {
    /// All runs known, in order of submission. O(runs + shards out).
    public func runSnapshots(at now: Instant) -> [RunSnapshot] {
        let active = runs.values.map { ($0.sequence, snapshot(of: $0, reason: "", seconds: $0.seconds(at: now))) }
        let past = ended.values.map { ($0.sequence, $0.snapshot) }
        return (active + past).sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// One run; `nil` when it is unknown.
    public func runSnapshot(of run: RunID, at now: Instant) -> RunSnapshot? {
        if let active = runs[run] { return snapshot(of: active, reason: "", seconds: active.seconds(at: now)) }
        return ended[run]?.snapshot
    }

    /// The merged nodes of a run, for an estimate of what there is; in order of replicate and leaf.
    ///
    /// `nil` when the run is unknown, or ended so long ago that only the ledger has them.
    public func nodes(of run: RunID) -> [(range: ShardRange, node: Node)]? {
        let nodes = runs[run].map { $0.tree.nodes.map { (range: $0.range, node: $0.node) } } ?? ended[run]?.nodes
        return nodes?.sorted {
            ($0.range.replicate, $0.range.firstLeaf) < ($1.range.replicate, $1.range.firstLeaf)
        }
    }

    /// What an active run is; `nil` once it has ended.
    public func description(of run: RunID) -> RunDescription? {
        runs[run]?.description
    }

    /// How many workers are registered.
    public var workerCount: Int { workers.count }

    /// All registered workers, by name.
    public var workerSnapshots: [WorkerSnapshot] {
        workers.values.map { worker in
            WorkerSnapshot(
                id: worker.arrival.id, peer: worker.peer, incarnation: worker.arrival.incarnation,
                host: worker.arrival.host, slots: min(worker.arrival.slots, settings.creditCeiling),
                credit: worker.credit,
                isDraining: worker.isDraining || worker.credit == 0, leases: worker.leases.count,
                mergedShards: worker.mergedShards, lastHeard: worker.lastHeard)
        }
        .sorted { $0.id < $1.id }
    }

    func snapshot(of run: ActiveRun<Node>, reason: String, seconds: Double, merged: UInt64? = nil) -> RunSnapshot {
        let description = run.description
        let draws = run.goal.draws
        let merged = run.state == .done ? draws : merged ?? run.tree.mergedDraws
        let leased = run.leasedDraws
        return RunSnapshot(
            id: description.id, label: description.label, modelName: description.modelName, state: run.state,
            reason: reason, draws: draws, mergedDraws: merged, leasedDraws: leased,
            queuedDraws: run.state.isFinal ? 0 : draws - merged - leased, leases: run.leases,
            mergedShards: run.mergedShards, parts: run.parts.count,
            mergedParts: run.state == .done ? run.parts.count : run.parts.merged.count,
            quarantined: run.quarantined, heldBytes: run.state.isFinal ? 0 : run.heldBytes,
            precision: description.precision.map {
                PrecisionStatus(target: $0, ceiling: description.layout.draws, shortfall: run.shortfall)
            },
            terms: description.terms, isPaused: run.isPaused && !run.state.isFinal, seconds: seconds,
            isComputable: isComputable(description))
    }
}
