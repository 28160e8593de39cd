import Statistics

/// Which runs are served: pauses, priorities and fair shares.
extension CoordinatorCore {
    /// Gives nothing of the run to anyone until it is resumed; what is out is still merged.
    mutating func pause(_ run: RunID, at now: Instant) {
        steer(run, isPaused: true, at: now)
    }

    /// Goes on with a run.
    mutating func resume(_ run: RunID, at now: Instant) {
        steer(run, isPaused: false, at: now)
    }

    private mutating func steer(_ id: RunID, isPaused: Bool, at now: Instant) {
        guard let wasPaused = runs[id]?.isPaused else {
            let answer = ended[id].map { SteeringAnswer.endedBefore($0.snapshot.state) } ?? .unknown
            return perform(.answerSteering(id, answer))
        }
        if wasPaused != isPaused {
            runs[id]?.isPaused = isPaused
            runs[id]?.stopClock(at: now)
            record(.runPaused(id, isPaused))
            lineUp(id)
        }
        perform(.answerSteering(id, isPaused ? .paused : .resumed))
    }

    /// Puts the run in line if it may be served, or takes it out.
    mutating func lineUp(_ id: RunID) {
        guard let standing = runs[id]?.standing else { return }
        guard mayBeServed(id), runs[id]?.checks.isBacklogged == false else { return order.remove(standing) }
        guard !order.contains(standing) else { return }
        shares.level(standing.submitter, with: order.submitters)
        order.insert(standing)
    }

    /// Whether anything of the run may be given to a worker.
    func mayBeServed(_ id: RunID) -> Bool {
        guard let isPaused = runs[id]?.isPaused, let isFull = runs[id]?.isFull,
            let kernels = runs[id]?.description.kernelVersion
        else { return false }
        return !isPaused && !isFull && kernels == settings.kernelVersion
    }
}
