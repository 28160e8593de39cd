import BinaryCoding
import Statistics

/// The second copies of a run's merged work that are to be compared with the first.
struct SpotChecks: Sendable {
    /// Merged work that is evaluated once more.
    struct Check: Sendable {
        /// Who computed what is merged; never who computes it again.
        let receipt: ShardReceipt
        var copies = OutstandingShard()
        /// Copies whose workers were lost.
        var losses = 0
    }

    private(set) var checks: [ShardTask: Check] = [:]
    /// Those that nobody evaluates.
    private var waiting = UniqueQueue<ShardTask>()

    var isEmpty: Bool { checks.isEmpty }
    var count: Int { checks.count }
    var waitingCount: Int { waiting.count }
    /// Whether so many wait that no fresh work is to add to them: else those of a long run with one worker would take memory without
    /// a bound.
    var isBacklogged: Bool { waiting.count >= Self.backlog }

    /// How many may wait before fresh work does.
    static let backlog = 1000
    var footprint: Int { checks.count + waiting.capacityInUse }

    /// Live copies.
    var leases: Int { checks.values.reduce(0) { $0 + $1.copies.liveAttempts } }

    /// Those that wait, oldest first. O(waiting).
    var waitingTasks: [ShardTask] { waiting.elements }

    subscript(task: ShardTask) -> Check? { checks[task] }

    /// Whether some wait.
    var hasWork: Bool { !waiting.isEmpty }

    /// The work was merged, and is to be evaluated once more.
    mutating func begin(_ receipt: ShardReceipt) {
        checks[receipt.task] = Check(receipt: receipt)
        waiting.append(receipt.task)
    }

    /// Gives a copy out and returns which attempt it is, the first result counted.
    mutating func lease(_ task: ShardTask, _ lease: LeaseID, to worker: WorkerID) -> Int {
        waiting.remove(task)
        return (checks[task]?.copies.lease(lease, to: worker) ?? 0) + (checks[task]?.receipt.attempt ?? 0)
    }

    /// A copy does not stand any more.
    mutating func end(_ task: ShardTask, _ lease: LeaseID) {
        checks[task]?.copies.endAttempt(lease)
    }

    /// Somebody has to be found for it again.
    mutating func putBack(_ task: ShardTask) {
        if checks[task]?.copies.hasLiveAttempt == false { waiting.append(task) }
    }

    /// A copy ended in an error; how often that happened by now.
    mutating func fail(_ task: ShardTask, _ lease: LeaseID) -> Int? {
        checks[task]?.copies.failAttempt(lease) == true ? checks[task]?.copies.failures : nil
    }

    /// A copy's worker was lost; how often that happened by now.
    mutating func lose(_ task: ShardTask) -> Int {
        checks[task]?.losses += 1
        return checks[task]?.losses ?? 0
    }

    /// The work was found right, or cannot be checked.
    mutating func finish(_ task: ShardTask) {
        checks[task] = nil
        waiting.remove(task)
    }
}

extension RunDescription {
    /// Whether the work is one that is evaluated twice: by a hash of the run and the work, so that no worker can tell which.
    func isSpotChecked(_ task: ShardTask) -> Bool {
        guard terms.spotCheck > 0 else { return false }
        guard terms.spotCheck < 1 else { return true }
        let words: [UInt64] =
            switch task {
            case .draws(let range): [UInt64(range.replicate), UInt64(range.level), range.index]
            case .sensitivity(let part): [UInt64.max, UInt64(part)]
            }
        let start = id.text.utf8.reduce(seed) { SplitMix64.mix($0 ^ UInt64($1)) }
        let hash = words.reduce(start) { SplitMix64.mix($0 ^ SplitMix64.mix($1)) }
        return Double(hash >> 11) * 0x1p-53 < terms.spotCheck
    }
}
