import Foundation
import Testing

/// The files under `configs/` and `deploy/` are what a new installation starts from.
struct ConfigurationTests {
    @Test func coordinatorAndWorkerStartFromTheFilesInTheRepository() throws {
        let cluster = try Cluster()
        let configs = Program.root.appendingPathComponent("configs")
        let coordinator = try Running([
            "coordinator", "--config", configs.appendingPathComponent("coordinator.yaml").path, "--work",
            cluster.workAddress, "--query", cluster.queryAddress, "--http", "off", "--ledger", cluster.directory.path,
        ])
        let worker = try Running(
            [
                "worker", "--config", configs.appendingPathComponent("worker.yaml").path, "--coordinator",
                cluster.workAddress,
            ])
        defer {
            worker.kill(SIGTERM)
            coordinator.kill(SIGTERM)
        }
        try Program.wait("the worker to register") {
            guard coordinator.process.isRunning, worker.process.isRunning else {
                throw Program.Trouble(coordinator.errors + worker.errors)
            }
            let outcome = try cluster.command(["workers", "--format", "csv", "--timeout", "1"])
            return outcome.output.split(separator: "\n").count == 2
        }
    }

    /// The keys of the example files, commented out or not, are exactly those that the program knows: one that is set to
    /// itself is accepted, and the message for an unknown one lists them all.
    @Test(arguments: ["coordinator", "worker"])
    func exampleFilesNameEverySetting(command: String) throws {
        let text = try String(
            contentsOf: Program.root.appendingPathComponent("configs/\(command).yaml"), encoding: .utf8)
        let named = Set(
            text.split(separator: "\n").compactMap { line in
                line.firstMatch(of: #/^(?:# ?)?([a-z_]+): /#).map { String($0.1) }
            })
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("suanli-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("no_such_setting: 1\n".utf8).write(to: file)
        let outcome = try Program.run([command, "--config", file.path])
        #expect(outcome.status == 65)
        let known = try #require(outcome.errors.firstMatch(of: #/known are (.*)/#)?.1)
        #expect(named == Set(known.split(separator: ", ").map(String.init)))
    }
}
