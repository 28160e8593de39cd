import Scheduling
import Statistics

/// The workers' processes.
extension Simulator {
    static var kernels: String { "simulated" }

    mutating func startWorker(_ index: Int) {
        guard workers[index].core == nil else { return }
        let process = workers[index].number + 1
        let name = weather.keepsNames ? "worker-\(index)" : "worker-\(index)-\(process)"
        guard let id = WorkerID(name) else { preconditionFailure("\(name) is no worker's name") }
        var terms = WorkerSettings(
            id: id, host: "host-\(index)", slots: workers[index].slots, protocolVersion: 1,
            kernelVersion: Self.kernels, seed: generator.next())
        // A later process of the same name registers above whatever the earlier ones had reached.
        terms.incarnationsBefore = UInt64(process) << 32
        terms.runsKept = 1 + generator.below(3)
        workers[index].number = process
        workers[index].core = WorkerCore(settings: terms)
        workers[index].clock = SimulatedClock(at: now, from: &generator)
        journal.note(now, "worker \(index) starts as \(name)")
        handle(.started, by: index)
        if workers[index].number == process { tickWorker(index) }
    }

    /// The process is gone, with all that it knew.
    mutating func endWorker(_ index: Int, restartAfter wait: Int64) {
        guard workers[index].core != nil else { return }
        closeConnection(of: index)
        workers[index].core = nil
        workers[index].number += 1
        workers[index].plans = [:]
        workers[index].inbox = []
        workers[index].stoppedUntil = 0
        workers[index].doom = nil
        timeline.schedule(.workerStarts(index), at: now + wait)
    }

    mutating func crashWorker(_ index: Int) {
        guard workers[index].core != nil else { return }
        report.tally.workerCrashes += 1
        journal.note(now, "worker \(index) is killed")
        endWorker(index, restartAfter: generator.nanoseconds(0.2, 6))
    }

    mutating func tickWorker(_ index: Int) {
        let process = workers[index].number
        if workers[index].stoppedUntil <= now { handle(.clockTicked, by: index) }
        guard workers[index].number == process else { return }
        timeline.schedule(.workerTicks(index, process: process), at: now + 250_000_000)
    }

    /// Hands an event to a worker, or keeps it while the process is stopped.
    mutating func deliver(_ event: WorkerEvent<ChainNode>, to index: Int) {
        if workers[index].stoppedUntil > now {
            workers[index].inbox.append(event)
        } else {
            handle(event, by: index)
        }
    }

    mutating func resumeWorker(_ index: Int) {
        guard workers[index].stoppedUntil <= now else { return }
        let process = workers[index].number
        let waiting = workers[index].inbox
        workers[index].inbox = []
        for event in waiting where workers[index].number == process { handle(event, by: index) }
    }

    mutating func endEvaluation(_ offer: LeaseOffer, of run: RunDescription, by index: Int, seconds: Double) {
        report.tally.evaluations += 1
        if isPoisoned(offer.task, of: run), clients.contains(where: { $0.run.id == run.id && $0.kills }) {
            report.tally.poisonings += 1
            crashWorker(index)
        } else if isPoisoned(offer.task, of: run) || generator.chance(weather.failure) {
            report.tally.failures += 1
            resultlessLeases.insert(offer.lease)
            deliver(.evaluationFailed(offer.lease, reason: "simulated", seconds: seconds), to: index)
        } else if index == 0, generator.chance(weather.lies) {
            report.tally.lies += 1
            ledger.lies.insert(offer.lease)
            if let name = workers[index].core?.settings.id {
                liars[WorkName(run: run.id, task: offer.task), default: []].insert(name)
            }
            deliver(.evaluationFinished(offer.lease, madeUp(offer.task, of: run), seconds: seconds), to: index)
        } else if let output = evaluated(offer.task, of: run) {
            deliver(.evaluationFinished(offer.lease, output, seconds: seconds), to: index)
        }
    }

    /// A result of the right form and of nothing that was asked for.
    private mutating func madeUp(_ task: ShardTask, of run: RunDescription) -> ShardOutput<ChainNode> {
        switch task {
        case .draws(let range):
            guard let node = ChainNode.reference(range, layout: run.layout, seed: run.seed &+ 1) else {
                return .sensitivity([])
            }
            return .summary(node)
        case .sensitivity(let part):
            return .sensitivity(SimulatedPrecision.sensitivity(part: part, seed: run.seed &+ 1))
        }
    }

    private mutating func evaluated(_ task: ShardTask, of run: RunDescription) -> ShardOutput<ChainNode>? {
        switch task {
        case .draws(let range): evaluated(range, of: run).map { .summary($0) }
        case .sensitivity(let part): .sensitivity(evaluated(part: part, of: run))
        }
    }

    private mutating func handle(_ event: WorkerEvent<ChainNode>, by index: Int) {
        let instant = workers[index].clock.read(at: now)
        guard let actions = workers[index].core?.handle(event, at: instant) else { return }
        if isCheckDue { object(workers[index].core?.brokenInvariants() ?? []) }
        if case .clockTicked = event, workers[index].core?.hasOverdueReports(at: instant) == true {
            object(["worker \(index) holds reports back for ever"])
        }
        if case .evaluationFinished = event, workers[index].core?.holdsReportsBack == true {
            report.tally.heldReports += 1
        }
        let process = workers[index].number
        for action in actions {
            if let left = workers[index].doom {
                workers[index].doom = left - 1
                if left == 0 { crashWorker(index) }
            }
            guard workers[index].number == process else { return }
            stamp(UInt64(index))
            perform(action, by: index)
        }
    }

    private mutating func perform(_ action: WorkerAction<ChainNode>, by index: Int) {
        switch action {
        case .openConnection: openConnection(of: index)
        case .closeConnection(_): closeConnection(of: index)
        case .send(let message):
            journal.note(now, "worker \(index) sends \(message.summary)")
            send(message, from: index)
            if index == 0 { vouchForLie(in: message) }
        case .keepRun(let run): workers[index].plans[run.id] = run
        case .dropRun(let run): workers[index].plans[run] = nil
        case .startEvaluation(let offer): evaluate(offer, by: index)
        case .stop(let reason):
            journal.note(now, "worker \(index) stops: \(reason)")
            if reason != .drained, reason != .abandoned { object(["worker \(index) gave up: \(reason)"]) }
            endWorker(index, restartAfter: generator.nanoseconds(1, 8))
        }
    }

    /// Worker 0 may say a lie once more, as if on another lease, to be taken for a second opinion.
    private mutating func vouchForLie(in message: WorkerMessage<ChainNode>) {
        guard case .shardReported(let report) = message, ledger.lies.contains(report.lease), generator.chance(0.5)
        else {
            return
        }
        let other = LeaseID(epoch: report.lease.epoch, number: report.lease.number + 1)
        resultlessLeases.insert(other)
        send(
            .shardReported(
                ShardReport(
                    lease: other, run: report.run, task: report.task, outcome: report.outcome, seconds: report.seconds,
                    digest: report.digest)), from: 0)
    }

    private mutating func evaluate(_ offer: LeaseOffer, by index: Int) {
        guard let run = workers[index].plans[offer.run] else {
            object(["worker \(index) starts \(offer.task) of \(offer.run) without its plan"])
            return
        }
        let duration = evaluationTime(offer.task, slowness: workers[index].slowness)
        timeline.schedule(
            .evaluationEnds(
                index, process: workers[index].number, offer, of: run, seconds: Double(duration) / 1e9),
            at: now + duration)
    }

    /// Fast workers take longer for more leaves, slow ones long for anything.
    private mutating func evaluationTime(_ task: ShardTask, slowness: Double) -> Int64 {
        guard slowness < 2, case .draws(let range) = task else { return generator.nanoseconds(0.05, slowness) }
        let leaf = slowness * 0.12
        return generator.nanoseconds(0.3 * leaf, leaf) * Int64(clamping: range.leafCount)
    }

    private func isPoisoned(_ task: ShardTask, of run: RunDescription) -> Bool {
        guard case .draws(let range) = task,
            let poison = clients.first(where: { $0.run.id == run.id })?.poisoned
        else { return false }
        let leaves = range.firstLeaf..<range.firstLeaf + range.leafCount
        return range.replicate == poison.replicate && leaves.contains(poison.leaf)
    }

    private mutating func evaluated(_ range: ShardRange, of run: RunDescription) -> ChainNode? {
        let node = ChainNode.reference(range, layout: run.layout, seed: run.seed)
        switch settings.plantedBug {
        case .evaluatesNeighbours where generator.chance(0.1):
            return ChainNode.reference(range.sibling, layout: run.layout, seed: run.seed) ?? node
        case .swapsSides where range.level > 0:
            let half = ShardRange(replicate: range.replicate, level: range.level - 1, index: range.index << 1)
            var swapped = ChainNode.reference(half.sibling, layout: run.layout, seed: run.seed)
            if let first = ChainNode.reference(half, layout: run.layout, seed: run.seed) { swapped?.merge(first) }
            return swapped ?? node
        default: return node
        }
    }
}
