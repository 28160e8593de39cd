import Scheduling

/// The coordinator's process: a loop that takes what has arrived, writes its records, then sends.
extension Simulator {
    mutating func startCoordinator() {
        guard coordinator.core == nil else { return }
        let process = coordinator.number + 1
        coordinator = CoordinatorProcess()
        coordinator.number = process
        latestAttempts = [:]
        coordinator.clock = SimulatedClock(at: now, from: &generator)
        let epoch = settings.plantedBug == .repeatsEpochs ? 1 : UInt64(process)
        var terms = CoordinatorSettings(protocolVersion: 1, kernelVersion: Self.kernels)
        if settings.shards != nil { terms.largestLevel = 0 }
        coordinator.core = CoordinatorCore(epoch: epoch, settings: terms, recovered: ledger.recovered())
        journal.note(now, "coordinator starts as process \(process)")
        checkAcknowledged()
        checkCoordinator()
        tickCoordinator()
    }

    mutating func crashCoordinator() {
        guard coordinator.core != nil else { return }
        countCoordinator()
        report.tally.coordinatorCrashes += 1
        journal.note(now, "coordinator is killed")
        coordinator.core = nil
        coordinator.number += 1
        if settings.plantedBug == .forgetsLastBatch { ledger = ledgerBefore }
        if generator.chance(0.5) {
            for place in connections.indices { connections[place].isBroken = true }
        }
        timeline.schedule(.coordinatorStarts, at: now + generator.nanoseconds(0.1, 8))
    }

    /// A message or a client's wish arrives at the coordinator's machine.
    mutating func reachCoordinator(_ event: CoordinatorEvent<ChainNode>, from peer: PeerID?) {
        if let peer, connections[Int(peer.rawValue)].isBroken { return }
        if coordinator.core == nil {
            // The sender's library may hold it until somebody listens again.
            guard generator.chance(0.5) else { return }
            timeline.schedule(.reachesCoordinator(event, from: peer), at: now + generator.nanoseconds(0.5, 2))
            return
        }
        post(event)
    }

    /// Puts an event in line.
    mutating func post(_ event: CoordinatorEvent<ChainNode>) {
        guard coordinator.core != nil else { return }
        coordinator.inbox.append(event)
        if !event.isOfWorker { coordinator.urgent += 1 }
        scheduleWork()
    }

    mutating func tickCoordinator() {
        coordinator.isTickDue = true
        timeline.schedule(
            .coordinatorTicks(process: coordinator.number), at: max(now + 250_000_000, coordinator.stoppedUntil))
        scheduleWork()
    }

    /// Begins a turn if there is something to do; what workers say, and the passing of time, wait until the rest is over.
    mutating func scheduleWork() {
        guard !coordinator.isBusy, !coordinator.inbox.isEmpty || coordinator.isTickDue else { return }
        let time = coordinator.clock.read(at: now)
        if coordinator.urgent == 0, time < coordinator.rest.end {
            return sleep(coordinator.rest.end.duration(since: time).nanoseconds)
        }
        coordinator.isBusy = true
        timeline.schedule(
            .coordinatorWorks(process: coordinator.number), at: max(now, coordinator.stoppedUntil) + 100_000)
    }

    private mutating func sleep(_ nanoseconds: Int64) {
        let end = now + nanoseconds
        guard coordinator.wakesAt <= now || coordinator.wakesAt > end else { return }
        coordinator.wakesAt = end
        report.tally.rests += 1
        timeline.schedule(.coordinatorWakes(process: coordinator.number), at: end)
    }

    /// Handles some of what has arrived; time passes for the core only when nothing is left of it.
    mutating func work() {
        guard !deferWhileStopped(.coordinatorWorks(process: coordinator.number)) else { return }
        let count = min(coordinator.inbox.count, settings.shards == nil ? 1 + generator.below(16) : 1024)
        let events = Array(coordinator.inbox.prefix(count))
        coordinator.inbox.removeFirst(count)
        noteIntake(of: events)
        for event in events { handle(event) }
        if coordinator.inbox.isEmpty, coordinator.isTickDue {
            coordinator.isTickDue = false
            handle(.clockTicked)
        }
        let isWriting = coordinator.batch.contains { $0.record != nil }
        if isWriting {
            let written = now + generator.nanoseconds(0.0005, 0.02)
            timeline.schedule(.coordinatorCommits(process: coordinator.number), at: written)
        } else {
            commit()
        }
    }

    private mutating func noteIntake(of events: [CoordinatorEvent<ChainNode>]) {
        let ofWorkers = events.count { $0.isOfWorker }
        coordinator.urgent -= events.count - ofWorkers
        let left = coordinator.inbox.count - coordinator.urgent
        coordinator.intake = left > 0 ? .more : ofWorkers > 0 ? .all : .nothing
    }

    private mutating func handle(_ event: CoordinatorEvent<ChainNode>) {
        let instant = coordinator.clock.read(at: now)
        guard let actions = coordinator.core?.handle(event, at: instant) else { return }
        stamp(UInt64(actions.count))
        if case .clockTicked = event, actions.isEmpty { return }
        journal.note(now, "coordinator handles \(event.summary)")
        coordinator.batch += actions
        checkCoordinator()
        checkCredit(actions)
        if case .messageReceived(.arrival(let arrival), _) = event { checkAdmission(of: arrival) }
    }

    /// Whoever is admitted holds no more than it said that it would.
    private mutating func checkAdmission(of arrival: WorkerArrival) {
        guard let known = coordinator.core?.standing(of: arrival.id), known.incarnation == arrival.incarnation,
            known.credit > arrival.credit
        else { return }
        object(["\(arrival.id) arrived with credit for \(arrival.credit) and has credit for \(known.credit)"])
    }

    /// The records of the batch become durable, all or none, and then the rest of it is done.
    mutating func commit() {
        guard !deferWhileStopped(.coordinatorCommits(process: coordinator.number)) else { return }
        if diskFailsUntil > now, coordinator.batch.contains(where: { $0.record != nil }) {
            // The shell tries again, and does nothing else meanwhile.
            report.tally.failedWrites += 1
            timeline.schedule(.coordinatorCommits(process: coordinator.number), at: now + 250_000_000)
            return
        }
        let batch = coordinator.batch
        coordinator.batch = []
        coordinator.isBusy = false
        let records = batch.compactMap(\.record)
        let doom = records.isEmpty ? nil : coordinator.doom
        let process = coordinator.number
        if settings.plantedBug == .sendsBeforeWriting { perform(batch, doom: doom) }
        if case .beforeWriting = doom {
            if settings.plantedBug == .tearsBatches { write(Array(records.prefix(records.count / 2))) }
            crashCoordinator()
        }
        guard coordinator.number == process else { return }
        let paused = ledger.runs.values.filter(\.isPaused).map(\.description.id)
        write(records)
        checkDurability()
        pausedThroughout = Set(paused.filter { ledger.runs[$0]?.isPaused == true })
        if case .afterWriting = doom { crashCoordinator() }
        guard coordinator.number == process else { return }
        if settings.plantedBug != .sendsBeforeWriting { perform(batch, doom: doom) }
        if coordinator.number == process { rest() }
    }

    /// The turn is over; what workers say from now on may wait as long as the core says.
    private mutating func rest() {
        let longest = coordinator.core?.rest() ?? .zero
        coordinator.rest.renew(after: coordinator.intake, asLongAs: longest, at: coordinator.clock.read(at: now))
        scheduleWork()
    }

    private mutating func write(_ records: [LedgerRecord<ChainNode>]) {
        guard !records.isEmpty else { return }
        journal.note(now, "ledger writes \(records.map(\.summary).joined(separator: ", "))")
        let kept = records.filter { record in
            switch (settings.plantedBug, record) {
            case (.dropsRemovals, .nodeRemoved): !generator.chance(0.1)
            case (.dropsGoals, .goalMoved): false
            default: true
            }
        }
        if settings.plantedBug == .forgetsLastBatch { ledgerBefore = ledger }
        ledger.write(kept)
        for record in kept {
            switch record {
            case .goalMoved: report.tally.goals += 1
            case .partMerged: report.tally.parts += 1
            default: break
            }
        }
        object(ledger.faults)
    }

    private mutating func perform(_ batch: [CoordinatorAction<ChainNode>], doom: CoordinatorProcess.Doom?) {
        let process = coordinator.number
        var left = Int.max
        if case .afterSending(let count) = doom { left = count }
        for action in CoordinatorAction.batched(batch) where action.record == nil {
            if left == 0 { crashCoordinator() }
            guard coordinator.number == process else { return }
            left -= 1
            perform(action)
        }
    }

    private mutating func perform(_ action: CoordinatorAction<ChainNode>) {
        switch action {
        case .record: break
        case .send(let message, let peer):
            switch message {
            case .leases(let offers): for offer in offers { checkOffer(offer) }
            case .acknowledge(let leases): for lease in leases { checkAcknowledgement(lease) }
            default: break
            }
            send(message, to: peer)
        case .answerSubmission(let run, let answer): answerSubmission(of: run, answer)
        case .answerCancellation(let run, let answer): answerCancellation(of: run, answer)
        case .answerSteering(let run, let answer): answerSteering(of: run, answer)
        case .judgePrecision(let run, _, let draws, let nodes): judge(run, draws: draws, nodes: nodes)
        case .findReceipt(let run, let rival):
            if let receipt = ledger.runs[run]?.receipts[rival.task] { post(.receiptFound(run, receipt, for: rival)) }
        case .announceEnd(let run, let state):
            if ledger.runs[run]?.state != state { object(["the end of \(run) was announced before it was durable"]) }
        }
    }

    /// A stopped process goes on where it was.
    private mutating func deferWhileStopped(_ happening: Happening) -> Bool {
        guard coordinator.stoppedUntil > now else { return false }
        timeline.schedule(happening, at: coordinator.stoppedUntil)
        return true
    }
}

extension CoordinatorEvent {
    /// Whether it is what a worker's socket has brought.
    fileprivate var isOfWorker: Bool {
        switch self {
        case .messageReceived, .unreadableReceived: true
        default: false
        }
    }
}

extension CoordinatorAction {
    /// The record, if this is one.
    fileprivate var record: LedgerRecord<Node>? {
        if case .record(let record) = self { record } else { nil }
    }
}
