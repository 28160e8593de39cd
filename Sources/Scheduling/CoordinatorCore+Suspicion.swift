import Statistics

/// A unit of work of some run.
package struct WorkName: Hashable, Sendable {
    package let run: RunID
    package let task: ShardTask

    package init(run: RunID, task: ShardTask) {
        self.run = run
        self.task = task
    }
}

/// Work that workers die of: suspected, tried by itself, and set aside if it kills again.
///
/// Nobody can see from here what a worker that is gone was at. It is presumed to have started on its oldest leases, as many as it has
/// slots; one that comes back and still holds them clears them.
extension CoordinatorCore {
    /// Forgets a worker that is gone without a word.
    mutating func bury(_ id: WorkerID, at now: Instant) {
        workersLost += 1
        for lease in workers[id]?.started ?? [] { mourn(lease, at: now) }
        remove(id)
    }

    /// Takes back a lease whose worker is gone and had presumably started on it.
    mutating func mourn(_ id: LeaseID, at now: Instant) {
        guard let lease = leases[id] else { return }
        if lease.purpose == .check { return loseCheck(id, lease) }
        let work = WorkName(run: lease.run, task: lease.task)
        runs[work.run]?.shards[work.task]?.deaths.insert(id)
        deaths[id] = work
        record(.workerLost(work.run, work.task, id))
        guard lease.purpose == .probation else { return requeue(id) }
        end(id)
        counters.requeued += 1
        condemn(work, at: now)
    }

    private mutating func condemn(_ work: WorkName, at now: Instant) {
        condemned.append(work)
        condemnedAt[work] = now
    }

    /// Takes up what the ledger has of workers that were lost before this start, all that are held against the run's work.
    mutating func restore(_ losses: [(task: ShardTask, lease: LeaseID)], of run: RunID) {
        for (task, lease) in losses {
            guard let shard = runs[run]?.shards[task], shard.deaths.contains(lease) else { continue }
            let work = WorkName(run: run, task: task)
            deaths[lease] = work
            if shard.isQuarantined { continue }
            // Beyond the limit it was lost with workers that had nothing else. Whether others were lost meanwhile nobody knows any
            // more, so that it is tried again unless it was often enough; since when it waits, the first event says.
            let alone = max(0, shard.deaths.count - settings.suspicionLimit)
            if alone < settings.probationLimit {
                runs[run]?.shards[task]?.lostProbations = alone
                putBack(task, of: run)
            } else {
                runs[run]?.shards[task]?.lostProbations = alone - 1
                condemn(work, at: Instant(nanoseconds: 0))
            }
        }
    }

    /// Workers that were lost before this start, with nothing but this work, have from now on to come back with it.
    mutating func awaitCondemned(since now: Instant) {
        for work in condemned.elements { condemnedAt[work] = now }
    }

    /// The worker lives and has not forgotten the lease.
    mutating func clear(_ id: LeaseID) {
        guard let work = deaths.removeValue(forKey: id) else { return }
        runs[work.run]?.shards[work.task]?.forgetDeath(id, suspectAfter: settings.suspicionLimit)
        record(.lossForgotten(work.run, id))
        guard reprieve(work) else { return }
        suspects.append(work)
    }

    /// Takes work out of those that are about to be set aside; whether it was one of them.
    @discardableResult
    private mutating func reprieve(_ work: WorkName) -> Bool {
        guard condemnedAt.removeValue(forKey: work) != nil else { return false }
        condemned.remove(work)
        return true
    }

    /// Sets aside the work whose workers did not come back, or has it tried once more where that may have been chance.
    mutating func quarantineCondemned(at now: Instant) {
        while let work = condemned.first, let since = condemnedAt[work],
            now.duration(since: max(since, attentiveSince)) >= settings.quarantineDelay
        {
            reprieve(work)
            runs[work.run]?.shards[work.task]?.lostProbations += 1
            if isProven(work) { quarantine(work) } else { suspects.append(work) }
        }
        proceedAfterLosses(at: now)
    }

    /// Whether workers die of the work: the last one that had it by itself was the only one lost meanwhile. Where others are lost as
    /// well, for whatever reason, it takes more of them.
    private func isProven(_ work: WorkName) -> Bool {
        guard let shard = runs[work.run]?.shards[work.task] else { return true }
        return workersLost <= shard.lostBefore + 1 || shard.lostProbations >= settings.probationLimit
    }

    /// The work is being merged: no loss of a worker is held against it.
    mutating func forgetLosses(with task: ShardTask, of run: RunID) {
        for lease in (runs[run]?.shards[task]?.deaths ?? []).sorted() { record(.lossForgotten(run, lease)) }
    }

    /// The work is done, or not wanted any more.
    mutating func acquit(_ task: ShardTask, of run: RunID) {
        suspects.remove(WorkName(run: run, task: task))
        reprieve(WorkName(run: run, task: task))
        for lease in runs[run]?.shards[task]?.deaths ?? [] { deaths[lease] = nil }
        runs[run]?.shards[task]?.deaths = []
    }

    /// Gives suspicious work to workers that hold nothing, and has one become so where there is none.
    mutating func giveSuspects(at now: Instant) {
        if let held = reserved, workers[held].map({ $0.credit > 0 && !$0.isDraining }) != true { reserve(nil) }
        while let work = nextSuspect, let worker = emptyWorker {
            suspects.remove(work)
            counters.probations += 1
            give(work.task, of: work.run, to: worker, as: .probation, at: now)
            runs[work.run]?.shards[work.task]?.lostBefore = workersLost
            reserve(nil)
        }
        if nextSuspect == nil {
            reserve(nil)
        } else if reserved == nil {
            reserve(
                workers.filter { $1.credit > 0 && !$1.isIsolated && !$1.isDraining }
                    .min { ($0.value.leases.count, $0.key) < ($1.value.leases.count, $1.key) }?.key)
        }
    }

    private var nextSuspect: WorkName? {
        suspects.isEmpty ? nil : suspects.elements.first { mayBeServed($0.run) }
    }

    /// A worker that could take work and has none.
    private var emptyWorker: WorkerID? {
        if let reserved, let worker = workers[reserved], worker.leases.isEmpty, worker.credit > 0 { return reserved }
        return hungry.elements.first { workers[$0]?.leases.isEmpty == true }
    }

    /// Keeps further work from a worker until it is empty; with `nil`, from none any more.
    private mutating func reserve(_ id: WorkerID?) {
        guard id != reserved else { return }
        if let before = reserved {
            reserved = nil
            workers[before]?.isReserved = false
            updateHunger(of: before)
        }
        guard let id else { return }
        reserved = id
        workers[id]?.isReserved = true
        updateHunger(of: id)
    }

    /// Gives the work to nobody any more.
    private mutating func quarantine(_ work: WorkName) {
        guard let deaths = runs[work.run]?.shards[work.task]?.deaths.count else { return }
        counters.quarantined += 1
        runs[work.run]?.quarantine(work.task)
        record(.workQuarantined(work.run, work.task, reason: "\(deaths) workers died with it"))
        toBeEnded.append(work.run)
    }

    /// Sees to the runs of which this event set something aside: that may have been the last of them.
    mutating func proceedAfterLosses(at now: Instant) {
        let runs = toBeEnded
        toBeEnded = []
        for run in runs { proceed(run, at: now) }
    }

    /// Ends a run of which nothing is left but what is quarantined.
    mutating func endStuck(_ id: RunID, at now: Instant) {
        guard let run = runs[id] else { return }
        let tasks = run.shards.filter(\.value.isQuarantined).map(\.key.description).sorted()
        let more = tasks.count > 1 ? " and \(tasks.count - 1) more" : ""
        end(
            id, as: .failed,
            reason: "quarantined, because workers died with it, the last one with nothing else: \(tasks[0])\(more); "
                + "everything else is merged", at: now)
    }
}

extension CoordinatorCore.Worker {
    /// The leases that it has presumably started on.
    var started: ArraySlice<LeaseID> { leases.prefix(max(arrival.slots, 0)) }
}
