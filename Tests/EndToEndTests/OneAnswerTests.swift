import Foundation
import Testing

/// The same model, scenario, sampler, seed and draws give the same digest, whoever computes them and whatever happens.
@Suite(.serialized)
struct OneAnswerTests {
    private static let draws = "3000017"

    private static func localDigest(draws: String, _ options: [String] = []) throws -> String {
        let outcome = try Program.run(["run", Program.w1, "--draws", draws, "--format", "json"] + options)
        try #require(outcome.status == 0, "\(outcome.errors)")
        return try #require(try outcome.json()["digest"] as? String)
    }

    @Test func digestDoesNotDependOnThreadsOrWorkersOfOneProcess() throws {
        let one = try Self.localDigest(draws: Self.draws, ["--threads", "1"])
        #expect(try Self.localDigest(draws: Self.draws, ["--threads", "2"]) == one)
        #expect(try Self.localDigest(draws: Self.draws, ["--threads", "5"]) == one)
        #expect(try Self.localDigest(draws: Self.draws, ["--workers", "3"]) == one)
        let plain = ["--sampler", "philox"]
        #expect(try Self.localDigest(draws: "300016", plain) != Self.localDigest(draws: "300017", plain))
        #expect(try Self.localDigest(draws: Self.draws, ["--seed", "2"]) != one)
    }

    /// Whatever the processor can do; a set that it does not have is refused before anything runs.
    @Test(arguments: ["sobol", "philox"])
    func digestDoesNotDependOnTheInstructionSet(sampler: String) throws {
        var digests: Set<String> = []
        for set in ["scalar", "baseline", "avx2", "avx512"] {
            let outcome = try Program.run(
                ["run", Program.w1, "--draws", "65536", "--sampler", sampler, "--format", "json"],
                environment: ["SUANLI_ISA": set])
            if outcome.status == 64 && set.hasPrefix("avx") { continue }
            try #require(outcome.status == 0, "\(set): \(outcome.errors)")
            digests.insert(try #require(try outcome.json()["digest"] as? String))
        }
        #expect(digests.count == 1)
        #expect(try Program.run(["--version"], environment: ["SUANLI_ISA": "altivec"]).status == 64)
    }

    /// Each scenario of a run of all has the digest that it has alone, and the run verifies.
    @Test func scenariosSideBySideAreWhatTheyAreAlone() throws {
        let model = Program.root.appendingPathComponent("configs/models/h200-2026.yaml").path
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("suanli-\(UUID().uuidString).json")
            .path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let outcome = try Program.run(
            ["run", model, "--scenario", "all", "--draws", "65536", "--format", "json", "--output", file])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let scenarios = try #require(try outcome.json()["scenarios"] as? [[String: Any]])
        #expect(scenarios.count > 3)
        for scenario in scenarios.prefix(3) {
            let name = try #require(scenario["scenario"] as? String)
            let alone = try Program.run(
                ["run", model, "--scenario", name, "--draws", "65536", "--format", "json"])
            #expect(try alone.json()["digest"] as? String == scenario["digest"] as? String, "\(name)")
        }
        #expect(try Program.run(["verify", file]).status == 0)
    }

    @Test func clusterOfProcessesGivesTheDigestOfOne() throws {
        let cluster = try Cluster()
        try cluster.startCoordinator()
        for _ in 0..<3 { try cluster.startWorker() }
        let outcome = try cluster.command(["submit", Program.w1, "--draws", Self.draws, "--wait", "--format", "json"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let result = try outcome.json()
        #expect(result["digest"] as? String == (try Self.localDigest(draws: Self.draws)))
        #expect(result["merged"] as? Double == 1)
        let verified = try cluster.command(["verify", "latest"])
        #expect(verified.status == 0, "\(verified.errors)")
    }

    @Test func killedWorkersChangeNothing() throws {
        let draws = "20000000"
        let cluster = try Cluster()
        try cluster.startCoordinator()
        let victims = try [cluster.startWorker(), cluster.startWorker()]
        let run = try cluster.submit(draws: draws)
        for victim in victims {
            try Program.wait("the run to be under way") {
                let status = try cluster.status(run)
                return (status["merged"] as? Double ?? 0) > 0.02 && status["state"] as? String == "running"
            }
            victim.kill(SIGKILL)
        }
        try cluster.startWorker(threads: 2)
        #expect(try cluster.digestOfFinished(run) == Self.localDigest(draws: draws))
        let metrics = try Program.metric("suanli_leases_requeued_total", port: cluster.port + 2)
        #expect(metrics > 0, "the killed workers held no lease, so that this showed nothing")
    }

    @Test func killedCoordinatorGoesOnWhereItWas() throws {
        let draws = "20000000"
        let cluster = try Cluster()
        try cluster.startCoordinator()
        try cluster.startWorker(threads: 2)
        let run = try cluster.submit(draws: draws)
        try Program.wait("the run to be under way") {
            (try cluster.status(run)["merged"] as? Double ?? 0) > 0.05
        }
        cluster.coordinator?.kill(SIGKILL)
        _ = cluster.coordinator?.waitForEnd(within: 10)
        try cluster.startCoordinator()
        let status = try cluster.status(run)
        #expect((status["merged"] as? Double ?? 0) > 0.04, "what was merged before is gone: \(status)")
        #expect(try cluster.digestOfFinished(run) == Self.localDigest(draws: draws))
    }

    /// The run is killed amid one of its goals, and ends where one that nobody disturbs ends.
    @Test func killedCoordinatorGoesOnTowardsThePrecision() throws {
        let options = ["--precision", "0.1%", "--draws", "200M"]
        let cluster = try Cluster()
        try cluster.startCoordinator()
        try cluster.startWorker(threads: 2)
        let outcome = try cluster.command(["submit", Program.w1] + options)
        try #require(outcome.status == 0, "\(outcome.errors)")
        let run = outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
        try Program.wait("the run to be beyond its first goals") {
            (try cluster.status(run)["draws"] as? Int ?? 0) > 300_000
        }
        cluster.coordinator?.kill(SIGKILL)
        _ = cluster.coordinator?.waitForEnd(within: 10)
        try cluster.startCoordinator()
        let status = try cluster.status(run)
        #expect((status["draws"] as? Int ?? 0) > 300_000, "the goal that was reached before is gone: \(status)")
        let digest = try cluster.digestOfFinished(run)
        let draws = try #require(try cluster.status(run)["draws"] as? Int)
        #expect(draws < 200_000_000, "nothing was met before the ceiling")
        #expect(try Self.localDigest(draws: "200M", ["--precision", "0.1%", "--threads", "1"]) == digest)
        // Computes a plain run of as many draws.
        let verified = try cluster.command(["verify", run])
        #expect(verified.status == 0, "\(verified.errors)")
    }

    @Test func aPrecisionThatIsNotMetIsSaidByNameAndStatus() throws {
        let outcome = try Program.run([
            "run", Program.w1, "--precision", "1e-7", "--draws", "262144", "--format", "json",
        ])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("precision ±1e-5% is not met by "), "\(outcome.errors)")
        #expect(try outcome.json()["draws"] as? Int == 262_144)
        #expect(try outcome.json()["digest"] as? String == Self.localDigest(draws: "262144"))
    }

    @Test func acknowledgedSubmissionSurvivesWithoutAnyWorker() throws {
        let cluster = try Cluster()
        try cluster.startCoordinator()
        let run = try cluster.submit(draws: "100k")
        cluster.coordinator?.kill(SIGKILL)
        _ = cluster.coordinator?.waitForEnd(within: 10)
        try cluster.startCoordinator()
        #expect(try cluster.status(run)["state"] as? String == "queued")
        try cluster.startWorker()
        #expect(try cluster.digestOfFinished(run) == Self.localDigest(draws: "100k"))
    }

    @Test func cancelledRunKeepsItsEstimates() throws {
        let cluster = try Cluster()
        try cluster.startCoordinator()
        try cluster.startWorker()
        let run = try cluster.submit(draws: "1B")
        try Program.wait("something to be merged") { (try cluster.status(run)["merged"] as? Double ?? 0) > 0.002 }
        #expect(try cluster.command(["cancel", "latest"]).status == 0)
        let result = try cluster.command(["result", run, "--format", "json"]).json()
        #expect(result["state"] as? String == "cancelled")
        let outputs = try #require(result["outputs"] as? [String: [String: Any]])
        let mean = try #require(outputs["ratio"]?["mean"] as? [String: Any])
        #expect((mean["value"] as? Double ?? 0) > 0.1)
        #expect(try cluster.command(["verify", run]).status == 1)
        let merged = try #require(try cluster.status(run)["merged"] as? Double)
        try Program.wait("the worker to be free again") {
            let workers = try cluster.command(["workers", "--format", "json"]).json()
            return ((workers["workers"] as? [[String: Any]])?.first?["leases"] as? Int) == 0
        }
        cluster.coordinator?.kill(SIGKILL)
        _ = cluster.coordinator?.waitForEnd(within: 10)
        try cluster.startCoordinator()
        #expect(try cluster.status(run)["merged"] as? Double == merged)
        #expect(
            try cluster.command(["result", run, "--format", "json"]).json()["digest"] as? String == result["digest"]
                as? String)
    }

    @Test func drainedWorkerHandsBackAndLeavesWithZero() throws {
        let cluster = try Cluster()
        try cluster.startCoordinator()
        let worker = try cluster.startWorker()
        let run = try cluster.submit(draws: "12000000")
        try Program.wait("the run to be under way") { (try cluster.status(run)["merged"] as? Double ?? 0) > 0.02 }
        worker.kill(SIGTERM)
        #expect(worker.waitForEnd(within: 30))
        #expect(worker.status == 0, "\(worker.errors)")
        try cluster.startWorker(threads: 2)
        #expect(try cluster.digestOfFinished(run) == Self.localDigest(draws: "12000000"))
    }
}

extension Program {
    /// One number of a coordinator's metrics.
    static func metric(_ name: String, port: Int) throws -> Double {
        let curl = Process()
        curl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        curl.arguments = [
            "python3", "-c",
            "import urllib.request as u; print(u.urlopen('http://127.0.0.1:\(port)/metrics').read().decode())",
        ]
        let pipe = Pipe()
        curl.standardOutput = pipe
        try curl.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        curl.waitUntilExit()
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(name) ") }
        return try #require(line.flatMap { Double($0.dropFirst(name.count + 1)) }, "no metric \(name) in \(text)")
    }
}
