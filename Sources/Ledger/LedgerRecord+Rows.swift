import BinaryCoding
import Foundation
import GRDB
import Scheduling
import Statistics

extension LedgerRecord<Summary> {
    /// Changes the rows that the record is about.
    func apply(to db: Database) throws {
        switch self {
        case .runAccepted(let run): try Self.insert(run, into: db)
        case .runMoved(let run, let state, let reason, let seconds):
            try Self.move(run, to: state, reason: reason, seconds: seconds, in: db)
        case .goalMoved(let run, let goal): try Self.move(run, to: goal, in: db)
        case .runPaused(let run, let isPaused): try Self.pause(run, isPaused, in: db)
        case .workQuarantined(let run, let task, let reason):
            try Self.quarantine(task, of: run, because: reason, in: db)
        case .workerLost(let run, let task, let lease): try Self.insertLoss(of: task, on: lease, of: run, into: db)
        case .lossForgotten(let run, let lease): try Self.removeLoss(on: lease, of: run, from: db)
        case .checkBegun(let run, let task): try Self.insertCheck(of: task, of: run, into: db)
        case .checkEnded(let run, let task): try Self.removeCheck(of: task, of: run, from: db)
        case .shardMerged(let run, let receipt): try Self.insert(receipt, of: run, into: db)
        case .partMerged(let run, let receipt, let bytes): try Self.insert(bytes, receipt, of: run, into: db)
        case .nodeStored(let run, let range, let summary): try Self.insert(summary, at: range, of: run, into: db)
        case .nodeRemoved(let run, let range): try Self.removeNode(at: range, of: run, from: db)
        }
    }

    private static func insert(_ run: RunDescription, into db: Database) throws {
        try checkTime(run.submittedAt, "the submission of run \(run.id)")
        try changeOneRow(
            of: db,
            """
            INSERT INTO run (
                id, label, model_name, model_text, scenario, sampler, seed, draws, plan, kernel_version, submitted_at,
                digest, state, reason, seconds, precision, goal, sensitivity, parts, priority, submitter, spot_check,
                maximum_seconds, maximum_slots, maximum_bytes
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                run.id.text, blob(run.label), blob(run.modelName), Data(run.modelText), blob(run.scenario),
                blob(run.sampler), bits(run.seed), bits(run.layout.draws), Data(run.plan), blob(run.kernelVersion),
                run.submittedAt, Data(RowDigest.of(run)), RunState.queued.rawValue, Data(), 0.0,
                run.precision?.relative ?? 0, bits(run.firstGoal.draws), Data(run.sensitivity.plan),
                run.sensitivity.parts, run.terms.priority, blob(run.terms.submitter), run.terms.spotCheck,
                run.terms.maximumSeconds ?? 0, run.terms.maximumSlots ?? 0,
                run.terms.maximumBytes ?? 0,
            ],
            else: "run \(run.id) was accepted before")
    }

    private static func move(
        _ run: RunID, to state: RunState, reason: String, seconds: Double, in db: Database
    ) throws {
        try checkTime(seconds, "run \(run)")
        try changeOneRow(
            of: db,
            """
            UPDATE run SET state = ?, reason = ?, seconds = ?
            WHERE id = ? AND state NOT IN ('done', 'cancelled', 'failed')
            """,
            [state.rawValue, blob(reason), seconds, run.text],
            else: "run \(run) moved to \(state.rawValue) and has ended, or was never accepted")
        // Of a run that has ended nobody has to know which workers it cost, and nothing is checked any more.
        guard state.isFinal else { return }
        for table in ["loss", "unchecked"] {
            try db.cachedStatement(sql: "DELETE FROM \(table) WHERE run = (SELECT sequence FROM run WHERE id = ?)")
                .execute(arguments: [run.text])
        }
    }

    private static func move(_ run: RunID, to goal: DrawLayout, in db: Database) throws {
        try changeOneRow(
            of: db,
            "UPDATE run SET goal = ? WHERE id = ? AND goal < ? AND state NOT IN ('done', 'cancelled', 'failed')",
            [bits(goal.draws), run.text, bits(goal.draws)],
            else: "run \(run) goes on to \(goal.draws) draws and has ended, is beyond them, or was never accepted")
    }

    private static func pause(_ run: RunID, _ isPaused: Bool, in db: Database) throws {
        try changeOneRow(
            of: db, "UPDATE run SET paused = ? WHERE id = ? AND state NOT IN ('done', 'cancelled', 'failed')",
            [isPaused ? 1 : 0, run.text], else: "run \(run) was paused and has ended, or was never accepted")
    }

    private static func quarantine(
        _ task: ShardTask, of run: RunID, because reason: String, in db: Database
    ) throws {
        try changeOneRow(
            of: db, "INSERT INTO quarantine VALUES ((SELECT sequence FROM run WHERE id = ?), ?, ?, ?, ?, ?)",
            [run.text] + place(task) + [blob(reason)],
            else: "\(task) of run \(run) was quarantined before, or the run was never accepted")
    }

    private static func insertLoss(
        of task: ShardTask, on lease: LeaseID, of run: RunID, into db: Database
    ) throws {
        try changeOneRow(
            of: db, "INSERT INTO loss VALUES ((SELECT sequence FROM run WHERE id = ?), ?, ?, ?, ?, ?, ?, ?)",
            [run.text, bits(lease.epoch), bits(lease.number)] + place(task)
                + [Data(RowDigest.ofLoss(of: task, on: lease, of: run))],
            else: "a worker was lost with lease \(lease) of run \(run) before, or the run was never accepted")
    }

    private static func removeLoss(on lease: LeaseID, of run: RunID, from db: Database) throws {
        try changeOneRow(
            of: db,
            "DELETE FROM loss WHERE run = (SELECT sequence FROM run WHERE id = ?) AND epoch = ? AND lease = ?",
            [run.text, bits(lease.epoch), bits(lease.number)],
            else: "no worker was lost with lease \(lease) of run \(run)")
    }

    private static func insertCheck(of task: ShardTask, of run: RunID, into db: Database) throws {
        try changeOneRow(
            of: db, "INSERT INTO unchecked VALUES ((SELECT sequence FROM run WHERE id = ?), ?, ?, ?, ?)",
            [run.text] + place(task),
            else: "a check of \(task) of run \(run) began before, or the run was never accepted")
    }

    private static func removeCheck(of task: ShardTask, of run: RunID, from db: Database) throws {
        try changeOneRow(
            of: db,
            """
            DELETE FROM unchecked
            WHERE run = (SELECT sequence FROM run WHERE id = ?) AND part = ? AND replicate = ? AND level = ? AND position = ?
            """,
            [run.text] + place(task), else: "a check of \(task) of run \(run) ended and had not begun")
    }

    /// What names the work in tables of both kinds: `part` is -1 of draws.
    private static func place(_ task: ShardTask) -> [any DatabaseValueConvertible] {
        switch task {
        case .draws(let range): [-1, range.replicate, range.level, bits(range.index)]
        case .sensitivity(let part): [part, 0, 0, 0]
        }
    }

    private static func insert(
        _ result: [UInt8], _ receipt: ShardReceipt, of run: RunID, into db: Database
    ) throws {
        let place = "\(receipt.task) of run \(run)"
        guard case .sensitivity(let part) = receipt.task else {
            throw LedgerFailure.contradiction(what: "\(place) is no part of sensitivities")
        }
        try checkTime(receipt.seconds, place)
        try changeOneRow(
            of: db, "INSERT INTO part VALUES ((SELECT sequence FROM run WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                run.text, part, receipt.worker.text, bits(receipt.lease.epoch), bits(receipt.lease.number),
                receipt.attempt, receipt.seconds, Data(RowDigest.of(result, part: part, of: run)), Data(result),
            ],
            else: "\(place) was merged before, or the run was never accepted")
    }

    private static func insert(_ receipt: ShardReceipt, of run: RunID, into db: Database) throws {
        guard case .draws(let range) = receipt.task else {
            throw LedgerFailure.contradiction(what: "\(receipt.task) of run \(run) are no draws")
        }
        let place = range.place(in: run)
        try checkTime(receipt.seconds, place)
        try changeOneRow(
            of: db,
            "INSERT INTO shard VALUES ((SELECT sequence FROM run WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            key(run, range) + [
                receipt.worker.text, bits(receipt.lease.epoch), bits(receipt.lease.number), receipt.attempt,
                receipt.seconds, Data(receipt.digest?.bytes ?? []),
            ],
            else: "\(place) was merged before, or the run was never accepted")
    }

    private static func insert(_ summary: Summary, at range: ShardRange, of run: RunID, into db: Database) throws {
        let bytes = summary.encoded()
        try changeOneRow(
            of: db, "INSERT INTO node VALUES ((SELECT sequence FROM run WHERE id = ?), ?, ?, ?, ?, ?)",
            key(run, range) + [Data(RowDigest.of(bytes, at: range, of: run)), Data(bytes)],
            else: "the summary of \(range.place(in: run)) was stored before, or the run was never accepted")
    }

    private static func removeNode(at range: ShardRange, of run: RunID, from db: Database) throws {
        try changeOneRow(
            of: db,
            """
            DELETE FROM node
            WHERE run = (SELECT sequence FROM run WHERE id = ?) AND replicate = ? AND level = ? AND position = ?
            """,
            key(run, range), else: "the summary of \(range.place(in: run)) was removed and is not there")
    }

    private static func key(_ run: RunID, _ range: ShardRange) -> [any DatabaseValueConvertible] {
        [run.text, range.replicate, range.level, bits(range.index)]
    }

    private static func changeOneRow(
        of db: Database, _ sql: String, _ values: [any DatabaseValueConvertible], else contradiction: String
    ) throws {
        do {
            try db.cachedStatement(sql: sql).execute(arguments: StatementArguments(values))
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw LedgerFailure.contradiction(what: contradiction)
        }
        guard db.changesCount == 1 else { throw LedgerFailure.contradiction(what: contradiction) }
    }

    /// SQLite takes what is not a number for nothing at all.
    private static func checkTime(_ seconds: Double, _ what: String) throws {
        guard seconds.isFinite, seconds >= 0 else {
            throw LedgerFailure.contradiction(what: "\(what) has \(seconds) seconds")
        }
    }

    private static func blob(_ text: String) -> Data { Data(text.utf8) }

    private static func bits(_ value: UInt64) -> Int64 { Int64(bitPattern: value) }
}

extension ShardRange {
    /// The range in words, for messages.
    func place(in run: RunID) -> String {
        "replicate \(replicate), level \(level), index \(index) of run \(run)"
    }
}
