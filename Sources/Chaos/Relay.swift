import RuntimeSupport
import Synchronization
public import ZeroMQ

/// Stands between workers and their coordinator, a link for each worker, and does to their messages what it is told.
///
/// Workers connect to the relay's addresses instead of the coordinator. What comes is passed on with nothing changed; each connection
/// of a worker becomes one of its own to the coordinator, so that a worker which connects anew is new there too.
public final class Relay: Sendable {
    private let inbox: Inbox<RelayOrder>
    private let thread: DedicatedThread
    private let counts: RelayCounts

    /// A relay to the coordinator's work address that takes the connections of worker 0, 1, ... at `addresses`.
    /// - Throws: `ZeroMQError`, as when an address is taken.
    public init(to coordinator: Endpoint, at addresses: [Endpoint]) throws(ZeroMQError) {
        let context = try Context()
        let inbox = try Inbox<RelayOrder>()
        let counts = RelayCounts()
        let start = Handover<ZeroMQError?>()
        thread = DedicatedThread(name: "suanli-relay") {
            do throws(ZeroMQError) {
                let loop = try RelayLoop(
                    context: context, coordinator: coordinator, addresses: addresses, inbox: inbox, counts: counts)
                start.put(nil)
                loop.run()
            } catch {
                start.put(error)
            }
        }
        self.inbox = inbox
        self.counts = counts
        if let failure = start.take() { throw failure }
    }

    /// Loses all messages of a worker for a while.
    public func cut(_ link: Int, for length: Duration) { inbox.put(.cut(link, length)) }

    /// Delivers what a worker sends and is sent later by `delay`, for a while.
    public func slow(_ link: Int, by delay: Duration, for length: Duration) {
        inbox.put(.slow(link, by: delay, length))
    }

    /// Delivers what a worker sends and is sent twice, for a while.
    public func double(_ link: Int, for length: Duration) { inbox.put(.double(link, length)) }

    /// Sends messages that mean nothing to an address of the coordinator's.
    public func spoil(_ endpoint: Endpoint, seed: UInt64) { inbox.put(.spoil(endpoint, seed: seed)) }

    /// What has happened to how many messages, on all links.
    public var tally: LinkTally { counts.tally.withLock { $0 } }

    /// Ends it; blocks until it has.
    public func stop() {
        inbox.put(.stop)
        thread.join()
    }
}

/// What a relay is told.
enum RelayOrder: Sendable {
    case cut(Int, Duration)
    case slow(Int, by: Duration, Duration)
    case double(Int, Duration)
    case spoil(Endpoint, seed: UInt64)
    case stop
}

/// Counted by the relay's thread, read by others.
final class RelayCounts: Sendable {
    let tally = Mutex(LinkTally())
}
