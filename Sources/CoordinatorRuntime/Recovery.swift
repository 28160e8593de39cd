import BinaryCoding
import Ledger
import Logging
import ModelLanguage
import Scheduling
import Statistics

/// What a coordinator finds in its ledger when it starts.
struct Recovery {
    let ledger: Ledger
    let epoch: UInt64
    let runs: [RecoveredRun<Summary>]
    /// The shapes of the unfinished runs' results.
    let shapes: [RunID: ResultShapes]
    /// Runs that have ended and whose receipts are still one by one.
    let runsToShorten: [RunID]
    /// What is to be written about runs that cannot go on.
    let failures: [LedgerRecord<Summary>]

    /// Opens the ledger and reads it.
    /// - Throws: ``CoordinatorFailure/ledger(_:)``.
    init(_ configuration: CoordinatorConfiguration, logger: Logger) throws(CoordinatorFailure) {
        let stored: [StoredRun]
        do {
            ledger =
                try configuration.ledgerDirectory.map { path throws(LedgerFailure) in try Ledger(directory: path) }
                ?? Ledger.inMemory()
            epoch = try ledger.begin()
            stored = try ledger.recoveredRuns { damage in
                logger.error("a run that has ended is left out", metadata: ["reason": "\(damage)"])
            }
            runsToShorten = try ledger.runsToShorten()
        } catch {
            throw .ledger("\(error)")
        }
        var runs: [RecoveredRun<Summary>] = []
        var shapes: [RunID: ResultShapes] = [:]
        var failures: [LedgerRecord<Summary>] = []
        for run in stored {
            let id = run.description.id
            do {
                let shape = run.state.isFinal ? nil : try ResultShapes(of: run.description)
                runs.append(try Self.decode(run, shape, endedDraws: Self.endedDraws(of: run, in: ledger)))
                shapes[id] = shape
            } catch {
                let reason = "the ledger's part of this run cannot be read: \(error)"
                logger.error("a run cannot go on", metadata: ["run": "\(id)", "reason": "\(error)"])
                failures.append(.runMoved(id, to: .failed, reason: reason, seconds: run.seconds))
                runs.append(
                    RecoveredRun(
                        description: run.description, state: .failed, reason: reason, seconds: run.seconds,
                        goal: run.goal, nodes: []))
            }
        }
        self.runs = runs
        self.shapes = shapes
        self.failures = failures
    }

    /// How many draws a run has merged that ended before all were. 0 where its nodes cannot be read: asking for its result
    /// then says why.
    private static func endedDraws(of run: StoredRun, in ledger: Ledger) -> UInt64 {
        guard run.state == .cancelled || run.state == .failed else { return 0 }
        return (try? ledger.mergedDraws(of: run.description)) ?? 0
    }

    /// The run with its nodes decoded; of a run that has ended only the description is of interest.
    private static func decode(
        _ run: StoredRun, _ shape: ResultShapes?, endedDraws: UInt64
    ) throws(DecodingFailure) -> RecoveredRun<Summary> {
        var nodes: [(range: ShardRange, node: Summary)] = []
        if let shape {
            for (range, bytes) in run.nodes {
                let summary = try Summary(decoding: bytes[...], shape: shape.summary)
                guard summary.draws == run.description.layout.draws(in: range) else {
                    throw .malformed("a node of \(summary.draws) draws at \(range)")
                }
                nodes.append((range, summary))
            }
        }
        return RecoveredRun(
            description: run.description, state: run.state, reason: run.reason, seconds: run.seconds, goal: run.goal,
            nodes: nodes, parts: run.parts, isPaused: run.isPaused, quarantined: run.quarantined, losses: run.losses,
            unchecked: run.unchecked, endedDraws: endedDraws, costs: shape?.costs)
    }
}
