import Scheduling
import Statistics

/// What must hold at every moment, and in the end.
extension Simulator {
    /// The coordinator's own invariants, and that it stays small.
    mutating func checkCoordinator() {
        guard let core = coordinator.core else { return }
        object(core.brokenInvariants())
        let bound = 1000 + 100 * workers.count + 1000 * clients.count
        if core.footprint > bound { object(["the coordinator holds \(core.footprint) entries"]) }
    }

    /// No worker is given more than it is willing to hold.
    mutating func checkCredit(_ actions: [CoordinatorAction<ChainNode>]) {
        let isGiving = actions.contains { if case .send(.leases, _) = $0 { true } else { false } }
        guard isGiving, let snapshots = coordinator.core?.workerSnapshots else { return }
        for worker in snapshots where worker.leases > worker.credit && worker.credit > 0 {
            object(["\(worker.id) holds \(worker.leases) leases with credit for \(worker.credit)"])
        }
    }

    /// A lease's name is given once, whatever starts anew.
    mutating func checkOffer(_ offer: LeaseOffer) {
        stamp(offer.lease.number)
        if !offered.insert(offer.lease).inserted { object(["lease \(offer.lease) was given twice"]) }
    }

    /// Adds up what a coordinator has counted before it is gone.
    mutating func countCoordinator() {
        guard let counters = coordinator.core?.counters else { return }
        report.merged += counters.merged
        report.requeued += counters.requeued
        report.duplicates += counters.duplicates
        report.backups += counters.backups
        report.agreed += counters.agreed
        report.conflicts += counters.conflicts
    }

    /// Every run has ended as it should have, and the finished ones are right.
    mutating func judge(wasCalm: Bool) {
        for client in clients {
            let id = client.run.id
            guard let run = ledger.runs[id] else {
                object(["\(id) was never accepted, or is lost"])
                continue
            }
            report.runs.append(id)
            report.states.append(run.state)
            object(faults(of: run, client))
            stamp(run.nodes.values.reduce(0) { $0 ^ $1.hash })
        }
        if wasCalm, report.requeued > 0 || report.duplicates > report.backups {
            object(["\(report.requeued) shards were leased again although nothing went wrong"])
        }
    }

    private func faults(of run: SimulatedLedger.Run, _ client: SimulatedClient) -> [String] {
        let id = client.run.id
        switch run.state {
        case .queued, .running: return ["\(id) has not ended"]
        case .cancelled: return client.cancelsAt == nil ? ["\(id) was cancelled by nobody"] : []
        case .failed: return client.poisoned == nil ? ["\(id) failed: \(run.reason)"] : []
        case .done: return client.poisoned == nil ? rootFaults(of: run) : ["\(id) is done and cannot be"]
        }
    }

    private func rootFaults(of run: SimulatedLedger.Run) -> [String] {
        let id = run.description.id
        let goal = SimulatedPrecision.goal(of: run.description)
        guard run.goal == goal else { return ["\(id) is done at \(run.goal.draws) draws, not \(goal.draws)"] }
        let roots = goal.roots
        guard Set(run.nodes.keys) == Set(roots) else { return ["\(id) is done and not whole"] }
        guard run.parts.count == run.description.sensitivity.parts else {
            return ["\(id) is done with \(run.parts.count) of \(run.description.sensitivity.parts) sensitivity parts"]
        }
        return roots.compactMap { root in
            let expected = ChainNode.reference(root, layout: goal, seed: run.description.seed)
            return run.nodes[root] == expected ? nil : "\(root) of \(id) is wrong"
        }
    }
}
