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
        guard queue.count < settings.credit, !holding.contains(offer.lease) else { return }
        queue.append(offer)
        guard !ready.contains(offer.run), !wanted.contains(where: { $0.run == offer.run }) else { return }
        wanted.append((offer.run, now))
        send(.runWanted(offer.run), at: now)
    }

    /// A run has arrived; its leases can start.
    mutating func keep(_ description: RunDescription, at now: Instant) {
        let run = description.id
        wanted.removeAll { $0.run == run }
        guard !ready.contains(run) else { return }
        ready.append(run)
        outbox.append(.keepRun(description))
        let inUse = Set(queue.map(\.run) + running.map(\.offer.run) + [run])
        while ready.count > settings.runsKept, let place = ready.firstIndex(where: { !inUse.contains($0) }) {
            outbox.append(.dropRun(ready.remove(at: place)))
        }
    }

    /// A run has ended: nobody wants what is left of it.
    mutating func abandon(_ run: RunID) {
        queue.removeAll { $0.run == run }
        finished.removeAll { $0.report.run == run }
        wanted.removeAll { $0.run == run }
        for index in running.indices where running[index].offer.run == run { running[index].isAbandoned = true }
        guard let place = ready.firstIndex(of: run) else { return }
        ready.remove(at: place)
        outbox.append(.dropRun(run))
    }

    /// Fills free slots with the oldest leases whose run is ready.
    mutating func startEvaluations(at now: Instant) {
        while running.count < settings.slots, finished.count < settings.reportLimit,
            let place = queue.firstIndex(where: { ready.contains($0.run) })
        {
            let offer = queue.remove(at: place)
            if let used = ready.firstIndex(of: offer.run) { ready.append(ready.remove(at: used)) }
            running.append(Running(offer: offer))
            outbox.append(.startEvaluation(offer))
        }
    }

    /// A slot is free again; what it made is kept until it is acknowledged.
    mutating func finish(
        _ lease: LeaseID, _ outcome: ShardReport<Payload>.Outcome, seconds: Double, at now: Instant
    ) {
        guard let place = running.firstIndex(where: { $0.offer.lease == lease }) else { return }
        let evaluation = running.remove(at: place)
        guard !evaluation.isAbandoned else { return }
        let offer = evaluation.offer
        let report = ShardReport(
            lease: lease, run: offer.run, task: offer.task, outcome: outcome, seconds: seconds)
        finished.append(Finished(report: report, sentAt: now))
        resend(finished.count - 1, at: now)
    }

    /// Says a report, again or for the first time, if there is a coordinator to hear it.
    mutating func resend(_ index: Int, at now: Instant) {
        guard case .registered = connection else { return }
        finished[index].sentAt = now
        send(.shardReported(finished[index].report), at: now)
    }

    /// Asks for a run, again or for the first time.
    mutating func ask(_ index: Int, at now: Instant) {
        wanted[index].askedAt = now
        send(.runWanted(wanted[index].run), at: now)
    }
}
