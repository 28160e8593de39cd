import CZeroMQ

/// Something that a thread can wait for until it is readable.
public enum Pollable {
    /// A message has arrived at the socket.
    case socket(Socket)
    /// Another thread has signalled.
    case wakeUp(WakeUp)
    /// The file descriptor is readable, or at its end.
    case descriptor(Int32)

    fileprivate var item: zmq_pollitem_t {
        switch self {
        case .socket(let socket): zmq_pollitem_t(socket: socket.handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
        case .wakeUp(let wakeUp):
            zmq_pollitem_t(socket: nil, fd: wakeUp.descriptor, events: Int16(ZMQ_POLLIN), revents: 0)
        case .descriptor(let descriptor):
            zmq_pollitem_t(socket: nil, fd: descriptor, events: Int16(ZMQ_POLLIN), revents: 0)
        }
    }
}

/// Waits until something is readable.
public enum Poller {
    /// Blocks until one of `sources` is readable or `timeout` has passed, a day at most, or for ever when it is `nil`;
    /// returns the places in `sources` of those that are, in order, so none when time was up.
    ///
    /// Sockets must belong to the calling thread.
    /// - Throws: ``ZeroMQError``, as when the context is terminated or a descriptor is not open.
    public static func wait(for sources: [Pollable], timeout: Duration?) throws(ZeroMQError) -> [Int] {
        var items = sources.map(\.item)
        let deadline = timeout.map { ContinuousClock.now.advanced(by: max(.zero, min($0, .seconds(86_400)))) }
        while true {
            let left = deadline.map { Int(ContinuousClock.now.duration(to: $0).milliseconds) } ?? -1
            let count = zmq_poll(&items, Int32(items.count), left)
            if count >= 0 { return items.indices.filter { items[$0].revents != 0 } }
            guard zmq_errno() == EINTR else { throw .last("wait for sockets") }
        }
    }
}
