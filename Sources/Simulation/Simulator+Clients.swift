import Scheduling
import Statistics

/// Clients that submit runs and may want them stopped, and hear of it or not.
extension Simulator {
    mutating func prepareClient(_ index: Int) {
        guard let id = RunID("run\(index)"), let layout = DrawLayout(draws: drawsOfSomeRun()) else {
            preconditionFailure("the simulated run \(index) cannot be")
        }
        let run = RunDescription(
            id: id, label: "", modelName: "simulated", modelText: [], scenario: "", sampler: "philox",
            seed: generator.next(), layout: layout,
            precision: generator.chance(0.4) ? Precision(relative: 0.01) : nil, plan: [],
            sensitivity: generator.chance(0.4)
                ? SensitivityWork(plan: [1], parts: 1 + generator.below(40)) : .none,
            kernelVersion: Self.kernels, submittedAt: 0, terms: someTerms())
        let faulty = settings.faultyTime / .seconds(1)
        let submittedAt = generator.nanoseconds(0, faulty / 2)
        let replicate = generator.below(Int(min(layout.draws, UInt64(DrawLayout.replicates))))
        // Of the draws that every run of this description needs.
        let leaf = generator.next() % run.firstGoal.leaves(ofReplicate: replicate)
        let isPoisoned = generator.chance(0.15)
        let isCancelled = generator.chance(0.2)
        let cancelsAt = submittedAt + generator.nanoseconds(0, faulty)
        let isPaused = generator.chance(0.3)
        let pausesAt = submittedAt + generator.nanoseconds(0, faulty / 2)
        clients.append(
            SimulatedClient(
                run: run, poisoned: isPoisoned ? (replicate, leaf) : nil, kills: generator.chance(0.5),
                cancelsAt: isCancelled ? cancelsAt : nil,
                pause: isPaused ? pausesAt..<pausesAt + generator.nanoseconds(0.1, faulty) : nil))
        timeline.schedule(.clientSpeaks(index), at: submittedAt)
    }

    /// One run of so many leaves.
    mutating func prepareLargeRun(_ shards: UInt64) {
        guard let id = RunID("large"), let layout = DrawLayout(draws: shards * DrawLayout.drawsPerLeaf) else {
            preconditionFailure("a run of \(shards) shards cannot be")
        }
        ledger.isBalanced = false
        let run = RunDescription(
            id: id, label: "", modelName: "simulated", modelText: [], scenario: "", sampler: "philox",
            seed: generator.next(), layout: layout, plan: [], kernelVersion: Self.kernels, submittedAt: 0)
        clients.append(SimulatedClient(run: run, poisoned: nil, kills: false, cancelsAt: nil, pause: nil))
        timeline.schedule(.clientSpeaks(0), at: 0)
    }

    private mutating func someTerms() -> RunTerms {
        var terms = RunTerms()
        terms.priority = generator.chance(0.5) ? generator.below(201) - 100 : 0
        terms.submitter = ["", "ann", "bob"][generator.below(3)]
        if generator.chance(0.4) { terms.spotCheck = generator.chance(0.5) ? 1 : generator.unit() * 0.3 }
        if generator.chance(0.2) { terms.maximumSlots = 8 + generator.below(8) }
        if generator.chance(0.1) { terms.maximumSeconds = 1 + 30 * generator.unit() }
        if generator.chance(0.1) { terms.maximumBytes = MemoryLayout<ChainNode>.size * (8 + generator.below(150)) }
        return terms
    }

    /// Some runs are tiny, most are cut into single leaves, some into larger shards.
    private mutating func drawsOfSomeRun() -> UInt64 {
        let most = Int(settings.drawsAtMost)
        let kind = generator.below(10)
        if kind < 2 { return UInt64(1 + generator.below(40)) }
        if kind < 7 { return UInt64(1 + generator.below(max(most / 4, 1))) }
        return UInt64(most - generator.below(max(most / 4, 1)))
    }

    /// Says what has no answer yet, and comes again if there is more to say.
    mutating func speak(_ index: Int) {
        let client = clients[index]
        guard !client.isAnswered else { return }
        var again = now + generator.nanoseconds(1, 3)
        if let wish = client.wish(at: now) {
            travel(.reachesCoordinator(wish, from: nil))
        } else if client.submission == nil {
            travel(.reachesCoordinator(.runSubmitted(client.run, costs: Self.costs(of: client.run)), from: nil))
        } else if let cancelsAt = client.cancelsAt, cancelsAt <= now {
            travel(.reachesCoordinator(.runCancelled(client.run.id), from: nil))
        } else {
            again =
                [client.cancelsAt, client.pause?.lowerBound, client.pause?.upperBound].compactMap { $0 }
                .filter { $0 > now }.min() ?? again
        }
        timeline.schedule(.clientSpeaks(index), at: again)
    }

    /// Of some runs something is expected: too much or too little of it, or about the truth.
    private static func costs(of run: RunDescription) -> ExpectedCosts? {
        let guesses = [nil, nil, 1e-4, 0.02, 5]
        return guesses[Int(run.seed % UInt64(guesses.count))].map {
            ExpectedCosts(secondsPerLeaf: $0, secondsPerSummary: $0 / 10)
        }
    }

    mutating func answerSubmission(of run: RunID, _ answer: SubmissionAnswer) {
        guard let index = clients.firstIndex(where: { $0.run.id == run }) else { return }
        if ledger.runs[run] == nil { object(["\(run) was answered \(answer) and is not durable"]) }
        travel(.submissionAnswered(index, answer))
    }

    mutating func answerCancellation(of run: RunID, _ answer: CancellationAnswer) {
        guard let index = clients.firstIndex(where: { $0.run.id == run }) else { return }
        let state: RunState? =
            switch answer {
            case .cancelled: .cancelled
            case .endedBefore(let state): state
            case .unknown: nil
            }
        if ledger.runs[run]?.state != state { object(["the cancellation of \(run) was answered \(answer) wrongly"]) }
        travel(.cancellationAnswered(index, answer))
    }

    mutating func hear(_ answer: SubmissionAnswer, _ index: Int) {
        journal.note(now, "client \(index) hears \(answer)")
        if answer == .idTaken { object(["a repeated submission was taken for another"]) }
        clients[index].submission = answer
    }

    mutating func hear(_ answer: CancellationAnswer, _ index: Int) {
        journal.note(now, "client \(index) hears \(answer)")
        clients[index].cancellation = answer
    }

    mutating func answerSteering(of run: RunID, _ answer: SteeringAnswer) {
        guard let index = clients.firstIndex(where: { $0.run.id == run }) else { return }
        let isRight =
            switch answer {
            // It may have gone on within the same batch.
            case .paused: ledger.runs[run]?.wasEverPaused == true
            case .resumed: ledger.runs[run] != nil
            case .endedBefore(let state): ledger.runs[run]?.state == state
            case .unknown: ledger.runs[run] == nil
            }
        if !isRight { object(["the pause of \(run) was answered \(answer) wrongly"]) }
        travel(.steeringAnswered(index, answer))
    }

    /// An answer to the pause may come after its end was asked for, and then says nothing of that.
    mutating func hear(_ answer: SteeringAnswer, _ index: Int) {
        journal.note(now, "client \(index) hears \(answer)")
        switch answer {
        case .paused: clients[index].hasPaused = true
        case .resumed: (clients[index].hasPaused, clients[index].hasResumed) = (true, true)
        case .endedBefore: (clients[index].hasPaused, clients[index].hasResumed) = (true, true)
        case .unknown: break
        }
    }

    private mutating func travel(_ happening: Happening) {
        guard !generator.chance(weather.loss) else { return }
        timeline.schedule(happening, at: now + generator.nanoseconds(0.0002, 0.02))
    }
}

extension SimulatedClient {
    /// What it wants of its pause now; nothing before the run is submitted.
    func wish(at now: Int64) -> CoordinatorEvent<ChainNode>? {
        guard submission != nil, let pause, now >= pause.lowerBound else { return nil }
        if now >= pause.upperBound { return hasResumed ? nil : .runResumed(run.id) }
        return hasPaused ? nil : .runPaused(run.id)
    }
}
