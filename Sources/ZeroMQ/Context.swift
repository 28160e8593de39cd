import CZeroMQ
import Synchronization

/// A libzmq context: its I/O threads and all sockets made in it. One to a process.
public final class Context: Sendable {
    /// libzmq's contexts may be used from every thread; `isOpen` keeps anybody from using it after its end.
    private nonisolated(unsafe) let handle: UnsafeMutableRawPointer
    private let isOpen = Mutex(true)

    /// A context without sockets.
    /// - Throws: ``ZeroMQError`` when the system has no more threads or descriptors, or a number is out of range.
    public init(ioThreads: Int32 = 1, maximumSockets: Int32 = 1023) throws(ZeroMQError) {
        guard let handle = zmq_ctx_new() else { throw .last("create a ZeroMQ context") }
        self.handle = handle
        try set(ZMQ_IO_THREADS, ioThreads, "set the number of I/O threads to \(ioThreads)")
        try set(ZMQ_MAX_SOCKETS, maximumSockets, "set the maximum number of sockets to \(maximumSockets)")
    }

    deinit {
        terminate()
    }

    private func set(_ option: Int32, _ value: Int32, _ operation: String) throws(ZeroMQError) {
        guard zmq_ctx_set(handle, option, value) == 0 else { throw .last(operation) }
    }

    /// Ends the context: calls on its sockets fail from now on with ``ZeroMQError/isContextTerminated``, and this one
    /// blocks until all of them are closed and have sent what they had left, or lingered long enough.
    ///
    /// Only the first call waits.
    public func terminate() {
        let isFirst = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        if isFirst { _ = retryingInterrupts { zmq_ctx_term(handle) } }
    }

    func makeSocket(_ kind: SocketKind) throws(ZeroMQError) -> UnsafeMutableRawPointer {
        let operation = "open a \(kind) socket"
        let made: Result<OpaqueSocket, ZeroMQError> = isOpen.withLock { isOpen in
            guard isOpen else { return .failure(ZeroMQError(operation, code: ETERM)) }
            guard let socket = zmq_socket(handle, kind.rawValue) else { return .failure(.last(operation)) }
            return .success(OpaqueSocket(pointer: socket))
        }
        return try made.get().pointer
    }
}

/// Carries a new socket out of a lock, to the one thread that asked for it.
private struct OpaqueSocket: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
}
