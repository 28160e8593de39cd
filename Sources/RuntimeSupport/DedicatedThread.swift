import Foundation
import ZeroMQ

/// A thread that owns sockets and never computes. Signals are blocked in it, since libzmq 4.3.4 can miss a message after
/// an interrupted call; they go to the threads that wait for them.
public struct DedicatedThread: Sendable {
    private let hasEnded: DispatchGroup

    /// Starts a thread called `name` that runs `body` and ends.
    public init(name: String, body: @escaping @Sendable () -> Void) {
        let group = DispatchGroup()
        group.enter()
        let thread = Thread {
            blockSignals()
            body()
            group.leave()
        }
        thread.name = name
        thread.stackSize = 8 << 20
        hasEnded = group
        thread.start()
    }

    /// Blocks until the body has returned.
    public func join() {
        hasEnded.wait()
    }
}
