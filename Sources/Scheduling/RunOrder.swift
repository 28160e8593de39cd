/// Which run gets the next free slot, of those with something to hand out: one of the highest priority; of these, one of the submitter
/// who has had the least; of these, the one submitted first.
///
/// The only place that ranks runs.
struct RunOrder: Sendable {
    /// What a run is ranked by.
    struct Standing: Hashable, Sendable {
        let run: RunID
        let priority: Int
        let submitter: String
        /// Its place in the order of submission.
        let sequence: Int
    }

    /// The runs of one priority: of each submitter, ascending by sequence. No list is empty.
    private var levels: [Int: [String: [Standing]]] = [:]
    /// The priorities there are, ascending.
    private var priorities: [Int] = []

    /// How many runs have something to hand out.
    private(set) var count = 0

    /// Whether no run has anything to hand out.
    var isEmpty: Bool { count == 0 }

    /// The submitters of these runs.
    var submitters: Set<String> { Set(levels.values.flatMap(\.keys)) }

    /// The run to serve when each submitter has had `usage`, or `nil` when no run has anything to hand out. O(submitters).
    func first(usage: (String) -> Double) -> Standing? {
        guard let priority = priorities.last, let bySubmitter = levels[priority] else { return nil }
        let firsts = bySubmitter.values.compactMap(\.first)
        guard firsts.count > 1 else { return firsts.first }
        return firsts.map { (usage($0.submitter), $0) }.min { ($0.0, $0.1.sequence) < ($1.0, $1.1.sequence) }?.1
    }

    func contains(_ standing: Standing) -> Bool {
        let runs = levels[standing.priority]?[standing.submitter] ?? []
        let place = Self.position(of: standing.sequence, in: runs)
        return place < runs.count && runs[place].sequence == standing.sequence
    }

    /// The highest priority of any run that has something to hand out.
    var highestPriority: Int? { priorities.last }

    /// The run has something to hand out. O(log n) to find the place.
    mutating func insert(_ standing: Standing) {
        guard !contains(standing) else { return }
        if levels[standing.priority] == nil {
            priorities.append(standing.priority)
            priorities.sort()
        }
        var runs = levels[standing.priority, default: [:]].removeValue(forKey: standing.submitter) ?? []
        runs.insert(standing, at: Self.position(of: standing.sequence, in: runs))
        levels[standing.priority, default: [:]][standing.submitter] = runs
        count += 1
    }

    /// The run has nothing to hand out for now, or has ended.
    mutating func remove(_ standing: Standing) {
        guard contains(standing), var runs = levels[standing.priority]?.removeValue(forKey: standing.submitter) else {
            return
        }
        runs.remove(at: Self.position(of: standing.sequence, in: runs))
        count -= 1
        if !runs.isEmpty { levels[standing.priority]?[standing.submitter] = runs }
        guard levels[standing.priority]?.isEmpty == true else { return }
        levels[standing.priority] = nil
        priorities.removeAll { $0 == standing.priority }
    }

    /// The first place that does not stand before `sequence`.
    private static func position(of sequence: Int, in runs: [Standing]) -> Int {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].sequence < sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
