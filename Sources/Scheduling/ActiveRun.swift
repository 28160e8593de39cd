import Statistics

/// A shard that has been leased and is not merged yet.
struct OutstandingShard: Sendable {
    /// One lease of the shard.
    struct Attempt: Sendable {
        let lease: LeaseID
        let worker: WorkerID
        let number: Int
        /// Whether it stands; otherwise it was taken back, or ended in an error.
        var isLive: Bool
        /// Whether another worker had the work already, and was late with it.
        var isBackup = false
        var hasFailed = false
    }

    /// How many past leases are remembered; a report on an older one is unfounded.
    static let attemptsRemembered = 8

    /// The latest leases, oldest first.
    private(set) var attempts: [Attempt] = []
    /// How many leases there were.
    private(set) var leased = 0
    /// How many ended in an error.
    var failures = 0
    /// Leases whose workers were lost when they had presumably started on it.
    var deaths: Set<LeaseID> = []
    /// How many workers were lost that evaluated it by itself and did not come back with it.
    var lostProbations = 0
    /// How many workers had been lost, of all that there were, when the latest of those got it.
    var lostBefore: UInt64 = 0
    /// Whether no worker is given it any more.
    var isQuarantined = false

    init() {}

    /// Work that workers were lost with before this start of the coordinator, by leases that are void now.
    init(deaths: Set<LeaseID>) {
        leased = deaths.count
        self.deaths = deaths
    }

    /// A worker came back with a lease that it was lost with. Of the losses that are left, those beyond the limit were lone ones.
    mutating func forgetDeath(_ lease: LeaseID, suspectAfter limit: Int) {
        deaths.remove(lease)
        lostProbations = min(lostProbations, max(0, deaths.count - limit))
    }

    var hasLiveAttempt: Bool { attempts.contains { $0.isLive } }

    /// How many leases stand.
    var liveAttempts: Int { attempts.count { $0.isLive } }

    mutating func lease(_ lease: LeaseID, to worker: WorkerID, isBackup: Bool = false) -> Int {
        leased += 1
        // One that stands is never forgotten: its result is to be merged, and while it stands the work is not given out anew.
        if attempts.count >= Self.attemptsRemembered, let oldest = attempts.firstIndex(where: { !$0.isLive }) {
            attempts.remove(at: oldest)
        }
        attempts.append(Attempt(lease: lease, worker: worker, number: leased, isLive: true, isBackup: isBackup))
        return leased
    }

    func attempt(_ lease: LeaseID, by worker: WorkerID) -> Attempt? {
        attempts.first { $0.lease == lease && $0.worker == worker }
    }

    /// The lease does not stand any more; a backup takes its place.
    mutating func endAttempt(_ lease: LeaseID) {
        for index in attempts.indices where attempts[index].lease == lease { attempts[index].isLive = false }
        guard liveAttempts == 1, let last = attempts.firstIndex(where: { $0.isLive }) else { return }
        attempts[last].isBackup = false
    }

    /// The lease ended in an error; `false` when that was known.
    mutating func failAttempt(_ lease: LeaseID) -> Bool {
        guard let index = attempts.firstIndex(where: { $0.lease == lease }), !attempts[index].hasFailed else {
            return false
        }
        attempts[index].hasFailed = true
        failures += 1
        return true
    }
}

/// A run that has not ended: what is merged, what is out, what is left.
struct ActiveRun<Node: Mergeable>: Sendable {
    /// How far its draws are.
    enum Phase: Sendable {
        /// Some up to the goal are missing.
        case computing
        /// All up to the goal are merged, and whether they are precise enough is being judged.
        case judging
        /// No more are wanted.
        case settled
    }

    let description: RunDescription
    /// Its place in the order of submission.
    let sequence: Int
    /// What it is ranked by.
    let standing: RunOrder.Standing
    /// Whether nothing of it is given out.
    var isPaused = false
    var state: RunState
    /// Up to how many draws it is computed for now: all of them, or of a run towards a precision those after which that is
    /// judged next.
    var goal: DrawLayout
    var phase = Phase.computing
    /// The least precise figure when precision was judged last.
    var shortfall: Shortfall?
    var tree: MergeTree<Node>
    /// The draws up to the goal.
    var queue: ShardQueue
    var parts: PartQueue
    /// Every unit of work that was handed out and is not merged: it has a live lease, or waits in a queue.
    var shards: [ShardTask: OutstandingShard] = [:]
    /// Merged work that is evaluated once more.
    var checks = SpotChecks()
    /// How many shards are quarantined.
    var quarantined = 0
    /// Live leases.
    var leases = 0
    var mergedShards: UInt64 = 0
    /// How long its work takes.
    var pace = Pace()
    /// What is expected of that; `nil` where nothing is.
    let costs: ExpectedCosts?
    /// Computing time before the first lease since this start of the coordinator, or since the last pause.
    var secondsBefore: Double
    /// When that lease was given.
    var firstLease: Instant?

    init(_ description: RunDescription, costs: ExpectedCosts? = nil, sequence: Int) {
        self.description = description
        self.costs = costs
        self.sequence = sequence
        standing = Self.standing(description, sequence: sequence)
        state = .queued
        goal = description.firstGoal
        tree = MergeTree(layout: description.layout)
        queue = ShardQueue(layout: goal, merged: [])
        parts = PartQueue(count: description.sensitivity.parts, merged: [])
        secondsBefore = 0
    }

    /// A run as the ledger had it, `tree` being what its nodes grow into.
    init(_ recovered: RecoveredRun<Node>, tree: MergeTree<Node>, sequence: Int) {
        description = recovered.description
        costs = recovered.costs
        self.sequence = sequence
        standing = Self.standing(description, sequence: sequence)
        isPaused = recovered.isPaused
        state = recovered.state
        self.tree = tree
        goal = recovered.goal
        shards = Self.outstanding(of: recovered, tree: tree)
        quarantined = shards.values.count(where: \.isQuarantined)
        var held: (ranges: [ShardRange], parts: Set<Int>) = ([], [])
        for task in shards.keys {
            switch task {
            case .draws(let range): held.ranges.append(range)
            case .sensitivity(let part): held.parts.insert(part)
            }
        }
        queue = ShardQueue(layout: goal, merged: tree.nodes.map(\.range) + held.ranges)
        parts = PartQueue(count: description.sensitivity.parts, merged: recovered.parts, held: held.parts)
        secondsBefore = recovered.seconds
        for receipt in recovered.unchecked { checks.begin(receipt) }
    }

    private static func standing(_ description: RunDescription, sequence: Int) -> RunOrder.Standing {
        RunOrder.Standing(
            run: description.id, priority: description.terms.priority, submitter: description.terms.submitter,
            sequence: sequence)
    }

    /// What workers were lost with, or what is quarantined, and was not merged after all: it is never cut anew.
    private static func outstanding(
        of recovered: RecoveredRun<Node>, tree: MergeTree<Node>
    ) -> [ShardTask: OutstandingShard] {
        func isMissing(_ task: ShardTask) -> Bool {
            switch task {
            case .draws(let range): recovered.goal.contains(range) && !tree.covers(range)
            case .sensitivity(let part): !recovered.parts.contains(part)
            }
        }
        var shards = Dictionary(grouping: recovered.losses.filter { isMissing($0.task) }, by: \.task)
            .mapValues { OutstandingShard(deaths: Set($0.map(\.lease))) }
        for task in recovered.quarantined where isMissing(task) {
            shards[task, default: OutstandingShard()].isQuarantined = true
        }
        return shards
    }

    func seconds(at now: Instant) -> Double {
        guard let firstLease else { return secondsBefore }
        return secondsBefore + now.duration(since: firstLease) / .seconds(1)
    }

    /// Time is not counted until the next lease.
    mutating func stopClock(at now: Instant) {
        secondsBefore = seconds(at: now)
        firstLease = nil
    }

    /// Draws that are out on a live lease.
    var leasedDraws: UInt64 {
        shards.reduce(0) { sum, shard in
            guard case .draws(let range) = shard.key, shard.value.hasLiveAttempt else { return sum }
            return sum + description.layout.draws(in: range)
        }
    }
}
