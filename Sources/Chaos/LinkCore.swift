public import Scheduling

/// What a network does to the messages of one link: loses, delays or doubles them for a while. It decides when each is delivered; who
/// carries them is not its business.
///
/// Memory: at most ``capacity`` messages, beyond which they are lost.
public struct LinkCore<Message> {
    /// Which way a message goes.
    public enum Direction: Hashable, Sendable {
        case toCoordinator
        case toWorker
    }

    private struct Entry {
        let due: Instant
        let direction: Direction
        let message: Message
    }

    /// The most messages that wait.
    public static var capacity: Int { 4_096 }

    /// What has happened so far.
    public private(set) var tally = LinkTally()
    /// By time; those of one time in the order in which they came.
    private var waiting: [Entry] = []
    private var isCutUntil = Instant(nanoseconds: .min)
    private var delayedUntil = Instant(nanoseconds: .min)
    private var doubledUntil = Instant(nanoseconds: .min)
    private var delay: Duration = .zero

    /// A link on which all is well.
    public init() {}

    /// Loses every message until `end`.
    public mutating func cut(until end: Instant) { isCutUntil = max(isCutUntil, end) }

    /// Delivers messages that come until `end` later by `delay`.
    public mutating func slow(by delay: Duration, until end: Instant) {
        self.delay = delay
        delayedUntil = max(delayedUntil, end)
    }

    /// Delivers messages that come until `end` twice, the second time 20 ms later.
    public mutating func double(until end: Instant) { doubledUntil = max(doubledUntil, end) }

    /// A message has come.
    public mutating func accept(_ message: Message, _ direction: Direction, at now: Instant) {
        guard now >= isCutUntil, waiting.count < Self.capacity else {
            tally.lost += 1
            return
        }
        var due = now
        if now < delayedUntil {
            tally.delayed += 1
            due = now.advanced(by: delay)
        }
        insert(Entry(due: due, direction: direction, message: message))
        guard now < doubledUntil, waiting.count < Self.capacity else { return }
        tally.doubled += 1
        insert(Entry(due: due.advanced(by: .milliseconds(20)), direction: direction, message: message))
    }

    /// Messages are few and nearly all come in order, so the place is found from the end.
    private mutating func insert(_ entry: Entry) {
        var place = waiting.endIndex
        while place > waiting.startIndex, waiting[place - 1].due > entry.due { place -= 1 }
        waiting.insert(entry, at: place)
    }

    /// The messages whose time has come, in order; those of a link that is cut are lost.
    public mutating func take(at now: Instant) -> [(direction: Direction, message: Message)] {
        let count = waiting.prefix { $0.due <= now }.count
        guard count > 0 else { return [] }
        let due = waiting[..<count].map { ($0.direction, $0.message) }
        waiting.removeFirst(count)
        guard now >= isCutUntil else {
            tally.lost += count
            return []
        }
        tally.delivered += count
        return due
    }

    /// When the next message is due; `nil` while none waits.
    public var nextDue: Instant? { waiting.first?.due }
}

/// What happened to how many messages.
public struct LinkTally: Hashable, Sendable {
    /// Delivered, doubled ones twice.
    public internal(set) var delivered = 0
    /// Lost.
    public internal(set) var lost = 0
    /// Delivered later.
    public internal(set) var delayed = 0
    /// Delivered once more.
    public internal(set) var doubled = 0

    /// Of no messages.
    public init() {}

    /// Of both together.
    func adding(_ other: LinkTally) -> LinkTally {
        var sum = self
        sum.delivered += other.delivered
        sum.lost += other.lost
        sum.delayed += other.delayed
        sum.doubled += other.doubled
        return sum
    }
}
