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
            kernelVersion: Self.kernels, submittedAt: 0)
        let faulty = settings.faultyTime / .seconds(1)
        let submittedAt = generator.nanoseconds(0, faulty / 2)
        let replicate = generator.below(Int(min(layout.draws, UInt64(DrawLayout.replicates))))
        // Of the draws that every run of this description needs.
        let leaf = generator.next() % run.firstGoal.leaves(ofReplicate: replicate)
        let isPoisoned = generator.chance(0.1)
        let isCancelled = generator.chance(0.2)
        let cancelsAt = submittedAt + generator.nanoseconds(0, faulty)
        clients.append(
            SimulatedClient(
                run: run, poisoned: isPoisoned ? (replicate, leaf) : nil, cancelsAt: isCancelled ? cancelsAt : nil))
        timeline.schedule(.clientSpeaks(index), at: submittedAt)
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
        if client.submission == nil {
            travel(.reachesCoordinator(.runSubmitted(client.run), from: nil))
        } else if let cancelsAt = client.cancelsAt, cancelsAt <= now {
            travel(.reachesCoordinator(.runCancelled(client.run.id), from: nil))
        } else if let cancelsAt = client.cancelsAt {
            again = cancelsAt
        }
        timeline.schedule(.clientSpeaks(index), at: again)
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

    private mutating func travel(_ happening: Happening) {
        guard !generator.chance(weather.loss) else { return }
        timeline.schedule(happening, at: now + generator.nanoseconds(0.0002, 0.02))
    }
}
