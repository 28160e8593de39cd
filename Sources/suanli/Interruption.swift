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
    private let hangup = Mutex(Hangups())
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
        source.setEventHandler { [weak self] in
            self?.hangup.withLock { hangup in
                hangup.isWaiting = hangup.body == nil
                return hangup.body
            }?()
        }
        source.activate()
        sources.append(source)
    }

    /// What is to be done at SIGHUP, and whether there was one before that was known.
    private struct Hangups {
        var body: (@Sendable () -> Void)?
        var isWaiting = false
    }

    /// Has `body` run at every SIGHUP from now on, and at once for those that came before: a coordinator can be asked, and told that its
    /// keys have changed, before it has come here.
    func onHangup(_ body: @escaping @Sendable () -> Void) {
        let isWaiting = hangup.withLock { hangup in
            hangup.body = body
            return hangup.isWaiting
        }
        if isWaiting { body() }
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
