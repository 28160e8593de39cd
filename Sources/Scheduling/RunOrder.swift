/// Which run gets the next free slot: the one submitted first, of those with something to hand out.
///
/// The only place that ranks runs.
struct RunOrder: Sendable {
    private struct Place: Sendable {
        let sequence: Int
        let run: RunID
    }

    /// Ascending by sequence.
    private var ready: [Place] = []

    /// The run to serve, or `nil` when no run has anything to hand out.
    var first: RunID? { ready.first?.run }

    /// How many runs have something to hand out.
    var count: Int { ready.count }

    func contains(_ run: RunID, sequence: Int) -> Bool {
        let place = position(of: sequence)
        return place < ready.count && ready[place].sequence == sequence
    }

    /// The run has something to hand out. O(log n) to find the place.
    mutating func insert(_ run: RunID, sequence: Int) {
        let place = position(of: sequence)
        guard place == ready.count || ready[place].sequence != sequence else { return }
        ready.insert(Place(sequence: sequence, run: run), at: place)
    }

    /// The run has nothing to hand out for now, or has ended.
    mutating func remove(sequence: Int) {
        let place = position(of: sequence)
        if place < ready.count, ready[place].sequence == sequence { ready.remove(at: place) }
    }

    /// The first place that does not stand before `sequence`.
    private func position(of sequence: Int) -> Int {
        var low = 0
        var high = ready.count
        while low < high {
            let middle = (low + high) / 2
            if ready[middle].sequence < sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
