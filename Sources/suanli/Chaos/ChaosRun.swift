import BinaryCoding
import Chaos
import ClusterClient
import ClusterProtocol
import Foundation
import Reports
import RuntimeSupport
import Scheduling
import ZeroMQ

/// Brings failures about while runs are computed, and sees whether their answers are right.
struct ChaosRun {
    let cluster: ChaosCluster
    let connection: CoordinatorConnection
    let submission: () throws(CommandFailure) -> Submission
    /// The digest that one process gives.
    let digest: String
    let interruption: Interruption
    private var run: Submission?
    private(set) var report = ChaosReport()

    /// Without progress for so long after the last failure, a run hangs.
    private static let patience: Duration = .seconds(30)

    init(
        cluster: ChaosCluster, digest: String, interruption: Interruption,
        submission: @escaping () throws(CommandFailure) -> Submission
    ) throws(CommandFailure) {
        self.cluster = cluster
        self.digest = digest
        self.interruption = interruption
        self.submission = submission
        do {
            let client = try QueryClient(context: try Context(), endpoint: cluster.query)
            connection = CoordinatorConnection(client: client, timeout: .seconds(2))
        } catch {
            throw CommandFailure(.unavailable, "error: \(error)")
        }
    }

    // MARK: Failures

    /// Brings about failures from `plan` until `end`, a run always being computed.
    mutating func strike(_ plan: FaultPlan, workers: Int, until end: Instant) throws(CommandFailure) {
        var plan = plan
        _ = try awaitLeases(of: nil, within: Self.patience)
        report.before = cluster.usage()
        while MonotonicClock.now < end, !interruption.hasHappened {
            let fault = plan.next()
            let worker = fault.kind.strikesWorker ? fault.worker : nil
            let holds = try awaitLeases(of: worker, within: .seconds(10))
            try bringAbout(fault)
            report.note(fault.kind, struckLeases: holds)
            for line in cluster.unexpectedEnds() { report.failures.append("during \(fault.kind.rawValue): \(line)") }
            guard report.failures.isEmpty else { return }
            rest(fault.pause)
        }
    }

    /// Lets time pass, unless the user has had enough.
    func rest(_ length: Duration) {
        _ = interruption.wait(.now() + .microseconds(max(0, Int(length / .microseconds(1)))))
    }

    // MARK: Runs

    /// Waits until a worker holds leases, or any worker for `nil`; whether it came to that. Submits the next run where one has ended.
    private mutating func awaitLeases(of worker: Int?, within limit: Duration) throws(CommandFailure) -> Bool {
        let end = MonotonicClock.now.advanced(by: limit)
        while MonotonicClock.now < end, !interruption.hasHappened {
            try keepRunning()
            let name = worker.map(ChaosCluster.name(ofWorker:))
            // Nobody answers for a moment after a coordinator has been started again.
            let listings = (try? connection.workers()) ?? []
            if listings.contains(where: { $0.leases > 0 && (name == nil || $0.id.text == name) }) { return true }
            rest(.milliseconds(20))
        }
        return false
    }

    private mutating func keepRunning() throws(CommandFailure) {
        if let run {
            guard let snapshot = try? connection.status(run.id.text), snapshot.state.isFinal else { return }
            try judge(snapshot)
        }
        let next: Submission
        if let run { next = run } else { next = try submission() }
        // Kept before it is sent: its id makes a repetition after a lost answer harmless.
        run = next
        try? connection.submit(next)
    }

    private mutating func judge(_ snapshot: RunSnapshot) throws(CommandFailure) {
        defer { run = nil }
        guard snapshot.state == .done else {
            report.failures.append("run \(snapshot.id) ended as \(snapshot.state.rawValue): \(snapshot.reason)")
            return
        }
        guard let reply = try? connection.result(snapshot.id.text) else { return }
        let found = try ResultWriting.result(of: reply).digest.description
        if found == digest {
            report.soundRuns += 1
        } else {
            report.failures.append("run \(snapshot.id) has the digest \(found), one process \(digest)")
        }
    }

    // MARK: The end

    /// Sees the last run to its end, with nothing failing any more.
    mutating func finish() throws(CommandFailure) {
        var merged = -1.0
        var lastProgress = MonotonicClock.now
        let runs = report.soundRuns
        while report.failures.isEmpty, report.soundRuns == runs, !interruption.hasHappened {
            try keepRunning()
            let share = run.flatMap { try? connection.status($0.id.text).merged } ?? merged
            let now = MonotonicClock.now
            report.recovery = max(report.recovery, now.duration(since: lastProgress))
            if share != merged {
                merged = share
                lastProgress = now
            }
            if now.duration(since: lastProgress) > Self.patience {
                report.failures.append(
                    "no progress for \(Self.patience / .seconds(1)) s after the last failure had ended")
            }
            rest(.milliseconds(50))
        }
        report.after = cluster.usage()
        report.messages = cluster.relay.tally
    }
}
