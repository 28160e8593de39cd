import CZeroMQ

/// One frame of a message, in libzmq's own memory: received without a copy, sent any number of times without another.
///
/// Its content never changes. Like a socket it stays in one thread.
public final class Frame {
    /// On the heap, because libzmq's messages must not move.
    private let message: UnsafeMutablePointer<zmq_msg_t>

    /// An empty frame for libzmq to receive into.
    init() {
        message = .allocate(capacity: 1)
        zmq_msg_init(message)
    }

    /// A frame with a copy of `bytes`.
    /// - Throws: ``ZeroMQError`` when there is no memory.
    public init(_ bytes: some Collection<UInt8>) throws(ZeroMQError) {
        message = .allocate(capacity: 1)
        guard zmq_msg_init_size(message, bytes.count) == 0 else {
            let error = ZeroMQError.last("make a frame of \(bytes.count) bytes")
            zmq_msg_init(message)
            throw error
        }
        UnsafeMutableRawBufferPointer(start: zmq_msg_data(message), count: bytes.count).copyBytes(from: bytes)
    }

    deinit {
        zmq_msg_close(message)
        message.deallocate()
    }

    /// How many bytes it has.
    public var count: Int { zmq_msg_size(message) }

    /// Whether the message goes on after this frame; for received frames only.
    var hasMore: Bool { zmq_msg_more(message) != 0 }

    /// The key that whoever sent it has proved to hold; `nil` where the socket asks for none, and for frames made here.
    ///
    /// Not to be asked of the first frame of a message: libzmq 4.3.4 loses that one's after a poll.
    public var sender: CurveKey? {
        guard let text = zmq_msg_gets(message, "User-Id") else { return nil }
        return CurveKey(String(cString: text))
    }

    /// A copy of its bytes.
    public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    /// Lends its bytes for the time of the call.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: zmq_msg_data(message), count: count))
    }

    /// Receives into this frame: -1 and `errno` on failure.
    func receive(from socket: UnsafeMutableRawPointer) -> Int32 {
        retryingInterrupts { zmq_msg_recv(message, socket, ZMQ_DONTWAIT) }
    }

    /// Sends a reference to the content, so that this frame can be sent again: -1 and `errno` on failure.
    func send(to socket: UnsafeMutableRawPointer, hasMore: Bool) -> Int32 {
        let reference = Frame()
        guard zmq_msg_copy(reference.message, message) == 0 else { return -1 }
        let flags = ZMQ_DONTWAIT | (hasMore ? ZMQ_SNDMORE : 0)
        return retryingInterrupts { zmq_msg_send(reference.message, socket, flags) }
    }
}
