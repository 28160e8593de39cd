import Dispatch
import Foundation
import Logging

/// Keeps worker processes running: one that ends is started again, after a wait that doubles while they keep dying young.
///
/// All state belongs to `queue`; that is what makes it safe to share.
final class WorkerSupervisor: @unchecked Sendable {
    private struct Slot {
        var process: Process?
        var startedAt = DispatchTime(uptimeNanoseconds: 0)
        var wait: Double = WorkerSupervisor.shortestWait
    }

    private static let shortestWait = 0.5
    private static let longestWait = 10.0
    /// A worker that lived this long was not dying young.
    private static let soundLife = 5.0

    private let queue = DispatchQueue(label: "suanli.supervisor")
    private let arguments: [String]
    private let logger: Logger
    private var slots: [Slot]
    private var isStopping = false

    /// A supervisor of `count` processes of this program with these arguments; none is started yet.
    init(count: Int, arguments: [String], logger: Logger) {
        self.arguments = arguments
        self.logger = logger
        slots = Array(repeating: Slot(), count: count)
    }

    /// Starts all of them.
    func start() {
        queue.sync {
            for index in slots.indices { launch(index) }
        }
    }

    /// Asks all of them to finish what they compute and to leave, and kills those that have not by `limit` seconds.
    func stop(within limit: Double) {
        let processes = queue.sync { () -> [Process] in
            isStopping = true
            return slots.compactMap(\.process)
        }
        for process in processes where process.isRunning { process.terminate() }
        let deadline = DispatchTime.now() + limit
        for process in processes {
            while process.isRunning, DispatchTime.now() < deadline { usleep(20_000) }
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        }
    }

    private func launch(_ index: Int) {
        guard !isStopping else { return }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        // The coordinator beside it asks for no key.
        process.environment = ProcessInfo.processInfo.environment.filter { $0.key != "SUANLI_KEY" }
        process.standardInput = FileHandle.nullDevice
        process.terminationHandler = { [self] ended in
            let status = ended.terminationStatus
            // A worker that was asked to leave, by 'suanli drain' or a signal, has left for good.
            let isFinished = ended.terminationReason == .exit && status == 0
            queue.async { [self] in isFinished ? leave(index) : relaunch(index, status: status) }
        }
        slots[index].startedAt = .now()
        do {
            try process.run()
            slots[index].process = process
        } catch {
            logger.error("a worker cannot be started", metadata: ["reason": "\(error)"])
            relaunch(index, status: -1)
        }
    }

    private func leave(_ index: Int) {
        slots[index].process = nil
        if !isStopping { logger.notice("a worker has left as it was asked to") }
    }

    private func relaunch(_ index: Int, status: Int32) {
        slots[index].process = nil
        guard !isStopping else { return }
        let lived = Double(DispatchTime.now().uptimeNanoseconds - slots[index].startedAt.uptimeNanoseconds) / 1e9
        if lived >= Self.soundLife { slots[index].wait = Self.shortestWait }
        let wait = slots[index].wait
        slots[index].wait = min(wait * 2, Self.longestWait)
        logger.warning(
            "a worker ended and is started again", metadata: ["status": "\(status)", "after": "\(wait) s"])
        queue.asyncAfter(deadline: .now() + wait) { [self] in launch(index) }
    }
}
