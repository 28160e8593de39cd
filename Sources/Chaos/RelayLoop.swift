import RuntimeSupport
import Scheduling
import Synchronization
import ZeroMQ

/// The relay's thread: carries messages, and asks the links what becomes of them.
final class RelayLoop {
    /// One worker's way to the coordinator.
    private struct Link {
        let front: Socket
        var core = LinkCore<[[UInt8]]>()
        /// The worker's connection, as its socket here names it, and the one to the coordinator that stands for it.
        var connection: (name: [UInt8], back: Socket)?
    }

    private let context: Context
    private let coordinator: Endpoint
    private let inbox: Inbox<RelayOrder>
    private let counts: RelayCounts
    private var links: [Link] = []
    private var isStopping = false

    init(
        context: Context, coordinator: Endpoint, addresses: [Endpoint], inbox: Inbox<RelayOrder>, counts: RelayCounts
    ) throws(ZeroMQError) {
        self.context = context
        self.coordinator = coordinator
        self.inbox = inbox
        self.counts = counts
        for address in addresses {
            let front = try Socket(.router, in: context)
            try front.bind(address)
            links.append(Link(front: front))
        }
    }

    /// Works until it is told to stop. A socket that fails is a network that fails: what it had is lost.
    func run() {
        while !isStopping {
            try? turn()
            let tally = links.reduce(LinkTally()) { $0.adding($1.core.tally) }
            counts.tally.withLock { $0 = tally }
        }
    }

    private func turn() throws(ZeroMQError) {
        let sockets = links.flatMap { [$0.front] + ($0.connection.map { [$0.back] } ?? []) }
        let due = links.compactMap(\.core.nextDue).min()
        let wait = due.map { $0.duration(since: MonotonicClock.now) } ?? .milliseconds(200)
        _ = try Poller.wait(for: [.wakeUp(inbox.wakeUp)] + sockets.map { .socket($0) }, timeout: wait)
        for order in inbox.takeAll() { try follow(order) }
        for index in links.indices {
            try takeIn(index)
            try deliver(index)
        }
    }

    private func follow(_ order: RelayOrder) throws(ZeroMQError) {
        let now = MonotonicClock.now
        switch order {
        case .cut(let link, let length): links[link].core.cut(until: now.advanced(by: length))
        case .slow(let link, let delay, let length):
            links[link].core.slow(by: delay, until: now.advanced(by: length))
        case .double(let link, let length): links[link].core.double(until: now.advanced(by: length))
        case .spoil(let endpoint, let seed):
            let stranger = try Socket(.dealer, in: context)
            try stranger.connect(endpoint)
            for message in Garbage.messages(seed: seed) { _ = try stranger.send(message) }
        case .stop: isStopping = true
        }
    }

    private func takeIn(_ index: Int) throws(ZeroMQError) {
        let now = MonotonicClock.now
        while case .message(let frames)? = try links[index].front.receive() {
            guard let name = frames.first?.bytes else { continue }
            if links[index].connection?.name != name {
                let back = try Socket(.dealer, in: context)
                try back.connect(coordinator)
                links[index].connection = (name, back)
            }
            links[index].core.accept(frames.dropFirst().map(\.bytes), .toCoordinator, at: now)
        }
        while case .message(let frames)? = try links[index].connection?.back.receive() {
            links[index].core.accept(frames.map(\.bytes), .toWorker, at: now)
        }
    }

    private func deliver(_ index: Int) throws(ZeroMQError) {
        for (direction, message) in links[index].core.take(at: MonotonicClock.now) {
            guard let connection = links[index].connection else { continue }
            switch direction {
            case .toCoordinator: _ = try connection.back.send(message)
            case .toWorker: _ = try links[index].front.send([connection.name] + message)
            }
        }
    }
}
