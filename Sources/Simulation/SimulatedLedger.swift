import Scheduling
import Statistics

/// A ledger that holds exactly the durable records, and objects to any that contradicts the ones before.
struct SimulatedLedger {
    /// A run in the ledger.
    struct Run {
        let description: RunDescription
        var state = RunState.queued
        var reason = ""
        var seconds = 0.0
        var goal: DrawLayout
        /// What came of the merged parts of the sensitivities.
        var parts: [Int: [UInt8]] = [:]
        /// Whether something is merged that a worker made up; then no node can be what it should be.
        var isTainted = false
        var isPaused = false
        var wasEverPaused = false
        /// What no worker is given any more.
        var quarantined: Set<ShardTask> = []
        /// Workers that were lost with work that is not merged.
        var losses: [LeaseID: ShardTask] = [:]
        /// Merged work that is to be evaluated once more.
        var unchecked: Set<ShardTask> = []
        /// Who computed what is merged.
        var receipts: [ShardTask: ShardReceipt] = [:]
        var nodes: [ShardRange: ChainNode] = [:]
        /// For each replicate, which leaves are in a merged shard.
        var merged: [Set<UInt64>] = Array(repeating: [], count: DrawLayout.replicates)
        /// What a coordinator holds of it in memory.
        var heldBytes: Int { nodes.values.reduce(description.byteCount) { $0 + $1.byteCount } }
        /// What a node must be, once it was worked out.
        var expected: [ShardRange: ChainNode] = [:]

        init(_ description: RunDescription) {
            self.description = description
            goal = description.firstGoal
        }

        /// What one process makes of `range`, each node worked out once.
        mutating func expectation(_ range: ShardRange) -> ChainNode? {
            if let known = expected[range] { return known }
            var node = range.level == 0 ? reference(range) : nil
            if range.level > 0 {
                let first = ShardRange(replicate: range.replicate, level: range.level - 1, index: range.index << 1)
                node = expectation(first)
                if let next = expectation(first.sibling) { node?.merge(next) }
            }
            expected[range] = node
            return node
        }

        private func reference(_ range: ShardRange) -> ChainNode? {
            ChainNode.reference(range, layout: description.layout, seed: description.seed)
        }

        func leaves(of range: ShardRange) -> Range<UInt64> {
            let end = description.layout.leaves(ofReplicate: range.replicate)
            return min(range.firstLeaf, end)..<min(range.firstLeaf + range.leafCount, end)
        }
    }

    private(set) var runs: [RunID: Run] = [:]
    /// Leases on which a worker reported what it made up.
    var lies: Set<LeaseID> = []
    /// In order of acceptance.
    private(set) var order: [RunID] = []
    /// Whether leaves are counted after each batch: of a run of very many that takes too long.
    var isBalanced = true
    /// What contradicted the records before.
    private(set) var faults: [String] = []

    /// Writes a batch: all of it or, when the crash came first, nothing.
    mutating func write(_ records: [LedgerRecord<ChainNode>]) {
        var touched: Set<RunID> = []
        for record in records {
            switch record {
            case .runAccepted(let description):
                if runs[description.id] != nil { faults.append("run \(description.id) was accepted twice") }
                runs[description.id] = Run(description)
                order.append(description.id)
            case .runMoved(let run, let state, let reason, let seconds):
                move(run, to: state, reason: reason, seconds: seconds)
            case .goalMoved(let run, let goal): move(run, to: goal)
            case .runPaused(let run, let isPaused):
                if runs[run]?.isPaused == isPaused || runs[run]?.state.isFinal != false {
                    faults.append("\(run) was paused twice, or has ended")
                }
                runs[run]?.isPaused = isPaused
                runs[run]?.wasEverPaused = true
            case .workQuarantined(let run, let task, _):
                if runs[run]?.quarantined.insert(task).inserted != true {
                    faults.append("\(task) of \(run) was quarantined twice, or is of no run")
                }
            case .workerLost(let run, let task, let lease): lose(task, on: lease, of: run)
            case .lossForgotten(let run, let lease):
                if runs[run]?.losses.removeValue(forKey: lease) == nil {
                    faults.append("the loss with \(lease) of \(run) was forgotten and is not known")
                }
            case .checkBegun(let run, let task):
                if runs[run]?.receipts[task] == nil || runs[run]?.unchecked.insert(task).inserted != true {
                    faults.append("a check of \(task) of \(run) began twice, or of nothing")
                }
            case .checkEnded(let run, let task):
                if runs[run]?.unchecked.remove(task) == nil {
                    faults.append("a check of \(task) of \(run) ended and had not begun")
                }
            case .shardMerged(let run, let receipt):
                if lies.contains(receipt.lease) { runs[run]?.isTainted = true }
                runs[run]?.receipts[receipt.task] = receipt
                if case .draws(let range) = receipt.task {
                    count(range, of: run)
                } else {
                    objectToReceipt(receipt, run)
                }
            case .partMerged(let run, let receipt, let bytes):
                if lies.contains(receipt.lease) { runs[run]?.isTainted = true }
                runs[run]?.receipts[receipt.task] = receipt
                if case .sensitivity(let part) = receipt.task {
                    store(bytes, part: part, of: run)
                } else {
                    objectToReceipt(receipt, run)
                }
            case .nodeStored(let run, let range, let node):
                store(node, at: range, of: run)
                touched.insert(run)
            case .nodeRemoved(let run, let range):
                if runs[run]?.nodes.removeValue(forKey: range) == nil {
                    faults.append("node \(range) of \(run) was removed and is not there")
                }
                touched.insert(run)
            }
        }
        for run in touched where isBalanced { balance(run) }
    }

    /// What a coordinator that starts now gets.
    func recovered() -> [RecoveredRun<ChainNode>] {
        order.compactMap { runs[$0] }.map { run in
            RecoveredRun(
                description: run.description, state: run.state, reason: run.reason, seconds: run.seconds,
                goal: run.goal,
                nodes: run.nodes.map { ($0.key, $0.value) }
                    .sorted { ($0.0.replicate, $0.0.firstLeaf) < ($1.0.replicate, $1.0.firstLeaf) },
                parts: Set(run.parts.keys),
                isPaused: run.isPaused, quarantined: run.quarantined.sorted { $0.description < $1.description },
                losses: run.losses.map { ($0.value, $0.key) }.sorted { $0.1 < $1.1 },
                unchecked: run.unchecked.compactMap { run.receipts[$0] }.sorted { $0.lease < $1.lease })
        }
    }

    /// Which workers are held against which work, by the leases they were lost with.
    var losses: [LeaseID: WorkName] {
        runs.values.reduce(into: [:]) { losses, run in
            for (lease, task) in run.losses { losses[lease] = WorkName(run: run.description.id, task: task) }
        }
    }

    /// Which merged work is to be evaluated once more.
    var unchecked: Set<WorkName> {
        Set(runs.values.flatMap { run in run.unchecked.map { WorkName(run: run.description.id, task: $0) } })
    }

    /// Work is suspicious after three losses, and set aside after one to four more.
    private mutating func lose(_ task: ShardTask, on lease: LeaseID, of id: RunID) {
        guard let run = runs[id], !run.state.isFinal, run.receipts[task] == nil else {
            faults.append("a worker was lost with \(task) of \(id), which is not wanted")
            return
        }
        if runs[id]?.losses.updateValue(task, forKey: lease) != nil {
            faults.append("a worker was lost twice with \(lease) of \(id)")
        }
        if run.losses.values.count(where: { $0 == task }) > 6 {
            faults.append("\(task) of \(id) was given out although seven workers were lost with it")
        }
    }

    private mutating func move(_ id: RunID, to state: RunState, reason: String, seconds: Double) {
        guard let run = runs[id] else {
            faults.append("run \(id) moved to \(state) and was never accepted")
            return
        }
        if run.state.isFinal { faults.append("run \(id) moved from \(run.state) to \(state)") }
        if seconds < run.seconds { faults.append("the seconds of run \(id) went back") }
        runs[id]?.state = state
        runs[id]?.reason = reason
        runs[id]?.seconds = seconds
        guard state.isFinal else { return }
        if state == .done, !run.unchecked.isEmpty { faults.append("\(id) is done and not all is checked") }
        runs[id]?.losses = [:]
        runs[id]?.unchecked = []
    }

    /// A run goes on only from a goal that it has reached, and only to the next one.
    private mutating func move(_ id: RunID, to goal: DrawLayout) {
        guard let run = runs[id] else {
            faults.append("unknown run \(id) went on to \(goal.draws) draws")
            return
        }
        let merged = run.nodes.keys.reduce(0) { $0 + run.goal.draws(in: $1) }
        if run.state.isFinal || merged != run.goal.draws || run.description.layout.goal(after: run.goal) != goal {
            faults.append("run \(id) went from \(merged) of \(run.goal.draws) draws on to \(goal.draws)")
        }
        runs[id]?.goal = goal
    }

    private mutating func objectToReceipt(_ receipt: ShardReceipt, _ run: RunID) {
        faults.append("\(receipt.task) of \(run) was recorded as work of the other kind")
    }

    private mutating func store(_ bytes: [UInt8], part: Int, of id: RunID) {
        guard let run = runs[id], part < run.description.sensitivity.parts else {
            faults.append("sensitivity part \(part) of \(id), which has none, was merged")
            return
        }
        if run.state.isFinal { faults.append("a sensitivity part of run \(id) was merged after its end") }
        if runs[id]?.parts.updateValue(bytes, forKey: part) != nil {
            faults.append("sensitivity part \(part) of \(id) was merged twice")
        }
        if !run.isTainted, bytes != SimulatedPrecision.sensitivity(part: part, seed: run.description.seed) {
            faults.append("sensitivity part \(part) of \(id) is not what one process makes of it")
        }
    }

    private mutating func count(_ range: ShardRange, of id: RunID) {
        guard let state = runs[id]?.state, let leaves = runs[id]?.leaves(of: range) else {
            faults.append("a shard of unknown run \(id) was merged")
            return
        }
        if state.isFinal { faults.append("a shard of run \(id) was merged after its end") }
        for leaf in leaves where runs[id]?.merged[range.replicate].insert(leaf).inserted == false {
            faults.append("leaf \(leaf) of replicate \(range.replicate) of \(id) was merged twice")
        }
    }

    private mutating func store(_ node: ChainNode, at range: ShardRange, of run: RunID) {
        if runs[run]?.nodes.updateValue(node, forKey: range) != nil {
            faults.append("node \(range) of \(run) was stored twice")
        }
        if runs[run]?.isTainted == false, runs[run]?.expectation(range) != node {
            faults.append("node \(range) of \(run) is not what one process makes of it")
        }
    }

    /// The nodes hold the merged leaves, each once.
    private mutating func balance(_ id: RunID) {
        guard let run = runs[id] else { return }
        let inNodes = run.nodes.values.reduce(0) { $0 + $1.leaves }
        let merged = run.merged.reduce(0) { $0 + $1.count }
        if inNodes != UInt64(merged) { faults.append("run \(id) has \(merged) leaves merged, \(inNodes) in nodes") }
        if !run.state.isFinal, let most = run.description.terms.maximumBytes, run.heldBytes > most {
            faults.append("\(run.heldBytes) bytes are held of run \(id), which may take \(most)")
        }
    }
}
