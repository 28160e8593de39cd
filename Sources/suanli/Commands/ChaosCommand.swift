import ArgumentParser
import BinaryCoding
import Chaos
import ClusterProtocol
import Foundation
import ModelLanguage
import Reports
import RuntimeSupport
import Sampling
import Scheduling
import Statistics

/// `suanli chaos`: failures, and whether answers survive them.
struct ChaosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos",
        abstract:
            "Make a cluster on this machine fail in every way while it computes, and see whether its answers are right.",
        discussion: """
            It starts a coordinator and workers of its own with a ledger of its own, kills, stops and cuts off processes, delays and
            doubles messages, sends garbage, fills the disk, loses what it had not flushed, and steps clocks; each run must have the digest
            that one process gives. The status is 1 when something was lost, counted twice, wrong or hung. Filling the disk
            needs the right to mount, stepping clocks libfaketime.
            """)

    @Argument(help: "A model file; without it a small model of its own.")
    var model: String?

    @Option(help: "How long, in minutes.")
    var minutes = 2.0

    @Option(help: "How many worker processes.")
    var workers = 3

    @Option(parsing: .unconditional, help: "How many draws each run has.", transform: DrawCount.parse)
    var draws = DrawCount(1 << 26)

    @Option(parsing: .unconditional, help: "Which failures come in which order.", transform: WholeNumber.parse)
    var seed: UInt64 = 1

    @Option(help: "How many seconds from one failure to the next, on average.")
    var interval = 2.0

    @Option(help: "The first of the ports: one for work, one for queries, one for each worker.")
    var port = 7791

    @Option(
        help: ArgumentHelp(
            "A kind of failure to leave out, as the table names it; may be given several times.", valueName: "kind"),
        transform: Self.kind)
    var without: [FaultKind] = []

    private static func kind(_ name: String) throws -> FaultKind {
        guard let kind = FaultKind(rawValue: name) else {
            let known = FaultKind.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            throw ValidationError("there is no failure '\(name)'; there are \(known)")
        }
        return kind
    }

    func validate() throws {
        guard minutes > 0, minutes <= 10_080 else { throw ValidationError("--minutes is above 0, and at most a week") }
        guard (1...64).contains(workers) else { throw ValidationError("--workers is between 1 and 64") }
        guard (0.2...3_600).contains(interval) else { throw ValidationError("--interval is between 0.2 and 3600 s") }
        guard (1024...32_600).contains(port) else {
            throw ValidationError("--port is between 1024 and 32600, below the ports that the system hands out")
        }
        guard Set(without) != Set(FaultKind.allCases) else {
            throw ValidationError("--without leaves nothing that could fail")
        }
    }

    func run() throws {
        let interruption = Interruption()
        let checked =
            try model.map { path throws(CommandFailure) in try ModelFile.check(fileAt: path) }
            ?? ModelFile.check(Array(ChaosModel.text.utf8), name: ChaosModel.name)
        let directory = try ChaosDirectory(leavingOut: Set(without))
        let kinds = FaultKind.allCases.filter { directory.obstacles[$0] == nil }
        guard !kinds.isEmpty else {
            let obstacles = directory.obstacles.filter { !without.contains($0.key) }
                .map { "\($0.key.rawValue): \($0.value)" }.sorted()
            throw CommandFailure(
                .unavailable, "error: nothing is left that could fail here; \(obstacles.joined(separator: "; "))")
        }
        let digest = try answerOfOneProcess(checked, interruption)
        let cluster = try ChaosCluster(workers: workers, port: port, directory: directory)
        defer { cluster.stop() }
        try cluster.startCoordinator()
        for worker in 0..<workers { try cluster.startWorker(worker) }
        var run = try ChaosRun(cluster: cluster, digest: digest, interruption: interruption) {
            () throws(CommandFailure) in try submission(of: checked)
        }
        Terminal.printMessage("\(minutes) minutes of failures; one process gives \(digest)")
        let plan = FaultPlan(seed: seed, kinds: kinds, workers: workers, interval: .seconds(interval))
        try run.strike(plan, workers: workers, until: MonotonicClock.now.advanced(by: .seconds(minutes * 60)))
        try run.finish()
        try Terminal.printResult(ChaosTable(report: run.report, obstacles: directory.obstacles).text)
        if interruption.hasHappened { throw CommandFailure(.interrupted, "interrupted") }
        if !run.report.isSound { throw CommandFailure(.checkFailed) }
    }

    private func submission(of model: CheckedModel) throws(CommandFailure) -> Submission {
        guard let id = RunID.random() else { preconditionFailure("a random run id is well formed") }
        let sampler = Sampler.standard
        guard let draws = sampler.layout(atLeast: draws.count)?.draws else {
            throw CommandFailure(.usage, "error: \(draws.count) draws are more than a run may have")
        }
        return Submission(
            id: id, label: "chaos", fileName: model.file, modelText: model.text,
            scenario: CheckedScenario.baselineName, sampler: sampler.rawValue, seed: 1, draws: draws, precision: nil,
            sensitivity: RequestedSensitivity(
                kind: SensitivityKind.none.rawValue, draws: SensitivityRequest.defaultDraws,
                grouping: SensitivityRequest.Grouping.byInput.rawValue))
    }

    /// The digest of the same run in this process.
    private func answerOfOneProcess(
        _ model: CheckedModel, _ interruption: Interruption
    ) throws(CommandFailure) -> String {
        let local = try LocalCluster(workers: 1, threads: nil)
        defer { local.stop() }
        let connection = local.connect()
        let submission = try submission(of: model)
        try connection.submit(submission)
        let follower = RunFollower(connection: connection, interruption: interruption)
        guard case .ended(let end) = try follower.follow(submission.id.text), end.state == .done else {
            throw CommandFailure(.interrupted, "interrupted before anything failed")
        }
        return try ResultWriting.result(of: connection.result(submission.id.text)).digest.description
    }
}
