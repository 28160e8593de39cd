import Statistics

/// Merged work that another worker evaluates once more, to see that both make the same of it.
extension CoordinatorCore {
    /// Notes that what was just merged is to be checked, if its run asks for that and chance has it so.
    mutating func beginCheck(_ receipt: ShardReceipt, of run: RunID) {
        guard receipt.digest != nil, runs[run]?.description.isSpotChecked(receipt.task) == true else { return }
        record(.checkBegun(run, receipt.task))
        runs[run]?.checks.begin(receipt)
        checkable.append(run)
        if runs[run]?.checks.isBacklogged == true { lineUp(run) }
    }

    /// Gives copies to other workers than the first. They go before fresh work, as they are few and a mistake is to be known early.
    mutating func giveChecks(at now: Instant) {
        guard !checkable.isEmpty, !hungry.isEmpty else { return }
        for run in checkable.elements {
            guard runs[run]?.checks.hasWork == true else {
                checkable.remove(run)
                continue
            }
            for task in runs[run]?.checks.waitingTasks ?? [] {
                guard mayBeServed(run), let first = runs[run]?.checks[task]?.receipt.worker else { break }
                guard let worker = hungry.first(where: { $0 != first }) else { break }
                let wasBacklogged = runs[run]?.checks.isBacklogged == true
                give(task, of: run, to: worker, as: .check, at: now)
                if wasBacklogged { lineUp(run) }
            }
        }
    }

    /// Takes in a report on a copy; `false` when it is on none.
    mutating func settleCheck(_ report: ShardReport<Node>, from worker: WorkerID, at now: Instant) -> Bool {
        let (run, task) = (report.run, report.task)
        guard let check = runs[run]?.checks[task], check.copies.attempt(report.lease, by: worker) != nil else {
            return false
        }
        switch report.outcome {
        case .evaluated:
            guard let digest = report.digest else { return false }
            let rival = RivalResult(task: task, worker: worker, lease: report.lease, digest: digest)
            compare(rival, with: check.receipt, of: run, at: now)
        case .failed(let reason):
            guard let failures = runs[run]?.checks.fail(task, report.lease) else { return true }
            counters.failures += 1
            end(report.lease)
            if failures >= settings.failureLimit {
                end(
                    run, as: .failed, reason: "spot check of \(task): \(Self.told(reason)) (\(failures) attempts)",
                    at: now)
            } else {
                putCheckBack(task, of: run)
            }
        }
        return true
    }

    /// The work was found right by a second worker, or cannot be checked.
    mutating func finishCheck(_ task: ShardTask, of run: RunID, at now: Instant) {
        guard let check = runs[run]?.checks[task] else { return }
        for attempt in check.copies.attempts where attempt.isLive {
            end(attempt.lease)
            if let peer = workers[attempt.worker]?.peer { send(.withdraw([attempt.lease]), to: peer) }
        }
        endCheck(of: task, in: run)
        proceed(run, at: now)
    }

    /// Nothing more is asked about the work.
    private mutating func endCheck(of task: ShardTask, in run: RunID) {
        record(.checkEnded(run, task))
        let wasBacklogged = runs[run]?.checks.isBacklogged == true
        runs[run]?.checks.finish(task)
        if wasBacklogged { lineUp(run) }
    }

    /// A copy was lost with its worker. Work that was evaluated once is not suspected; but of a copy that is lost again and again
    /// nothing more is to be learned.
    mutating func loseCheck(_ id: LeaseID, _ lease: Lease) {
        requeue(id)
        guard let losses = runs[lease.run]?.checks.lose(lease.task), losses > settings.suspicionLimit else { return }
        counters.checksAbandoned += 1
        endCheck(of: lease.task, in: lease.run)
        toBeEnded.append(lease.run)
    }

    /// Puts a copy that nobody evaluates back in line.
    mutating func putCheckBack(_ task: ShardTask, of run: RunID) {
        runs[run]?.checks.putBack(task)
        checkable.append(run)
        if runs[run]?.checks.isBacklogged == true { lineUp(run) }
    }
}
