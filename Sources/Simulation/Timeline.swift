/// What is going to happen, soonest first; what was scheduled first comes first among equals. A binary heap.
struct Timeline<Happening> {
    private struct Entry {
        let time: Int64
        let number: UInt64
        let happening: Happening

        func precedes(_ other: Entry) -> Bool { (time, number) < (other.time, other.number) }
    }

    private var heap: [Entry] = []
    private var scheduled: UInt64 = 0

    /// Schedules `happening` for `time`, in nanoseconds.
    mutating func schedule(_ happening: Happening, at time: Int64) {
        scheduled += 1
        heap.append(Entry(time: time, number: scheduled, happening: happening))
        var child = heap.count - 1
        while child > 0, heap[child].precedes(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes out what comes next.
    mutating func next() -> (time: Int64, happening: Happening)? {
        guard let last = heap.popLast() else { return nil }
        guard let first = heap.first else { return (last.time, last.happening) }
        heap[0] = last
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
            guard heap[child].precedes(heap[parent]) else { break }
            heap.swapAt(parent, child)
            parent = child
        }
        return (first.time, first.happening)
    }
}
