import CGlibc
import Glibc

/// Wakes the thread that polls it, from any other thread.
public final class WakeUp: Sendable {
    /// An eventfd: readable once it was signalled and until it is drained.
    let descriptor: Int32

    /// A wake-up that nobody has signalled.
    /// - Throws: ``ZeroMQError`` when the process has no descriptor left.
    public init() throws(ZeroMQError) {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard descriptor >= 0 else { throw .last("open an eventfd") }
    }

    deinit {
        close(descriptor)
    }

    /// Makes it readable; many signals are like one.
    public func signal() {
        // A full counter is the only refusal, and then it is readable anyway.
        _ = retryingInterrupts { eventfd_write(descriptor, 1) }
    }

    /// Makes it unreadable again. To be called before looking at what was signalled, so that nothing is missed.
    public func drain() {
        var count: eventfd_t = 0
        _ = retryingInterrupts { eventfd_read(descriptor, &count) }
    }
}
