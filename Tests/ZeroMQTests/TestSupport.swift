import Glibc
import Testing
import ZeroMQ

/// What a test that waited in vain throws.
struct TimedOut: Error {}

/// Runs `attempt` until it gives something, for ten seconds at most.
func eventually<Value>(_ what: String, _ attempt: () throws -> Value?) throws -> Value {
    let deadline = ContinuousClock.now.advanced(by: .seconds(10))
    while ContinuousClock.now < deadline {
        if let value = try attempt() { return value }
        sched_yield()
    }
    Issue.record("waited in vain for \(what)")
    throw TimedOut()
}

extension Socket {
    /// The next message in ten seconds, as bytes.
    func nextMessage() throws -> [[UInt8]] {
        _ = try Poller.wait(for: [.socket(self)], timeout: .seconds(10))
        guard case .message(let frames)? = try receive() else { throw TimedOut() }
        return frames.map(\.bytes)
    }

    /// Whether nothing has arrived.
    var isIdle: Bool {
        get throws { if case .none = try receive() { true } else { false } }
    }

    /// Sends, and insists on it.
    func sendNow(_ frames: [[UInt8]]) throws {
        let outcome = try send(frames)
        try #require(outcome == .sent)
    }
}

extension Monitor {
    /// Waits for an event of this kind, past all others.
    func wait(for kind: MonitorEvent.Kind) throws -> MonitorEvent {
        try eventually("\(kind)") {
            _ = try Poller.wait(for: [.socket(socket)], timeout: .milliseconds(100))
            guard let event = try next(), event.kind == kind else { return nil }
            return event
        }
    }
}

/// A directory for socket files that goes away with this.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/zeromq-tests-XXXXXX".utf8CString)
        path = try template.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress, mkdtemp(start) != nil else { throw TimedOut() }
            return String(cString: start)
        }
    }

    deinit {
        rmdir(path)
    }
}

/// A plain TCP connection to a port of this machine.
struct RawConnection: ~Copyable {
    private let descriptor: Int32

    init(port: UInt16) throws {
        descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw TimedOut() }
    }

    deinit {
        close(descriptor)
    }

    /// Sends what the other side still takes.
    func write(_ bytes: [UInt8]) {
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
}
