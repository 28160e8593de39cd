import DequeModule

/// What a worker has made, and when it says so.
///
/// Each report that travels by itself wakes threads on both sides, which costs a coordinator more than to settle it. So reports wait for
/// those that follow shortly while the worker has more of the same run to do; its last ones of a run wait for none.
extension WorkerCore {
    /// Whether it has reports that it might say and does not yet.
    package var holdsReportsBack: Bool {
        guard case .registered = connection else { return false }
        return finished.contains { $0.sentAt == nil }
    }

    /// Whether it still holds reports back whose time has come; never after a tick.
    package func hasOverdueReports(at now: Instant) -> Bool {
        holdsReportsBack && reportsDue.map { $0 <= now } ?? true
    }

    /// Takes in a report: says it with all that wait, or lets it wait with them, unless it tells how fast the run is, or that the worker
    /// lives.
    mutating func add(_ report: ShardReport<Payload>, isSurprise: Bool, at now: Instant) {
        finished.append(Finished(report: report, sentAt: nil))
        if isSurprise || !lets(report, waitAt: now) { sayReports(at: now) }
    }

    /// Says all reports that wait, if there is a coordinator to hear them.
    mutating func sayReports(at now: Instant) {
        reportsDue = nil
        // They are the latest.
        let first = finished.lastIndex { $0.sentAt != nil }.map { $0 + 1 } ?? 0
        for index in first..<finished.count { say(index, at: now) }
    }

    /// Says the reports whose time has come: those that have waited long enough, and those that nobody has answered.
    mutating func sayDueReports(unansweredFor limit: Duration, at now: Instant) {
        if let due = reportsDue, now >= due { sayReports(at: now) }
        for index in finished.indices {
            if let sent = finished[index].sentAt, now.duration(since: sent) >= limit { say(index, at: now) }
        }
    }

    /// Says a report, again or for the first time, if there is a coordinator to hear it.
    mutating func say(_ index: Int, at now: Instant) {
        guard case .registered = connection else { return }
        finished[index].sentAt = now
        send(.shardReported(finished[index].report), at: now)
    }

    /// Lets a report wait until the first of those that wait with it is due; `false` where it may not.
    private mutating func lets(_ report: ShardReport<Payload>, waitAt now: Instant) -> Bool {
        // While something runs that workers may die of, all else is to be known.
        guard !isDraining, case .evaluated = report.outcome, queue.last?.run == report.run,
            running.allSatisfy({ $0.expected.isFinite })
        else { return false }
        if let due = reportsDue { return now < due }
        // What waits takes about as long as this did, each; the coordinator needs the better part of that to answer in.
        let waiting = report.seconds * Double(queue.count) / Double(settings.slots)
        let patience = min(settings.reportPatience, .seconds(waiting * Self.patientPart))
        guard patience >= Self.shortestPatience, report.seconds <= patience / .seconds(1) else { return false }
        reportsDue = now.advanced(by: patience)
        return true
    }

    private static var patientPart: Double { 0.2 }
    private static var shortestPatience: Duration { .milliseconds(10) }
}
