import Statistics

/// Why a run is where it is.
extension CoordinatorCore {
    /// What holds a run back; `nil` when it is unknown. O(workers + runs + what is out of the run).
    public func explanation(of id: RunID, at now: Instant) -> RunExplanation? {
        if let past = ended[id]?.snapshot {
            let why = past.reason.isEmpty ? "" : ": \(past.reason)"
            let cause = RunExplanation.Cause(
                code: "ended", text: "it has ended, \(past.state.rawValue)\(why)", isBlocking: true)
            return RunExplanation(id: id, state: past.state, causes: [cause])
        }
        guard let run = runs[id] else { return nil }
        var causes = blocks(of: run) + waits(of: run) + remainders(of: run, at: now)
        if !causes.contains(where: { $0.isBlocking }), run.leases > 0 {
            let moving = "\(count(run.leases, "lease is", "leases are")) out, and results come in"
            causes.append(RunExplanation.Cause(code: "moving", text: moving, isBlocking: false))
        }
        if causes.isEmpty {
            causes.append(
                RunExplanation.Cause(code: "starting", text: "its first shards are about to go out", isBlocking: false))
        }
        return RunExplanation(
            id: id, state: run.state, causes: causes.filter(\.isBlocking) + causes.filter { !$0.isBlocking })
    }

    /// What keeps any of it from being given out.
    private func blocks(of run: ActiveRun<Node>) -> [RunExplanation.Cause] {
        var causes: [(code: String, text: String)] = []
        if run.isPaused { causes.append(("paused", "it is paused; 'suanli resume' goes on with it")) }
        if !isComputable(run.description) {
            causes.append(
                (
                    "kernel_version",
                    "it needs kernels \(run.description.kernelVersion), and this coordinator has \(settings.kernelVersion)"
                ))
        }
        let refused = counters.refusedKernel
        if workers.isEmpty {
            let more =
                refused > 0
                ? "; \(count(Int(clamping: refused), "worker", "workers")) of other kernels came and were refused" : ""
            causes.append(("no_workers", "no worker is registered\(more)"))
        } else if !workers.values.contains(where: { $0.credit > 0 && !$0.isDraining }) {
            causes.append(("no_credit", "none of \(count(workers.count, "worker", "workers")) takes any more work"))
        }
        return causes.map { RunExplanation.Cause(code: $0.code, text: $0.text, isBlocking: true) }
    }

    /// What goes before it.
    private func waits(of run: ActiveRun<Node>) -> [RunExplanation.Cause] {
        var causes: [RunExplanation.Cause] = []
        func add(_ code: String, _ text: String) {
            causes.append(RunExplanation.Cause(code: code, text: text, isBlocking: run.leases == 0))
        }
        if let next = order.first(usage: { shares.seconds(of: $0) }), next.run != run.description.id, run.hasWork {
            if next.priority > run.standing.priority {
                add("priority", "runs of a higher priority go first, such as \(next.run) with \(next.priority)")
            } else if next.submitter != run.standing.submitter {
                add(
                    "share",
                    "it is another submitter's turn: run \(next.run)\(next.submitter.isEmpty ? "" : " of \(next.submitter)")"
                )
            } else {
                add("order", "runs of the same submitter that are older go first, such as \(next.run)")
            }
        }
        if let most = run.description.terms.maximumSlots, run.isFull {
            causes.append(
                RunExplanation.Cause(
                    code: "slot_limit", text: "as many shards are out as it may have, \(most)", isBlocking: false))
        }
        return causes
    }

    /// What is left of it and by whom it is held.
    private func remainders(of run: ActiveRun<Node>, at now: Instant) -> [RunExplanation.Cause] {
        let id = run.description.id
        var causes: [RunExplanation.Cause] = []
        func add(_ code: String, _ text: String, isBlocking: Bool = false) {
            causes.append(RunExplanation.Cause(code: code, text: text, isBlocking: isBlocking))
        }
        if run.phase == .judging { add("precision", "how precise its figures are is being estimated") }
        let suspicious = suspects.elements.count { $0.run == id } + condemned.elements.count { $0.run == id }
        if suspicious > 0 {
            add(
                "suspicious",
                "\(count(suspicious, "shard waits", "shards wait")) for a worker without other work, because workers died with it"
            )
        }
        if run.quarantined > 0 {
            add(
                "quarantined",
                "\(count(run.quarantined, "shard is", "shards are")) set aside, because workers died with it")
        }
        if run.checks.hasWork {
            add(
                "spot_check",
                "\(count(run.checks.waitingCount, "shard waits", "shards wait")) to be computed once more, by another worker"
            )
        }
        let held = leases.filter { $0.value.run == id }.map(\.value)
        if !run.hasWork, let oldest = held.min(by: { ($0.given, $0.worker) < ($1.given, $1.worker) }) {
            let age = Int(now.duration(since: oldest.given) / .seconds(1))
            add(
                "all_out",
                "all that is left is out: \(count(held.count, "lease", "leases")), the oldest for \(age) s with worker \(oldest.worker)"
            )
        }
        return causes
    }

    private func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }
}
