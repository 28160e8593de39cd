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
    /// The shapes of the unfinished runs' summaries.
    let shapes: [RunID: SummaryShape]
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
            stored = try ledger.recoveredRuns()
        } catch {
            throw .ledger("\(error)")
        }
        var runs: [RecoveredRun<Summary>] = []
        var shapes: [RunID: SummaryShape] = [:]
        var failures: [LedgerRecord<Summary>] = []
        for run in stored {
            let id = run.description.id
            do {
                let (recovered, shape) = try Self.decode(run)
                runs.append(recovered)
                if !recovered.state.isFinal { shapes[id] = shape }
            } catch {
                let reason = "the ledger's part of this run cannot be read: \(error)"
                logger.error("a run cannot go on", metadata: ["run": "\(id)", "reason": "\(error)"])
                failures.append(.runMoved(id, to: .failed, reason: reason, seconds: run.seconds))
                runs.append(
                    RecoveredRun(
                        description: run.description, state: .failed, reason: reason, seconds: run.seconds, nodes: []))
            }
        }
        self.runs = runs
        self.shapes = shapes
        self.failures = failures
    }

    /// The run with its nodes decoded; of a run that has ended only the description is of interest.
    private static func decode(_ run: StoredRun) throws(DecodingFailure) -> (RecoveredRun<Summary>, SummaryShape?) {
        var nodes: [(range: ShardRange, node: Summary)] = []
        var shape: SummaryShape?
        if !run.state.isFinal {
            let known = try Plan(decoding: run.description.plan[...]).shape
            shape = known
            for (range, bytes) in run.nodes {
                let summary = try Summary(decoding: bytes[...], shape: known)
                guard summary.draws == run.description.layout.draws(in: range) else {
                    throw .malformed("a node of \(summary.draws) draws at \(range)")
                }
                nodes.append((range, summary))
            }
        }
        let recovered = RecoveredRun(
            description: run.description, state: run.state, reason: run.reason, seconds: run.seconds, nodes: nodes)
        return (recovered, shape)
    }
}
