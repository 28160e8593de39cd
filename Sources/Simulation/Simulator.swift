import Scheduling
import Statistics

/// A whole cluster in one process and on virtual time: the real cores of a coordinator and its workers, with a network,
/// a ledger and processes that fail in every way a seed can think of.
///
/// Everything is drawn from the seed, so that whatever goes wrong can be replayed. After every event the invariants of
/// the cores that took part are checked, and every record against those before it; in the end every run must have
/// ended, and every finished one must hold to the last bit what one process makes of it.
public struct Simulator {
    let settings: SimulationSettings
    var weather: Weather
    var generator: SplitMix64
    var timeline = Timeline<Happening>()
    var now: Int64 = 0
    var ledger = SimulatedLedger()
    /// The ledger before its last write; only a planted bug goes back to it.
    var ledgerBefore = SimulatedLedger()
    /// Until when no record can be written: the disk is full, or broken.
    var diskFailsUntil: Int64 = 0
    var coordinator = CoordinatorProcess()
    var workers: [WorkerProcess] = []
    var connections: [SimulatedConnection] = []
    var clients: [SimulatedClient] = []
    /// Every lease ever offered; no two may have the same name.
    var offered: [LeaseID: LeaseOffer] = [:]
    /// Work whose results were acknowledged.
    var acknowledged: [RunID: Set<ShardTask>] = [:]
    /// Runs that were paused before the batch that is being performed, and are after it.
    var pausedThroughout: Set<RunID> = []
    /// How often each work was leased since the coordinator started last.
    var latestAttempts: [RunID: [ShardTask: Int]] = [:]
    /// Under which names the liar made something up, of which work.
    var liars: [WorkName: Set<WorkerID>] = [:]
    /// Leases that ended in an error, or that a liar named: they are settled without a result.
    var resultlessLeases: Set<LeaseID> = []
    var report: SimulationReport
    var journal: Journal

    /// Runs one simulation to its end; with the same seed and settings always the same one.
    public static func run(seed: UInt64, settings: SimulationSettings = SimulationSettings()) -> SimulationReport {
        var simulator = Simulator(seed: seed, settings: settings, isTold: false)
        let report = simulator.run()
        guard !report.isSound else { return report }
        // The same once more, this time taking notes.
        var told = Simulator(seed: seed, settings: settings, isTold: true)
        return told.run()
    }

    private init(seed: UInt64, settings: SimulationSettings, isTold: Bool) {
        self.settings = settings
        generator = SplitMix64(seed: seed)
        weather = settings.shards == nil ? Weather(from: &generator) : Weather()
        report = SimulationReport(seed: seed)
        journal = Journal(isKept: isTold)
    }

    private mutating func run() -> SimulationReport {
        let isCalm = weather.isCalm
        prepare()
        let end = (settings.faultyTime + settings.recoveryTime).nanoseconds
        while report.isSound, !isSettled, let next = timeline.next(), next.time <= end || settings.shards != nil {
            now = next.time
            report.steps += 1
            take(next.happening)
            if report.joined == nil, settings.shards != nil { noteJoining() }
        }
        countCoordinator()
        if report.isSound { judge(wasCalm: isCalm) }
        report.elapsed = .nanoseconds(now)
        report.transcript = journal.lines
        return report
    }

    private mutating func prepare() {
        timeline.schedule(.coordinatorStarts, at: 0)
        for index in 0..<settings.workers {
            let slowness = slowness()
            workers.append(WorkerProcess(slots: 1 + generator.below(3), slowness: slowness))
            timeline.schedule(.workerStarts(index), at: generator.nanoseconds(0, 3))
        }
        if let shards = settings.shards {
            prepareLargeRun(shards)
        } else {
            for index in 0..<settings.runs { prepareClient(index) }
        }
        for fault in Fault.allCases { scheduleNext(fault) }
        timeline.schedule(.skiesClear, at: settings.faultyTime.nanoseconds)
    }

    /// Most answer faster than they must send heartbeats, some are kept alive by those alone; of some shards are so short that they are
    /// lined up at the slots.
    private mutating func slowness() -> Double {
        if generator.chance(0.2) { return 4 + 5 * generator.unit() }
        return generator.chance(0.3) ? 0.001 + 0.01 * generator.unit() : 0.2 + 1.4 * generator.unit()
    }

    private mutating func take(_ happening: Happening) {
        stamp(UInt64(bitPattern: now))
        switch happening {
        case .reachesCoordinator(let event, let peer): reachCoordinator(event, from: peer)
        case .reachesWorker(let message, let peer): reachWorker(message, at: peer)
        case .coordinatorStarts: startCoordinator()
        case .coordinatorWorks(let process): if process == coordinator.number { work() }
        case .coordinatorCommits(let process): if process == coordinator.number { commit() }
        case .coordinatorWakes(let process): if process == coordinator.number { scheduleWork() }
        case .coordinatorTicks(let process): if process == coordinator.number { tickCoordinator() }
        case .workerStarts(let index): startWorker(index)
        case .workerTicks(let index, let process): if process == workers[index].number { tickWorker(index) }
        case .workerResumes(let index, let process): if process == workers[index].number { resumeWorker(index) }
        case .evaluationEnds(let index, let process, let offer, let run, let seconds):
            if process == workers[index].number { endEvaluation(offer, of: run, by: index, seconds: seconds) }
        case .precisionIsJudged(let process, let run, let draws, let shortfall):
            if process == coordinator.number { post(.precisionJudged(run, draws: draws, shortfall)) }
        case .clientSpeaks(let index): speak(index)
        case .submissionAnswered(let index, let answer): hear(answer, index)
        case .steeringAnswered(let index, let answer): hear(answer, index)
        case .cancellationAnswered(let index, let answer): hear(answer, index)
        case .strikes(let fault): strike(fault)
        case .skiesClear: clearSkies()
        }
    }

    /// Whether every client has its answers and every run has ended.
    private var isSettled: Bool {
        clients.allSatisfy { $0.isAnswered && ledger.runs[$0.run.id]?.state.isFinal == true }
    }

    /// Adds to the fingerprint.
    mutating func stamp(_ word: UInt64) {
        report.fingerprint = SplitMix64.mix(report.fingerprint ^ word) &+ 1
    }

    /// Notes what does not hold; the simulation ends with it.
    mutating func object(_ faults: [String]) {
        for fault in faults { journal.note(now, "VIOLATION \(fault)") }
        report.violations += faults
    }
}
