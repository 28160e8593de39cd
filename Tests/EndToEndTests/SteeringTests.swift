import Foundation
import Testing

/// Pausing, explaining, limiting and draining on a cluster of real processes.
@Suite struct SteeringTests {
    private func causes(_ cluster: Cluster, _ run: String) throws -> [String] {
        let outcome = try cluster.command(["explain", run, "--format", "json"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let causes = try #require(try outcome.json()["causes"] as? [[String: Any]])
        return causes.compactMap { $0["code"] as? String }
    }

    @Test func aRunIsPausedExplainedAndGoesOnToTheSameDigest() throws {
        let cluster = try Cluster()
        try cluster.startCoordinator()
        let outcome = try cluster.command(["submit", Program.w1, "--draws", "1M", "--priority", "-3"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let run = outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try causes(cluster, run) == ["no_workers"])
        #expect(try cluster.command(["pause", run]).status == 0)
        #expect(try cluster.command(["pause", run]).status == 0)
        #expect(try causes(cluster, run) == ["paused", "no_workers"])
        cluster.coordinator?.kill(SIGKILL)
        #expect(cluster.coordinator?.waitForEnd(within: 10) == true)
        try cluster.startCoordinator()
        try cluster.startWorker()
        try Program.wait("the worker to register") { try causes(cluster, run) == ["paused"] }
        let status = try cluster.status(run)
        #expect(status["paused"] as? Bool == true && status["merged_draws"] as? Int == 0)
        #expect(status["priority"] as? Double == -3)
        #expect((status["submitter"] as? String)?.contains("@") == true)
        #expect(try cluster.command(["resume", run]).status == 0)
        _ = try cluster.digestOfFinished(run)
        #expect(try cluster.command(["verify", run]).status == 0)
        #expect(try causes(cluster, run) == ["ended"])
        let late = try cluster.command(["pause", run])
        #expect(late.status == 64 && late.errors.contains("has ended: done"), "\(late.errors)")
        #expect(try cluster.command(["resume", "nosuchrun"]).status == 64)
        #expect(try cluster.command(["explain", "nosuchrun"]).status == 64)
    }

    @Test func aDrainedWorkerLeavesAndTheRunGoesOnWithAnother() throws {
        let cluster = try Cluster()
        try cluster.startCoordinator()
        let first = try cluster.startWorker()
        let run = try cluster.submit(draws: "4M")
        func workers() throws -> [String] {
            let outcome = try cluster.command(["workers", "--format", "json"])
            let listed = try #require(try outcome.json()["workers"] as? [[String: Any]])
            return listed.compactMap { $0["worker"] as? String }
        }
        try Program.wait("the worker to register") { try workers().count == 1 }
        let name = try #require(try workers().first)
        let outcome = try cluster.command(["drain", String(name.prefix(name.count - 1))])
        #expect(outcome.status == 0 && outcome.errors.contains("finishes and leaves"), "\(outcome.errors)")
        #expect(first.waitForEnd(within: 60))
        #expect(first.status == 0, "\(first.errors)")
        try Program.wait("the worker to be gone") { try workers().isEmpty }
        let unknown = try cluster.command(["drain", name])
        #expect(unknown.status == 64 && unknown.errors.contains("no worker is called"), "\(unknown.errors)")
        try cluster.startWorker()
        _ = try cluster.digestOfFinished(run)
        #expect(try cluster.command(["verify", run]).status == 0)
    }

    @Test func everyShardIsCheckedByAnotherWorkerAndLimitsHold() throws {
        let cluster = try Cluster()
        try cluster.startCoordinator()
        try cluster.startWorker()
        let checked = try cluster.command(["submit", Program.w1, "--draws", "200k", "--spot-check", "100%"])
        let run = checked.output.trimmingCharacters(in: .whitespacesAndNewlines)
        try Program.wait("all draws to be merged") { try cluster.status(run)["merged"] as? Double == 1 }
        #expect(try cluster.status(run)["state"] as? String == "running")
        #expect(try causes(cluster, run).contains("spot_check"))
        cluster.coordinator?.kill(SIGKILL)
        #expect(cluster.coordinator?.waitForEnd(within: 10) == true)
        try cluster.startCoordinator()
        #expect(try cluster.status(run)["state"] as? String == "running")
        #expect(try causes(cluster, run).contains("spot_check"))
        try cluster.startWorker()
        _ = try cluster.digestOfFinished(run)
        #expect(try cluster.command(["verify", run]).status == 0)

        let limited = try cluster.command([
            "submit", Program.w1, "--draws", "10B", "--max-time", "1s", "--max-slots", "1",
        ])
        let long = limited.output.trimmingCharacters(in: .whitespacesAndNewlines)
        try Program.wait("the time to be up") { try cluster.status(long)["state"] as? String == "failed" }
        let reason = try #require(try cluster.status(long)["reason"] as? String)
        #expect(reason.hasPrefix("the 1.0 s"), "\(reason)")
        #expect(try cluster.command(["result", long]).status == 0)
    }

    @Test func aRunThatTakesTooMuchMemoryEndsWithWhatIsMerged() throws {
        let cluster = try Cluster()
        try cluster.startCoordinator()
        let small = try cluster.command(["submit", Program.w1, "--draws", "1M", "--max-memory", "1kB"])
        #expect(small.status == 64 && small.errors.contains("of the coordinator's memory"), "\(small.errors)")
        let outcome = try cluster.command(["submit", Program.w1, "--draws", "1M", "--max-memory", "300kB"])
        let run = outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try cluster.status(run)["maximum_bytes"] as? Int == 300 << 10)
        try cluster.startWorker()
        try Program.wait("the memory to be used up") { try cluster.status(run)["state"] as? String == "failed" }
        let reason = try #require(try cluster.status(run)["reason"] as? String)
        #expect(reason.hasPrefix("the \(300 << 10) bytes of memory"), "\(reason)")
        #expect(try cluster.command(["result", run]).status == 0)
        cluster.coordinator?.kill(SIGKILL)
        #expect(cluster.coordinator?.waitForEnd(within: 10) == true)
        try cluster.startCoordinator()
        let status = try cluster.status(run)
        #expect(status["state"] as? String == "failed" && status["held_bytes"] as? Int == 0)
        #expect(status["maximum_bytes"] as? Int == 300 << 10)
    }

    /// The work is the same each time: what was given back goes out first.
    @Test func workersThatAreLostCountOverRestartsOfTheCoordinator() throws {
        let cluster = try Cluster()
        try cluster.startCoordinator()
        let run = try cluster.submit(draws: "16")
        func workers() throws -> Int {
            try (cluster.command(["workers", "--format", "json"]).json()["workers"] as? [Any])?.count ?? 0
        }
        for _ in 0..<3 {
            #expect(try !causes(cluster, run).contains("suspicious"))
            #expect(try cluster.command(["pause", run]).status == 0)
            let worker = try cluster.startWorker()
            try Program.wait("the worker to register") { try workers() == 1 }
            worker.kill(SIGKILL)
            #expect(worker.waitForEnd(within: 10))
            // The worker is gone, and the coordinator does not know: it gives the work out.
            #expect(try cluster.command(["resume", run]).status == 0)
            try Program.wait("the worker to be given up") { try workers() == 0 }
            cluster.coordinator?.kill(SIGKILL)
            #expect(cluster.coordinator?.waitForEnd(within: 10) == true)
            try cluster.startCoordinator()
        }
        #expect(try causes(cluster, run).contains("suspicious"))
        try cluster.startWorker()
        _ = try cluster.digestOfFinished(run)
        #expect(try cluster.command(["verify", run]).status == 0)
    }

    @Test(arguments: [
        ["--priority", "101"], ["--priority", "x"], ["--spot-check", "2"], ["--spot-check", "-1%"],
        ["--max-time", "0"],
        ["--max-time", "soon"], ["--max-slots", "0"], ["--max-memory", "0"], ["--max-memory", "2 apples"],
        ["--max-memory", "GB"], ["--max-memory", "-1MB"], ["--max-memory", "2000TB"],
    ])
    func termsThatAreNoneAreRefused(arguments: [String]) throws {
        let outcome = try Program.run(["submit", Program.w1, "--coordinator", "tcp://127.0.0.1:1"] + arguments)
        #expect(outcome.status == 64, "\(arguments): \(outcome.errors)")
    }
}
