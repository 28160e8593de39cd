import Chaos
import Foundation
import ZeroMQ

/// A coordinator and workers as processes of their own, with a relay between them, for `suanli chaos`.
final class ChaosCluster {
    let directory: ChaosDirectory
    let relay: Relay
    let query: Endpoint
    let work: Endpoint
    private let links: [Endpoint]
    private var coordinator: Process?
    private var workers: [Process?]
    /// How often the coordinator was started; its disk loses other writes each time.
    private var starts = 1

    /// Starts nothing but the relay. Needs 2 + `workers` adjacent ports from `port`.
    init(workers count: Int, port: Int, directory: ChaosDirectory) throws(CommandFailure) {
        self.directory = directory
        do {
            work = try Endpoint("tcp://127.0.0.1:\(port)")
            query = try Endpoint("tcp://127.0.0.1:\(port + 1)")
            var links: [Endpoint] = []
            for number in 0..<count { links.append(try Endpoint("tcp://127.0.0.1:\(port + 2 + number)")) }
            self.links = links
            relay = try Relay(to: work, at: links)
        } catch {
            throw CommandFailure(.unavailable, "error: \(error); choose other ports with --port")
        }
        workers = Array(repeating: nil, count: count)
    }

    static let coordinatorName = "coordinator"

    /// The name under which worker `number` registers.
    static func name(ofWorker number: Int) -> String { "chaos-\(number)" }

    func startCoordinator() throws(CommandFailure) {
        coordinator = try start(
            [
                "coordinator", "--work", work.text, "--query", query.text, "--http", "off", "--ledger",
                directory.ledger,
                "--volatile-disk", "\(starts)",
            ], environment: directory.clocks.environment(of: Self.coordinatorName))
        starts += 1
    }

    func startWorker(_ number: Int) throws(CommandFailure) {
        workers[number] = try start(
            ["worker", "--coordinator", links[number].text, "--threads", "1"],
            environment: ["SUANLI_NAME": Self.name(ofWorker: number)]
                .merging(directory.clocks.environment(of: Self.name(ofWorker: number))) { $1 })
    }

    private func start(_ arguments: [String], environment: [String: String] = [:]) throws(CommandFailure) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("SUANLI_") }
            .merging(environment) { $1 }.merging(["SUANLI_LOG_LEVEL": "critical"]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            throw CommandFailure(.unavailable, "error: a process cannot be started: \(error.localizedDescription)")
        }
        return process
    }

    // MARK: Signals

    func signalCoordinator(_ number: Int32) { Self.send(number, to: coordinator) }

    func signalWorker(_ worker: Int, _ number: Int32) { Self.send(number, to: workers[worker]) }

    var workerCount: Int { workers.count }

    /// Sets the clock of some process to some time within a day of now; which worker it was, if it was one.
    func stepClock(_ seed: UInt64) -> Int? {
        let number = Int(seed % UInt64(workers.count + 1))
        let process = number == 0 ? Self.coordinatorName : Self.name(ofWorker: number - 1)
        directory.clocks.step(process, by: Int((seed >> 16) % 172_801) - 86_400)
        return number == 0 ? nil : number - 1
    }

    /// Ends all processes at the same moment, as a loss of power would.
    func cutPower() {
        let running = ([coordinator] + workers).compactMap { $0 }.filter(\.isRunning)
        for process in running { kill(process.processIdentifier, SIGKILL) }
        for process in running { Self.awaitEnd(of: process) }
    }

    private static func send(_ number: Int32, to process: Process?) {
        guard let process, process.isRunning else { return }
        kill(process.processIdentifier, number)
        if number == SIGKILL { awaitEnd(of: process) }
    }

    private static func awaitEnd(of process: Process) {
        while process.isRunning { usleep(2_000) }
        ChaosClocks.cleanUp(after: process.processIdentifier)
    }

    /// Processes that have ended though nobody killed them, in words.
    func unexpectedEnds() -> [String] {
        let all = [("the coordinator", coordinator)] + workers.enumerated().map { ("worker \($0)", $1) }
        return all.compactMap { name, process in
            process.map { $0.isRunning ? nil : "\(name) ended by itself with status \($0.terminationStatus)" } ?? nil
        }
    }

    /// What the processes hold now.
    func usage() -> ChaosReport.Usage {
        var usage = ChaosReport.Usage()
        for process in [coordinator] + workers {
            guard let process, process.isRunning else { continue }
            let folder = "/proc/\(process.processIdentifier)"
            let descriptors = try? FileManager.default.contentsOfDirectory(atPath: folder + "/fd").count
            usage.descriptors = max(usage.descriptors, descriptors ?? 0)
            let pages = (try? String(contentsOfFile: folder + "/statm", encoding: .utf8))?.split(separator: " ")
            usage.memory = max(usage.memory, (pages?.dropFirst().first.flatMap { Int($0) } ?? 0) * 4096)
        }
        return usage
    }

    /// Ends all of it.
    func stop() {
        for process in workers + [coordinator] { Self.send(SIGKILL, to: process) }
        relay.stop()
    }
}
