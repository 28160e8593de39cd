import ArgumentParser
import Foundation
import Logging
import Scheduling
import WorkerRuntime
import ZeroMQ

/// `suanli worker`: the process that computes.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Start a worker: it evaluates shards for a coordinator.",
        discussion: """
            Settings come from flags, else from SUANLI_* variables, else from the configuration file; configs/worker.yaml lists
            them all. SIGHUP takes up a changed log level; SIGTERM and Ctrl-C let it finish what it computes and give the rest back; a second one ends it at once.
            """)

    @OptionGroup var flags: WorkerFlags

    @Option(help: "How many shards to evaluate at once; 0 for one a core.")
    var threads: String?

    @Option(help: .hidden)
    var parent: Int32?

    func run() throws {
        let options = try flags.options(threads: threads, parent: parent)
        let logger = Logger.standard(options.logLevel)
        DescriptorLimit.raise(logger: logger)
        let file = flags.config
        let interruption = Interruption(takesHangup: true)
        interruption.onHangup { Hangup.reloadLogLevel(file: file, known: WorkerOptions.keys, logger: logger) }
        let context: Context
        let worker: Worker
        do {
            context = try Context()
            worker = try Worker(options.configuration, in: context, logger: logger)
        } catch {
            throw CommandFailure(.unavailable, "error: \(error)")
        }
        while !worker.hasStopped {
            if interruption.wait(.now() + .milliseconds(200)) { worker.drain() }
            if interruption.hasHappened { break }
        }
        let end = worker.waitUntilStopped()
        // So that its farewell leaves before the process does.
        context.terminate()
        switch end {
        case .stopped(.drained), .stopped(.abandoned): return
        case .stopped(.refused(let reason)):
            throw CommandFailure(.unavailable, "error: the coordinator refuses this worker: \(reason)")
        case .refused(let reason): throw CommandFailure(.unavailable, "error: \(reason)")
        case .failed(let error): throw CommandFailure(.unavailable, "error: \(error)")
        }
    }
}
