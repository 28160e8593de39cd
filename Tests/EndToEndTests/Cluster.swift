import Foundation
import Testing

/// A coordinator and workers as processes of their own, on loopback ports of their own.
final class Cluster {
    let directory: URL
    let port: Int
    private(set) var coordinator: Running?
    private(set) var workers: [Running] = []
    /// More arguments for the coordinator.
    var coordinatorArguments: [String] = []
    /// More of the coordinator's environment.
    var coordinatorEnvironment: [String: String] = [:]
    /// The key that clients show, where it asks for one.
    var key: String?

    /// Nothing is started yet. Ports come from below the range that the system hands out, by the process and a counter.
    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("suanli-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        port = try Self.freePorts(3)
    }

    deinit {
        for process in workers + [coordinator].compactMap({ $0 }) where process.process.isRunning {
            process.kill(SIGKILL)
            _ = process.waitForEnd(within: 10)
        }
        try? FileManager.default.removeItem(at: directory)
    }

    var workAddress: String { "tcp://127.0.0.1:\(port)" }
    var queryAddress: String { "tcp://127.0.0.1:\(port + 1)" }
    var environment: [String: String] {
        var environment = ["SUANLI_COORDINATOR": queryAddress]
        environment["SUANLI_KEY"] = key
        return environment
    }

    /// Starts the coordinator, or starts it again, and waits until it answers.
    func startCoordinator() throws {
        let arguments = [
            "coordinator", "--work", workAddress, "--query", queryAddress, "--http", "127.0.0.1:\(port + 2)",
            "--ledger",
            directory.appendingPathComponent("ledger").path,
        ]
        let running = try Running(arguments + coordinatorArguments, environment: coordinatorEnvironment)
        coordinator = running
        try Program.wait("the coordinator to answer") {
            if !running.process.isRunning { throw Program.Trouble("the coordinator ended: \(running.errors)") }
            return try command(["runs", "--timeout", "1"]).status == 0
        }
    }

    /// Starts a worker and returns its process; it registers in its own time.
    @discardableResult
    func startWorker(threads: Int = 1, key: String? = nil) throws -> Running {
        let worker = try Running(
            ["worker", "--coordinator", workAddress, "--threads", "\(threads)"] + (key.map { ["--key", $0] } ?? []))
        workers.append(worker)
        return worker
    }

    /// Runs a client's command against this cluster.
    func command(_ arguments: [String], limit: Double = 120) throws -> Program.Outcome {
        try Program.run(arguments, environment: environment, limit: limit)
    }

    /// Submits W1 and returns the run's id.
    func submit(draws: String, seed: Int = 1) throws -> String {
        let outcome = try command(["submit", Program.w1, "--draws", draws, "--seed", "\(seed)"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// One run's `--format json` status.
    func status(_ run: String) throws -> [String: Any] {
        let outcome = try command(["status", run, "--format", "json"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        return try outcome.json()
    }

    /// Waits until the run is done and returns its digest.
    func digestOfFinished(_ run: String, within limit: Double = 180) throws -> String {
        try Program.wait("run \(run) to be done", within: limit) {
            try status(run)["state"] as? String == "done"
        }
        let result = try command(["result", run, "--format", "json"])
        try #require(result.status == 0, "\(result.errors)")
        return try #require(try result.json()["digest"] as? String)
    }

    /// The first of `count` adjacent ports that nobody uses now.
    static func freePorts(_ count: Int) throws -> Int {
        for _ in 0..<200 {
            let base = Int.random(in: 12_000...31_000)
            if (base..<base + count).allSatisfy(isFree) { return base }
        }
        throw Program.Trouble("no free ports")
    }

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) == 0 }
        }
    }
}
