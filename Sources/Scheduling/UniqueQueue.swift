/// A first-in, first-out queue in which an element stands at most once and can be taken out of the middle.
///
/// Every operation is O(1) amortised. With a fixed duration and a clock that never goes back, moving an element to the
/// back whenever it is renewed keeps the queue sorted by deadline, which is how silence and leases are timed.
struct UniqueQueue<Element: Hashable & Sendable>: Sendable {
    /// Position of each element, counted since the last compaction.
    private var positions: [Element: Int] = [:]
    /// `nil` where an element was taken out.
    private var entries: [Element?] = []
    /// The first entry that is not `nil`, or `entries.count`.
    private var head = 0

    /// How many elements stand in line.
    var count: Int { positions.count }

    /// Whether nobody stands in line.
    var isEmpty: Bool { positions.isEmpty }

    /// The element that has waited longest.
    var first: Element? { head < entries.count ? entries[head] : nil }

    /// The first in line that is as is asked for. O(those before it).
    func first(where isWanted: (Element) -> Bool) -> Element? {
        for case let element? in entries[head...] where isWanted(element) { return element }
        return nil
    }

    /// All of them in line. O(capacity).
    var elements: [Element] { entries.compactMap { $0 } }

    /// Memory held, in entries; at most a small multiple of the largest recent `count`.
    var capacityInUse: Int { entries.count }

    func contains(_ element: Element) -> Bool {
        positions[element] != nil
    }

    /// Puts `element` at the back, unless it already stands in line.
    mutating func append(_ element: Element) {
        guard positions[element] == nil else { return }
        compactIfSparse()
        positions[element] = entries.count
        entries.append(element)
    }

    /// Takes `element` out wherever it stands; does nothing when it does not.
    mutating func remove(_ element: Element) {
        guard let position = positions.removeValue(forKey: element) else { return }
        entries[position] = nil
        while head < entries.count, entries[head] == nil { head += 1 }
    }

    /// Takes out the element that has waited longest.
    mutating func popFirst() -> Element? {
        guard let element = first else { return nil }
        remove(element)
        return element
    }

    /// Puts `element` at the back, from wherever it stood.
    mutating func moveToBack(_ element: Element) {
        remove(element)
        append(element)
    }

    private mutating func compactIfSparse() {
        guard entries.count > 2 * positions.count + 32 else { return }
        entries = entries.filter { $0 != nil }
        head = 0
        for (position, element) in entries.enumerated() {
            if let element { positions[element] = position }
        }
    }
}
