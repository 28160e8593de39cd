import DequeModule

/// Leases, slots and reports.
extension WorkerCore {
    /// Accepts a lease, unless it is of another epoch, known already, or beyond the credit.
    ///
    /// What is not accepted is missing in the next two heartbeats, and the coordinator gives it to another.
    mutating func take(_ offer: LeaseOffer, at now: Instant) {
        guard case .registered(let terms) = connection, offer.lease.epoch == terms.epoch else { return }
        if isDraining {
            send(.leasesHandedBack([offer.lease], credit: 0), at: now)
            return
        }
        guard queue.count < settings.credit, !isHolding(offer.lease) else { return }
        queue.append(offer)
        guard !ready.contains(offer.run), !wanted.contains(where: { $0.run == offer.run }) else { return }
        wanted.append((offer.run, now))
        send(.runWanted(offer.run), at: now)
    }

    private func isHolding(_ lease: LeaseID) -> Bool {
        queue.contains { $0.lease == lease } || running.contains { $0.offer.lease == lease }
            || finished.contains { $0.report.lease == lease }
    }

    /// A run has arrived; its leases can start.
    mutating func keep(_ description: RunDescription, at now: Instant) {
        let run = description.id
        guard !ready.contains(run) else { return }
        ready.append(run)
        forgetWishes()
        outbox.append(.keepRun(description))
        let inUse = Set(queue.map(\.run) + running.map(\.offer.run) + [run])
        while ready.count > settings.runsKept, let place = ready.firstIndex(where: { !inUse.contains($0) }) {
            drop(ready.remove(at: place))
        }
    }

    private mutating func drop(_ run: RunID) {
        paces[run] = nil
        outbox.append(.dropRun(run))
    }

    /// These leases are another's, or nobody's: what has not started does not.
    mutating func withdraw(_ leases: [LeaseID]) {
        queue.removeAll { leases.contains($0.lease) }
        forgetWishes()
    }

    /// Asks no more for runs that have come, or of which nothing waits any more.
    mutating func forgetWishes() {
        wanted.removeAll { wish in ready.contains(wish.run) || !queue.contains { $0.run == wish.run } }
    }

    /// A run has ended: nobody wants what is left of it.
    mutating func abandon(_ run: RunID) {
        queue.removeAll { $0.run == run }
        finished.removeAll { $0.report.run == run }
        forgetWishes()
        for index in running.indices where running[index].offer.run == run { running[index].isAbandoned = true }
        guard let place = ready.firstIndex(of: run) else { return }
        drop(ready.remove(at: place))
    }

    /// Fills free slots with the oldest leases whose run is ready, and lines up at the slots what is done in a moment.
    mutating func startEvaluations(at now: Instant) {
        while finished.count + running.count < settings.reportLimit,
            let place = queue.firstIndex(where: { ready.contains($0.run) })
        {
            let expected = expectedSeconds(queue[place])
            guard running.count < settings.slots || isLineShort(with: expected) else { return }
            let offer = queue.remove(at: place)
            if ready.last != offer.run, let used = ready.firstIndex(of: offer.run) {
                ready.append(ready.remove(at: used))
            }
            if !expected.isFinite { sayReports(at: now) }
            running.append(Running(offer: offer, expected: expected))
            outbox.append(.startEvaluation(offer))
        }
    }

    /// Work that was given out before may be what workers die of; what is reported before it starts cannot be blamed.
    private func expectedSeconds(_ offer: LeaseOffer) -> Double {
        offer.attempt > 1 ? .infinity : paces[offer.run]?.seconds(for: offer.task) ?? .infinity
    }

    /// Whether all that is in slots or lined up there is done within ``WorkerSettings/lineTime``, with one more.
    func isLineShort(with expected: Double) -> Bool {
        let seconds = running.reduce(expected) { $0 + $1.expected }
        return seconds <= Double(settings.slots) * (settings.lineTime / .seconds(1))
    }

    /// A slot is free again; what it made is kept until it is acknowledged.
    mutating func finish(
        _ lease: LeaseID, _ outcome: ShardReport<Payload>.Outcome, seconds: Double, at now: Instant
    ) {
        guard let place = running.firstIndex(where: { $0.offer.lease == lease }) else { return }
        let evaluation = running.remove(at: place)
        if ready.contains(evaluation.offer.run) {
            paces[evaluation.offer.run, default: Pace()].note(evaluation.offer.task, seconds: seconds)
        }
        guard !evaluation.isAbandoned else { return }
        let offer = evaluation.offer
        let report = ShardReport(
            lease: lease, run: offer.run, task: offer.task, outcome: outcome, seconds: seconds)
        add(report, isSurprise: !evaluation.expected.isFinite, at: now)
    }

    /// Asks for a run, again or for the first time.
    mutating func ask(_ index: Int, at now: Instant) {
        wanted[index].askedAt = now
        send(.runWanted(wanted[index].run), at: now)
    }
}
