import Statistics

/// Who is registered, and who is still alive.
extension CoordinatorCore {
    /// Registers a worker, or says why not.
    mutating func admit(_ arrival: WorkerArrival, from peer: PeerID, at now: Instant) {
        if let known = workers[arrival.id], known.peer == peer, known.arrival.incarnation >= arrival.incarnation {
            // A repeated arrival, or one that was overtaken; only its welcome may have been lost.
            _ = heard(from: peer, at: now)
            if known.arrival.incarnation == arrival.incarnation { welcome(arrival, at: peer) }
            return
        }
        if let reason = objection(to: arrival) {
            counters.count(reason)
            send(.refuse(incarnation: arrival.incarnation, reason), to: peer)
            return
        }
        if let former = peers[peer], former != arrival.id { remove(former) }
        let credit = allowed(arrival.credit)
        slots += allowed(arrival.slots) - allowed(workers[arrival.id]?.arrival.slots ?? 0)
        if workers[arrival.id] == nil {
            workers[arrival.id] = Worker(arrival: arrival, peer: peer, credit: credit, lastHeard: now)
        } else {
            supersede(by: arrival, from: peer, credit: credit, at: now)
        }
        peers[peer] = arrival.id
        bySilence.moveToBack(arrival.id)
        for lease in arrival.holding { clear(lease) }
        updateHunger(of: arrival.id)
        welcome(arrival, at: peer)
        withdraw(arrival.holding, notHeldBy: arrival.id, at: peer)
    }

    private func objection(to arrival: WorkerArrival) -> RefusalReason? {
        if arrival.protocolVersion != settings.protocolVersion {
            return .protocolVersion(coordinator: settings.protocolVersion, worker: arrival.protocolVersion)
        }
        if arrival.kernelVersion != settings.kernelVersion {
            return .kernelVersion(coordinator: settings.kernelVersion, worker: arrival.kernelVersion)
        }
        if arrival.slots < 1 { return .noSlots }
        if let known = workers[arrival.id], known.arrival.incarnation >= arrival.incarnation { return .superseded }
        return nil
    }

    /// A newer incarnation takes the place of the older: what that held and this does not name goes back.
    private mutating func supersede(by arrival: WorkerArrival, from peer: PeerID, credit: Int, at now: Instant) {
        guard let older = workers[arrival.id] else { return }
        peers[older.peer] = nil
        workers[arrival.id]?.arrival = arrival
        workers[arrival.id]?.peer = peer
        workers[arrival.id]?.credit = credit
        workers[arrival.id]?.lastHeard = now
        let held = Set(arrival.holding)
        let started = older.started
        if !started.allSatisfy(held.contains) { workersLost += 1 }
        for lease in older.leases {
            if held.contains(lease) {
                renew(lease, at: now)
            } else if started.contains(lease) {
                mourn(lease, at: now)
            } else {
                requeue(lease)
            }
        }
    }

    private mutating func welcome(_ arrival: WorkerArrival, at peer: PeerID) {
        send(.welcome(settings.terms(incarnation: arrival.incarnation, epoch: epoch)), to: peer)
    }

    /// Any message counts as life; a stranger is asked to register.
    mutating func heard(from peer: PeerID, at now: Instant) -> WorkerID? {
        guard let worker = peers[peer] else {
            counters.strangers += 1
            send(.reregister, to: peer)
            return nil
        }
        workers[worker]?.lastHeard = now
        bySilence.moveToBack(worker)
        return worker
    }

    /// Gives up whoever has been silent too long.
    mutating func expireWorkers(at now: Instant) {
        while let id = bySilence.first, let worker = workers[id],
            now.duration(since: max(worker.lastHeard, attentiveSince)) >= settings.silenceLimit
        {
            counters.expiredWorkers += 1
            bury(id, at: now)
        }
    }

    /// The connection is gone, and with it the worker until it registers anew.
    mutating func lose(_ peer: PeerID, at now: Instant) {
        guard let worker = peers[peer] else { return }
        counters.lostPeers += 1
        bury(worker, at: now)
    }

    /// Forgets a worker; its leases go back to their runs.
    mutating func remove(_ id: WorkerID) {
        guard let worker = workers[id] else { return }
        for lease in worker.leases { requeue(lease) }
        workers[id] = nil
        slots -= allowed(worker.arrival.slots)
        peers[worker.peer] = nil
        bySilence.remove(id)
        hungry.remove(id)
    }

    /// Has a worker finish and leave; it is told again as long as it asks for work.
    mutating func drain(_ id: WorkerID) {
        guard let peer = workers[id]?.peer else { return }
        workers[id]?.isDraining = true
        updateHunger(of: id)
        send(.drain, to: peer)
    }

    /// Takes note of how many shards the worker is willing to hold.
    mutating func setCredit(_ credit: Int, of worker: WorkerID) {
        let allowance = allowed(credit)
        workers[worker]?.credit = allowance
        updateHunger(of: worker)
    }

    /// Puts the worker in line for work, or takes it out; to be called whenever its credit or leases change.
    mutating func updateHunger(of worker: WorkerID) {
        if let known = workers[worker], isHungry(known) { hungry.append(worker) } else { hungry.remove(worker) }
    }

    private func allowed(_ credit: Int) -> Int {
        min(max(credit, 0), settings.creditCeiling)
    }
}
