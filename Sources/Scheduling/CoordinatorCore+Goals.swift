import Statistics

/// How far a run is computed: to all its draws, or until its figures are precise enough.
extension CoordinatorCore {
    /// Sees whether the run has reached its goal or its end; to be called whenever something of it was merged.
    mutating func advance(_ id: RunID, at now: Instant) {
        guard let run = runs[id] else { return }
        if run.state == .queued {
            runs[id]?.state = .running
            record(.runMoved(id, to: .running, reason: "", seconds: run.seconds(at: now)))
        }
        proceed(id, at: now)
    }

    /// Does what follows from what is merged of the run.
    mutating func proceed(_ id: RunID, at now: Instant) {
        reachGoal(id)
        endIfComplete(id, at: now)
    }

    /// Once all draws up to the goal are merged, has their precision judged if the run asks for one.
    private mutating func reachGoal(_ id: RunID) {
        guard let run = runs[id], run.phase == .computing, run.tree.mergedDraws == run.goal.draws else { return }
        guard let precision = run.description.precision else {
            runs[id]?.phase = .settled
            return
        }
        runs[id]?.phase = .judging
        perform(.judgePrecision(id, precision, draws: run.goal.draws, nodes: run.tree.nodes))
    }

    /// Takes in how precise the figures of `draws` draws are: goes on to twice as many unless that is enough, or all there
    /// are to be.
    mutating func judge(_ id: RunID, draws: UInt64, shortfall: Shortfall?, at now: Instant) {
        guard let run = runs[id], run.phase == .judging, run.goal.draws == draws else { return }
        runs[id]?.shortfall = shortfall
        if shortfall != nil, let next = run.description.layout.goal(after: run.goal) {
            runs[id]?.extend(to: next)
            record(.goalMoved(id, to: next))
            lineUp(id)
        } else {
            runs[id]?.phase = .settled
            endIfComplete(id, at: now)
        }
    }

    private mutating func endIfComplete(_ id: RunID, at now: Instant) {
        if runs[id]?.isComplete == true {
            end(id, as: .done, reason: "", at: now)
        } else if runs[id]?.isStuck == true {
            endStuck(id, at: now)
        }
    }
}
