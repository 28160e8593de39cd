import CGlibc
import Glibc

/// The thread that something belongs to.
struct ThreadMark {
    private let thread = pthread_self()
    private let name = ThreadMark.currentName

    /// Stops the process when another thread uses what belongs to this one: libzmq would corrupt its queues instead.
    func check(_ thing: @autoclosure () -> String) {
        precondition(
            pthread_equal(thread, pthread_self()) != 0,
            "\(thing()) belongs to thread \"\(name)\" and was used by thread \"\(Self.currentName)\"")
    }

    private static var currentName: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16) { buffer in
            guard let start = buffer.baseAddress, pthread_getname_np(pthread_self(), start, 16) == 0 else { return "?" }
            return String(cString: start)
        }
    }
}

/// Keeps signals from being delivered to the calling thread, and to those it starts from now on.
///
/// For every thread that calls libzmq: 4.3.4 can miss a message after a call that a signal interrupted. The signals that
/// report a fault of the thread itself stay as they are.
public func blockSignals() {
    var signals = sigset_t()
    sigfillset(&signals)
    for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT] { sigdelset(&signals, fault) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
}
