import CZeroMQ
import Glibc

/// A call of libzmq, or of the system beside it, that failed.
public struct ZeroMQError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried, as a phrase that follows "cannot".
    public let operation: String
    /// The `errno` it left behind.
    public let code: Int32

    init(_ operation: String, code: Int32) {
        self.operation = operation
        self.code = code
    }

    /// The error that the last call of this thread left behind.
    static func last(_ operation: String) -> ZeroMQError {
        ZeroMQError(operation, code: zmq_errno())
    }

    /// What the system or libzmq says of the code.
    public var text: String { String(cString: zmq_strerror(code)) }

    /// Whether the context is being terminated: the socket is of no more use and is to be dropped.
    public var isContextTerminated: Bool { code == ETERM }

    /// Whether another process or socket has the address.
    public var isAddressInUse: Bool { code == EADDRINUSE }

    /// One line, without a full stop.
    public var description: String { "cannot \(operation): \(text)" }
}

/// Runs a call that answers -1 on failure, again for as long as signals interrupt it.
func retryingInterrupts<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result != -1 || zmq_errno() != EINTR { return result }
    }
}
