import DequeModule

/// Finding the coordinator, keeping in touch, and leaving.
extension WorkerCore {
    /// Everything held: what waits, what runs, what is not acknowledged.
    var holding: [LeaseID] {
        queue.map(\.lease) + running.map(\.offer.lease) + finished.map(\.report.lease)
    }

    private var creditOffered: Int { isDraining ? 0 : settings.credit }

    mutating func open(at now: Instant) {
        outbox.append(.openConnection)
        register(at: now)
    }

    /// Registers on the open connection, as a new incarnation: what the coordinator knew before is fenced.
    mutating func register(at now: Instant) {
        incarnation += 1
        connection = .registering(since: now)
        lastHeard = now
        let arrival = WorkerArrival(
            id: settings.id, incarnation: incarnation, slots: settings.slots, credit: creditOffered,
            protocolVersion: settings.protocolVersion, kernelVersion: settings.kernelVersion, host: settings.host,
            holding: holding)
        send(.arrival(arrival), at: now)
    }

    /// The coordinator has admitted this worker.
    mutating func enter(_ terms: WelcomeTerms, at now: Instant) {
        guard case .registering = connection, terms.incarnation == incarnation else { return }
        if epoch != terms.epoch { forgetLeases() }
        epoch = terms.epoch
        connection = .registered(terms)
        backoff.reset()
        lastHeartbeat = now
        for index in finished.indices { say(index, at: now) }
        for index in wanted.indices { ask(index, at: now) }
        if isDraining { handBackQueue(at: now) }
    }

    /// A coordinator that started anew has forgotten every lease of before.
    private mutating func forgetLeases() {
        queue = []
        finished = []
        for index in running.indices { running[index].isAbandoned = true }
        forgetWishes()
    }

    mutating func tick(at now: Instant) {
        switch connection {
        case .idle, .stopped: break
        case .waiting(let until):
            if now >= until { open(at: now) }
        case .registering(let since):
            if now.duration(since: since) >= settings.welcomeTimeout { disconnect(at: now) }
        case .registered(let terms):
            if now.duration(since: lastHeard) >= terms.silenceLimit {
                disconnect(at: now)
            } else {
                repeatUnanswered(after: terms.silenceLimit, at: now)
                beatIfDue(terms, at: now)
            }
        }
    }

    /// The coordinator does not admit this worker: that is the end, unless time may change it.
    mutating func refused(_ reason: RefusalReason, at now: Instant) {
        // An earlier process of this name that is gone is given up before long; it was the newer one only if clocks went back.
        if reason == .superseded, epoch == nil, now.duration(since: startedAt) < settings.namePatience {
            disconnect(because: reason, at: now)
        } else {
            stop(.refused(reason))
        }
    }

    private mutating func disconnect(because reason: RefusalReason? = nil, at now: Instant) {
        outbox.append(.closeConnection(reason))
        connection = .waiting(until: now.advanced(by: backoff.advance()))
    }

    /// A heartbeat leaves when nothing else has for an interval, and often enough to keep the leases.
    private mutating func beatIfDue(_ terms: WelcomeTerms, at now: Instant) {
        let isIdle = now.duration(since: lastSent) >= terms.heartbeatInterval
        let isOverdue = now.duration(since: lastHeartbeat) >= terms.leaseDuration / 3
        guard isIdle || isOverdue else { return }
        lastHeartbeat = now
        send(.heartbeat(holding: holding, credit: creditOffered), at: now)
    }

    private mutating func repeatUnanswered(after limit: Duration, at now: Instant) {
        sayDueReports(unansweredFor: limit, at: now)
        for index in wanted.indices where now.duration(since: wanted[index].askedAt) >= limit {
            ask(index, at: now)
        }
    }

    /// Takes no more work and gives back what has not started.
    mutating func drain(at now: Instant) {
        if !isDraining { drainingSince = now }
        isDraining = true
        sayReports(at: now)
        handBackQueue(at: now)
    }

    private mutating func handBackQueue(at now: Instant) {
        let leases = queue.map(\.lease)
        queue = []
        forgetWishes()
        if case .registered = connection { send(.leasesHandedBack(leases, credit: 0), at: now) }
    }

    /// A draining worker leaves once its last report is acknowledged, or when there is nobody to acknowledge it: what is lost with it
    /// others compute.
    mutating func leaveIfDrained(at now: Instant) {
        guard isDraining else { return }
        if case .stopped = connection { return }
        guard running.isEmpty, finished.isEmpty else {
            var isConnected = false
            if case .registered = connection { isConnected = true }
            let alone = now.duration(since: max(drainingSince, lastWord))
            if !isConnected, alone >= settings.drainPatience { stop(.abandoned) }
            return
        }
        if case .registered = connection { send(.goodbye, at: now) }
        stop(.drained)
    }
}
