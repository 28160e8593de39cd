import CZeroMQ
import Glibc

/// What becomes of a message that is to be sent.
public enum SendOutcome: Hashable, Sendable {
    /// libzmq has all of it. It may still be lost with its connection.
    case sent
    /// Nothing was sent: the queue to the peer is full. To be tried again later, from the first frame.
    case wouldBlock
    /// Nothing was sent: no peer has that name, or it is gone.
    case unreachable
}

/// What a socket has received.
public enum Reception {
    /// A whole message.
    case message([Frame])
    /// A message of more frames or bytes than allowed. All of it was thrown away but the first frame, which on a router
    /// names the sender.
    case tooLarge(first: Frame)
}

extension Socket {
    /// Sends a message whole or not at all, without waiting.
    ///
    /// On a router the first frame is the name of the peer, as it was received.
    /// - Throws: ``ZeroMQError``, as when the context is terminated.
    public func send(_ frames: [Frame]) throws(ZeroMQError) -> SendOutcome {
        let handle = handle
        for (place, frame) in frames.enumerated() {
            let hasMore = place + 1 < frames.count
            if frame.send(to: handle, hasMore: hasMore) >= 0 { continue }
            switch zmq_errno() {
            case EHOSTUNREACH: return .unreachable
            case EAGAIN:
                if place > 0 { discardRest(of: frames[(place + 1)...], on: handle) }
                return .wouldBlock
            default: throw .last("send")
            }
        }
        return .sent
    }

    /// Sends a message of these frames; see ``send(_:)-([Frame])``.
    /// - Throws: ``ZeroMQError``.
    public func send(_ frames: [[UInt8]]) throws(ZeroMQError) -> SendOutcome {
        var message: [Frame] = []
        for frame in frames { message.append(try Frame(frame)) }
        return try send(message)
    }

    /// A dealer whose connection ends within a message has dropped the frames before, and swallows those that are left
    /// until the last one has come; they are given to it, lest it take the next message for them.
    private func discardRest(of frames: ArraySlice<Frame>, on handle: UnsafeMutableRawPointer) {
        guard case .dealer = kind else { return }
        for (place, frame) in zip(frames.indices, frames) {
            _ = frame.send(to: handle, hasMore: place + 1 < frames.endIndex)
        }
    }

    /// The next message, or `nil` when none has arrived; never waits.
    ///
    /// Of a message beyond the limits only the first frame is kept.
    /// - Throws: ``ZeroMQError``, as when the context is terminated.
    public func receive(maximumFrames: Int = 16, maximumBytes: Int = .max) throws(ZeroMQError) -> Reception? {
        let handle = handle
        var frames: [Frame] = []
        var bytes = 0
        var isTooLarge = false
        while true {
            let frame = Frame()
            guard frame.receive(from: handle) >= 0 else {
                if zmq_errno() == EAGAIN && frames.isEmpty { return nil }
                throw .last("receive")
            }
            bytes += frame.count
            isTooLarge = isTooLarge || frames.count == maximumFrames || bytes > maximumBytes
            if isTooLarge, let first = frames.first { frames = [first] } else { frames.append(frame) }
            guard !frame.hasMore else { continue }
            return isTooLarge ? .tooLarge(first: frames[0]) : .message(frames)
        }
    }
}
