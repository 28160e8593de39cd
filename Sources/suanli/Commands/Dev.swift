import ArgumentParser
import Foundation
import Logging
import ZeroMQ

/// `suanli dev`: a cluster on one machine.
struct Dev: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev",
        abstract: "Start a cluster on this machine: a coordinator, worker processes, and the page.",
        discussion: """
            Workers that die are started again; those that were asked to leave ('suanli drain') are not. Ctrl-C lets them finish what they compute, then ends everything; runs that are
            not finished go on when it is started again.
            """)

    @Option(help: "How many worker processes.")
    var workers = 2

    @Option(help: "How many shards each worker evaluates at once; the cores are shared out otherwise.")
    var threads: Int?

    @Option(help: "The folder of the ledger (default: $XDG_STATE_HOME/suanli).")
    var directory: String?

    @Option(help: "The first of three ports: work, query, page.")
    var port = 7771

    func validate() throws {
        guard (1...256).contains(workers) else { throw ValidationError("--workers is between 1 and 256") }
        guard threads.map({ (1...1024).contains($0) }) ?? true else {
            throw ValidationError("--threads is between 1 and 1024")
        }
        guard (1024...32_765).contains(port) else {
            throw ValidationError("--port is between 1024 and 32765, below the ports that the system hands out")
        }
    }

    func run() throws {
        // Only this machine reaches it, whatever keys are for elsewhere.
        let environment = ProcessInfo.processInfo.environment.filter { $0.key != "SUANLI_KEYS" }
        let options = try CoordinatorOptions(
            file: nil, work: "tcp://127.0.0.1:\(port)", query: "tcp://127.0.0.1:\(port + 1)",
            http: "127.0.0.1:\(port + 2)", ledger: directory, environment: environment)
        let interruption = Interruption()
        let process = try CoordinatorProcess(options)
        let slots = threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount / workers)
        let supervisor = WorkerSupervisor(
            count: workers,
            arguments: [
                "worker", "--coordinator", process.work.text, "--threads", "\(slots)", "--parent",
                "\(ProcessInfo.processInfo.processIdentifier)",
            ], logger: Logger.standard(options.logLevel))
        supervisor.start()
        Terminal.printMessage(process.greeting)
        if port != 7771 { Terminal.printMessage("clients: export SUANLI_COORDINATOR=tcp://127.0.0.1:\(port + 1)") }
        _ = interruption.wait()
        Terminal.printMessage("stopping; once more to stop at once")
        supervisor.stop(within: 30)
        process.stop()
    }
}
