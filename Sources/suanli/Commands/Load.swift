import ArgumentParser
import Foundation
import Logging
import RuntimeSupport
import Scheduling
import WorkerRuntime
import ZeroMQ

/// `suanli load`: what a coordinator bears.
struct Load: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Connect many workers from one process, to see how many connections a coordinator bears.",
        discussion: """
            Each is a worker like any other, with a connection, heartbeats and a slot of its own, and computes what it is given. The
            status is 1 when any of them was refused, or does not stand with its coordinator at the end. What the coordinator makes of them
            stands in its metrics: suanli_workers_expired_total stays where it was unless it took one for dead.
            """)

    @OptionGroup var flags: WorkerFlags

    @Option(help: "How many workers.")
    var workers = 100

    @Option(help: "How long they stay, in seconds.")
    var seconds = 60.0

    /// A connection, a monitor's two sockets, and what wakes each of them and the worker's thread up.
    private static let descriptorsEach = 6

    func validate() throws {
        guard (1...10_000).contains(workers) else { throw ValidationError("--workers is between 1 and 10000") }
        guard (0.1...86_400).contains(seconds) else { throw ValidationError("--seconds is between 0.1 and 86400") }
    }

    func run() throws {
        let interruption = Interruption()
        let known = try flags.options(threads: "1")
        let logger = Logger.standard(known.logLevel)
        DescriptorLimit.raise(logger: logger)
        guard DescriptorLimit.current >= UInt(workers * Self.descriptorsEach) else {
            throw CommandFailure(
                .unavailable,
                "error: \(workers) workers need \(workers * Self.descriptorsEach) descriptors and \(DescriptorLimit.current) "
                    + "are allowed; raise 'ulimit -n'")
        }
        var quiet = logger
        quiet.logLevel = max(known.logLevel, .warning)
        let context = try makeContext()
        let started = try start(known.configuration, in: context, logger: quiet)
        Terminal.printMessage("\(workers) workers for \(seconds) seconds")
        let end = MonotonicClock.now.advanced(by: .seconds(seconds))
        while MonotonicClock.now < end, !interruption.wait(.now() + .milliseconds(200)) {}
        let registered = started.count { $0.isRegistered && !$0.hasStopped }
        for worker in started { worker.drain() }
        let ends = started.map { $0.waitUntilStopped() }
        // So that their farewells leave before the process does.
        context.terminate()
        let drained = ends.count { if case .stopped(.drained) = $0 { true } else { false } }
        try Terminal.printResult("\(workers) workers, \(registered) registered at the end, \(drained) drained\n")
        if interruption.hasHappened { throw CommandFailure(.interrupted, "interrupted") }
        if registered < workers || drained < workers { throw CommandFailure(.checkFailed) }
    }

    private func makeContext() throws -> Context {
        do {
            return try Context(ioThreads: 1, maximumSockets: Int32(3 * workers + 16))
        } catch {
            throw CommandFailure(.unavailable, "error: \(error)")
        }
    }

    private func start(_ model: WorkerConfiguration, in context: Context, logger: Logger) throws -> [Worker] {
        do {
            return try (0..<workers).map { number in
                var configuration = model
                // No two may have one name, and a few random digits are too few for thousands.
                guard let id = WorkerID("\(model.settings.id)-\(number)") else {
                    throw CommandFailure(.badInput, "error: the name \(model.settings.id) is too long to be numbered")
                }
                configuration.settings.id = id
                configuration.settings.seed = UInt64.random(in: 1...UInt64.max)
                return try Worker(configuration, in: context, logger: logger)
            }
        } catch let error as ZeroMQError {
            throw CommandFailure(.unavailable, "error: \(error)")
        }
    }
}
