import Foundation
import Testing

/// `suanli ledger` beside a coordinator that is at work.
@Suite(.serialized)
struct LedgerCommandTests {
    @Test func aLedgerIsCheckedCopiedAndClearedWhileInUse() throws {
        let cluster = try Cluster()
        let ledger = cluster.directory.appendingPathComponent("ledger").path
        let copy = cluster.directory.appendingPathComponent("copy").path
        try cluster.startCoordinator()
        try cluster.startWorker()
        let run = try cluster.submit(draws: "65536")
        let digest = try cluster.digestOfFinished(run)
        let check = try Program.run(["ledger", "check", "--ledger", ledger, "--format", "json"])
        #expect(try check.status == 0 && check.json()["damaged"] as? Int == 0, "\(check.output)\(check.errors)")
        let backup = try Program.run(["ledger", "backup", copy, "--ledger", ledger])
        #expect(backup.status == 0, "\(backup.errors)")
        #expect(try Program.run(["ledger", "backup", copy, "--ledger", ledger]).status == 69)
        let none = try Program.run(["ledger", "prune", "--older-than", "1d", "--ledger", ledger])
        #expect(none.status == 0 && none.output.isEmpty, "\(none.errors)")
        let pruned = try Program.run(["ledger", "prune", "--older-than", "0h", "--ledger", ledger])
        #expect(pruned.output == run + "\n", "\(pruned.errors)")
        let second = try cluster.submit(draws: "65536", seed: 2)
        _ = try cluster.digestOfFinished(second)
        #expect(try Program.run(["ledger", "check", "--ledger", ledger]).status == 0)

        cluster.coordinator?.kill(SIGKILL)
        _ = cluster.coordinator?.waitForEnd(within: 10)
        try FileManager.default.removeItem(atPath: ledger)
        try FileManager.default.moveItem(atPath: copy, toPath: ledger)
        try cluster.startCoordinator()
        #expect(try cluster.digestOfFinished(run) == digest)
    }

    @Test func damageIsNamedAndADamagedRunThatHasEndedIsNoObstacle() throws {
        let cluster = try Cluster()
        let ledger = cluster.directory.appendingPathComponent("ledger").path
        try cluster.startCoordinator()
        try cluster.startWorker()
        let run = try cluster.submit(draws: "65536")
        _ = try cluster.digestOfFinished(run)
        cluster.coordinator?.kill(SIGTERM)
        _ = cluster.coordinator?.waitForEnd(within: 10)
        try damage(ledger, "UPDATE node SET summary = zeroblob(100) WHERE replicate = 3")
        let check = try Program.run(["ledger", "check", "--ledger", ledger])
        #expect(check.status == 1 && check.output.contains("replicate 3"), "\(check.output)\(check.errors)")
        try cluster.startCoordinator()
        let result = try cluster.command(["result", run])
        #expect(result.status == 69 && result.errors.contains("replicate 3"), "\(result.output)\(result.errors)")
        let next = try cluster.submit(draws: "65536", seed: 2)
        _ = try cluster.digestOfFinished(next)
    }

    private func damage(_ ledger: String, _ sql: String) throws {
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        python.arguments = [
            "python3", "-c",
            "import sqlite3; d = sqlite3.connect('\(ledger)/ledger.sqlite'); d.execute(\"\(sql)\"); d.commit()",
        ]
        try python.run()
        python.waitUntilExit()
        try #require(python.terminationStatus == 0)
    }
}
