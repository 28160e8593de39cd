import Statistics

/// Second copies of work that is late, so that the end of a run does not wait for its slowest worker.
extension CoordinatorCore {
    /// Gives late work to workers with a free slot, the latest first, once no other work waits. O(workers).
    mutating func giveBackups(at now: Instant) {
        guard order.isEmpty, !leases.isEmpty else { return }
        let idle = hungry.elements.filter { workers[$0].map { $0.leases.count < $0.arrival.slots } ?? false }
        guard !idle.isEmpty else { return }
        var late = lateLeases(at: now)[...]
        for worker in idle {
            // Of each worker there is one, so that what a worker may have is the first or the second.
            guard let place = late.firstIndex(where: { leases[$0]?.worker != worker }) else { continue }
            let next = late[place]
            if place > late.startIndex { late.swapAt(late.startIndex, place) }
            late.removeFirst()
            // A copy of the one before may have made its run as full as it may be.
            guard let lease = leases[next], mayBeServed(lease.run) else { continue }
            counters.backups += 1
            give(lease.task, of: lease.run, to: worker, as: .backup, at: now)
        }
    }

    /// Of each worker the oldest lease that nobody else has as well, if that is late; oldest first.
    private func lateLeases(at now: Instant) -> [LeaseID] {
        workers.values.compactMap { worker in
            worker.leases.first { isAlone($0) }.flatMap { isLate($0, at: now) ? $0 : nil }
        }
        .sorted()
    }

    private func isAlone(_ id: LeaseID) -> Bool {
        guard let lease = leases[id], mayBeServed(lease.run), let shard = runs[lease.run]?.shards[lease.task] else {
            return false
        }
        // Were both workers to die of it, that would be as many as make it suspicious, and no more.
        return shard.liveAttempts == 1 && lease.purpose != .probation
            && shard.deaths.count + 2 <= settings.suspicionLimit
    }

    /// Whether the work is out for twice as long as such work takes. Of what nothing is known of, only the age counts.
    private func isLate(_ id: LeaseID, at now: Instant) -> Bool {
        guard let lease = leases[id] else { return false }
        let usual = runs[lease.run]?.pace.seconds(for: lease.task) ?? 0
        return now.duration(since: lease.given) >= max(settings.backupAge, .seconds(2 * usual))
    }
}
