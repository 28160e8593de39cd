/// The parts of one run's sensitivities: which are merged, which nobody holds.
struct PartQueue: Sendable {
    /// How many there are.
    let count: Int
    private(set) var merged: Set<Int>
    /// The first that was never handed out.
    private var next = 0
    private var returned = UniqueQueue<Int>()
    /// Those that are handed out to nobody.
    private let held: Set<Int>

    /// Parts `0..<count` of which `merged` are done, and `held` are not to be handed out.
    init(count: Int, merged: Set<Int>, held: Set<Int> = []) {
        self.count = count
        self.merged = merged
        self.held = held
    }

    /// Whether all are merged.
    var isComplete: Bool { merged.count == count }

    /// Entries held.
    var footprint: Int { returned.capacityInUse }

    /// How many were given back and wait.
    var returnedCount: Int { returned.count }

    /// Parts that were never handed out and are not merged, for checks. O(count).
    var untouched: [Int] { (next..<count).filter(isUntouched) }

    /// Whether some part waits for a worker.
    var hasWork: Bool { !returned.isEmpty || (next..<count).contains(where: isUntouched) }

    private func isUntouched(_ part: Int) -> Bool { !merged.contains(part) && !held.contains(part) }

    /// Whether `part` was given back and waits.
    func isReturned(_ part: Int) -> Bool { returned.contains(part) }

    /// Takes the next part to lease: returned ones first, else a fresh one.
    mutating func pop() -> Int? {
        if let part = returned.popFirst() { return part }
        while next < count {
            next += 1
            if isUntouched(next - 1) { return next - 1 }
        }
        return nil
    }

    /// Gives back a part that `pop` had handed out.
    mutating func putBack(_ part: Int) {
        returned.append(part)
    }

    /// Counts a part that was handed out.
    mutating func merge(_ part: Int) {
        returned.remove(part)
        merged.insert(part)
    }
}
