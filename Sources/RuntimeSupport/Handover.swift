import Dispatch
import Synchronization

/// Hands one value from one thread to another one, which waits for it.
public final class Handover<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let isThere = DispatchSemaphore(value: 0)

    /// Of nothing yet.
    public init() {}

    /// Hands `value` over; once.
    public func put(_ value: Value) {
        self.value.withLock { $0 = value }
        isThere.signal()
    }

    /// What was handed over, when it is; once.
    public func take() -> Value {
        isThere.wait()
        guard let value = value.withLock({ $0 }) else { preconditionFailure("a value is there before it is signalled") }
        return value
    }

    /// What was handed over; `nil` when nothing is within `limit`.
    public func take(within limit: Duration) -> Value? {
        let milliseconds = Int((limit / .milliseconds(1)).rounded(.up))
        guard isThere.wait(timeout: .now() + .milliseconds(milliseconds)) == .success else { return nil }
        return value.withLock { $0 }
    }
}
