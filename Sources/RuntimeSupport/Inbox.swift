import Synchronization
public import ZeroMQ

/// Hands values from any thread to the one that polls ``wakeUp``, in the order in which they came.
public final class Inbox<Element: Sendable>: Sendable {
    /// Becomes readable when something arrives.
    public let wakeUp: WakeUp
    private let waiting = Mutex<[Element]>([])

    /// An empty inbox.
    /// - Throws: `ZeroMQError` when the system has no descriptor left.
    public init() throws(ZeroMQError) {
        wakeUp = try WakeUp()
    }

    /// Puts `element` at the end and wakes the owner; what is not urgent waits for the next that is, or until
    /// the owner looks by itself.
    public func put(_ element: Element, isUrgent: Bool = true) {
        waiting.withLock { $0.append(element) }
        if isUrgent { wakeUp.signal() }
    }

    /// Takes out all that has arrived.
    public func takeAll() -> [Element] {
        wakeUp.drain()
        return waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}
