import Dispatch
import Synchronization
import ZeroMQ

/// Tells whoever starts a thread how its start went.
final class StartReport<Value: Sendable>: Sendable {
    private let report = Mutex<Result<Value, ZeroMQError>?>(nil)
    private let isThere = DispatchSemaphore(value: 0)

    func put(_ result: Result<Value, ZeroMQError>) {
        report.withLock { $0 = result }
        isThere.signal()
    }

    func take() throws(ZeroMQError) -> Value {
        isThere.wait()
        guard let result = report.withLock({ $0 }) else {
            preconditionFailure("a start is reported before it is signalled")
        }
        return try result.get()
    }
}
