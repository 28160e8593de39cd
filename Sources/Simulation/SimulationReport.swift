public import Scheduling

/// What came of a simulation.
public struct SimulationReport: Hashable, Sendable, CustomStringConvertible {
    /// What happened how often.
    public struct Tally: Hashable, Sendable {
        /// Messages sent, both ways.
        public internal(set) var messages = 0
        /// Of these, lost on the way.
        public internal(set) var lost = 0
        /// Of these, delivered twice.
        public internal(set) var duplicated = 0
        /// Workers cut off for a while.
        public internal(set) var partitions = 0
        /// Connections broken under a worker that did not notice.
        public internal(set) var breaks = 0
        /// Workers killed.
        public internal(set) var workerCrashes = 0
        /// Of these, by what they evaluated.
        public internal(set) var poisonings = 0
        /// Coordinators killed.
        public internal(set) var coordinatorCrashes = 0
        /// Processes stopped for a while.
        public internal(set) var stalls = 0
        /// Workers asked to leave.
        public internal(set) var drains = 0
        /// Clocks that jumped.
        public internal(set) var clockJumps = 0
        /// Times that the coordinator's disk failed or was full.
        public internal(set) var diskFailures = 0
        /// Batches that could not be written at once for that.
        public internal(set) var failedWrites = 0
        /// Times that a coordinator let what workers say come together.
        public internal(set) var rests = 0
        /// Evaluations after which a worker held reports back.
        public internal(set) var heldReports = 0
        /// Results that a worker made up.
        public internal(set) var lies = 0
        /// Evaluations that ended in an error.
        public internal(set) var failures = 0
        /// Evaluations finished, wanted or not.
        public internal(set) var evaluations = 0
        /// Times that a run went on to more draws.
        public internal(set) var goals = 0
        /// Parts of sensitivities merged.
        public internal(set) var parts = 0
    }

    /// The seed that replays it.
    public internal(set) var seed: UInt64
    /// Events handled by any process.
    public internal(set) var steps = 0
    /// Virtual time until every run had ended.
    public internal(set) var elapsed: Duration = .zero
    /// Virtual time until every worker was registered at once, in a calm cluster.
    public internal(set) var joined: Duration?
    /// Each run and how it ended, in order of submission.
    public internal(set) var runs: [RunID] = []
    /// The state of each run, in the same order.
    public internal(set) var states: [RunState] = []
    /// What the network and the processes went through.
    public internal(set) var tally = Tally()
    /// What the coordinators counted, all starts together.
    public internal(set) var merged: UInt64 = 0
    /// Leases taken back, all starts together.
    public internal(set) var requeued: UInt64 = 0
    /// Results refused because their shard was merged already, all starts together.
    public internal(set) var duplicates: UInt64 = 0
    /// Second copies given of work that was out for long, all starts together.
    public internal(set) var backups: UInt64 = 0
    /// Refused results that were compared with what was merged and found equal, all starts together.
    public internal(set) var agreed: UInt64 = 0
    /// Spot checks given up, all starts together.
    public internal(set) var checksAbandoned: UInt64 = 0
    /// Those that were found different.
    public internal(set) var conflicts: UInt64 = 0
    /// Work set aside because workers died with it.
    public internal(set) var quarantined = 0
    /// Runs of which work was set aside that kills nobody: workers were lost with it for other reasons, every time.
    public internal(set) var falselyQuarantined = 0
    /// A hash of everything that happened: the same seed gives the same.
    public internal(set) var fingerprint: UInt64 = 0
    /// What did not hold; empty when the cluster did its job.
    public internal(set) var violations: [String] = []
    /// What happened just before the first violation.
    public internal(set) var transcript: [String] = []

    init(seed: UInt64) {
        self.seed = seed
    }

    /// Whether everything held.
    public var isSound: Bool { violations.isEmpty }

    /// A few lines for people.
    public var description: String {
        let seconds = elapsed / .seconds(1)
        let ends = zip(runs, states).map { "\($0) \($1)" }.joined(separator: ", ")
        var lines = [
            "seed \(seed): \(isSound ? "sound" : "BROKEN") after \(steps) steps, \(Int(seconds)) virtual seconds",
            "runs: \(ends)" + (joined.map { ", all workers there after \($0 / .seconds(1)) s" } ?? ""),
            "messages: \(tally.messages), \(tally.lost) lost, \(tally.duplicated) duplicated",
            "faults: \(tally.workerCrashes) workers (\(tally.poisonings) by their work) and \(tally.coordinatorCrashes) coordinators killed, "
                + "\(tally.stalls) stalls, \(tally.partitions) partitions, \(tally.breaks) broken connections, "
                + "\(tally.drains) drains, \(tally.failures) failed evaluations, \(tally.clockJumps) clocks that jumped, "
                + "\(tally.diskFailures) failures of the disk, \(tally.lies) lies",
            "shards: \(tally.evaluations) evaluated, \(merged) merged, \(requeued) leased again, "
                + "\(duplicates) duplicates refused (\(agreed) compared), \(backups) backups, \(quarantined) quarantined, \(conflicts) conflicts; \(tally.goals) further goals, \(tally.parts) sensitivity parts",
        ]
        lines += violations.map { "violation: \($0)" }
        lines += transcript.map { "  \($0)" }
        return lines.joined(separator: "\n")
    }
}
