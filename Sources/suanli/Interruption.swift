import Dispatch
import Foundation
import Synchronization

/// Notes SIGINT and SIGTERM for a command that polls, and ends the process at the second one.
///
/// Dispatch takes signals by signalfd, so no system call of ours is interrupted by them. To be made before any other thread is:
/// one that does not block a signal would take it, and do nothing.
final class Interruption: Sendable {
    private let signals = Atomic<Int>(0)
    /// Kept alive; never used again after they are activated.
    private nonisolated(unsafe) var sources: [any DispatchSourceSignal] = []
    private let hangup = Mutex<(@Sendable () -> Void)?>(nil)
    private let arrived = DispatchSemaphore(value: 0)

    /// Starts to watch; signals before were fatal as usual. SIGHUP stays so where it is not taken.
    init(takesHangup: Bool = false) {
        let queue = DispatchQueue(label: "suanli.signals")
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { [weak self] in self?.note() }
            source.activate()
            return source
        }
        guard takesHangup else { return }
        signal(SIGHUP, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: queue)
        source.setEventHandler { [weak self] in self?.hangup.withLock { $0 }?() }
        source.activate()
        sources.append(source)
    }

    /// Has `body` run at every SIGHUP from now on.
    func onHangup(_ body: @escaping @Sendable () -> Void) {
        hangup.withLock { $0 = body }
    }

    /// Whether a signal has arrived.
    var hasHappened: Bool { signals.load(ordering: .relaxed) > 0 }

    /// Blocks until a signal arrives or `limit` has passed; says whether one has.
    func wait(_ limit: DispatchTime = .distantFuture) -> Bool {
        if hasHappened { return true }
        _ = arrived.wait(timeout: limit)
        return hasHappened
    }

    private func note() {
        if signals.add(1, ordering: .relaxed).newValue > 1 { _exit(ExitStatus.interrupted.rawValue) }
        arrived.signal()
    }
}
