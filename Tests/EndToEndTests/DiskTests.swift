import Foundation
import Testing

/// A ledger that cannot be written any more, on file systems of the tests' own.
@Suite struct DiskTests {
    private func causes(_ cluster: Cluster, _ run: String) throws -> [[String: Any]] {
        let outcome = try cluster.command(["explain", run, "--format", "json"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        return try #require(try outcome.json()["causes"] as? [[String: Any]])
    }

    /// Waits until a run is held up by its ledger, and returns what is said of that.
    private func obstacle(_ cluster: Cluster, _ run: String) throws -> String {
        try Program.wait("the run to be held up") { try causes(cluster, run).first?["code"] as? String == "ledger" }
        let cause = try #require(try causes(cluster, run).first)
        #expect(cause["blocking"] as? Bool == true)
        return try #require(cause["text"] as? String)
    }

    /// New submissions are refused with the reason, and asking for lists is as well: what is in memory may be ahead of what is durable.
    private func expectNothingIsAccepted(_ cluster: Cluster, because words: String) throws {
        for command in [["submit", Program.w1, "--draws", "16"], ["runs"]] {
            let outcome = try cluster.command(command)
            #expect(outcome.status == 69 && outcome.errors.contains(words), "\(command): \(outcome.errors)")
        }
        #expect(try Program.metric("suanli_ledger_writable", port: cluster.port + 2) == 0)
    }

    @Test(.enabled(if: ScratchDisk.memoryObstacle == nil, "\(ScratchDisk.memoryObstacle ?? "")"))
    func aFullDiskIsExplainedAndTheRunGoesOnWhenThereIsRoom() throws {
        let cluster = try Cluster()
        let disk = try ScratchDisk(memory: "64m", at: cluster.directory.appendingPathComponent("ledger"))
        defer { disk.leave() }
        try cluster.startCoordinator()
        let run = try cluster.submit(draws: "64M", seed: 3)
        try disk.fill()
        try cluster.startWorker()
        #expect(try obstacle(cluster, run).contains("the disk is full; free some space"))
        try expectNothingIsAccepted(cluster, because: "the disk is full; free some space")
        try disk.empty()
        try Program.wait("the run to go on") { try causes(cluster, run).first?["code"] as? String != "ledger" }
        #expect(try Program.metric("suanli_ledger_writable", port: cluster.port + 2) == 1)
        #expect(try cluster.command(["submit", Program.w1, "--draws", "16"]).status == 0)
        _ = try cluster.digestOfFinished(run)
        #expect(try cluster.command(["verify", run]).status == 0)
    }

    /// A file system that has met an error makes itself read-only under the coordinator. It cannot be mended while anybody has files open
    /// on it, so that what is left is to say so, and to be there after a start on the mended one with all that was acknowledged.
    @Test(.enabled(if: ScratchDisk.imageObstacle == nil, "\(ScratchDisk.imageObstacle ?? "")"))
    func aDiskThatTurnsReadOnlyIsExplainedAndNothingIsLost() throws {
        let cluster = try Cluster()
        let disk = try ScratchDisk(
            image: cluster.directory.appendingPathComponent("image"), megabytes: 64,
            at: cluster.directory.appendingPathComponent("ledger"))
        defer { disk.leave() }
        try cluster.startCoordinator()
        let run = try cluster.submit(draws: "64M", seed: 4)
        try disk.fail()
        try cluster.startWorker()
        #expect(try obstacle(cluster, run).contains("read-only; make it writable"))
        try expectNothingIsAccepted(cluster, because: "read-only; make it writable")
        cluster.coordinator?.kill(SIGTERM)
        #expect(cluster.coordinator?.waitForEnd(within: 30) == true)
        try disk.mend()
        try cluster.startCoordinator()
        _ = try cluster.digestOfFinished(run)
        #expect(try cluster.command(["verify", run]).status == 0)
    }
}
