import GRDB
public import Scheduling
public import Statistics

/// What a coordinator reads at its start and for queries. Everything is checked on the way out: what cannot have been
/// written is ``LedgerFailure/corrupt(what:)``. Of nodes, parts and receipts by themselves that is their own rows; the run's, which
/// holds its texts, is checked where the run is read.
extension Ledger {
    /// All runs, in order of submission: those that have not ended whole, with their nodes; those that have without the texts
    /// of model and plan, which nobody needs until someone asks for their result.
    ///
    /// Damage of a run that has ended keeps nobody from starting: the run is left out, and `skip` told why.
    /// - Throws: ``LedgerFailure/corrupt(what:)`` for damage of a run that has not.
    public func recoveredRuns(
        skippingDamage skip: (LedgerFailure) -> Void = { _ in }
    ) throws(LedgerFailure) -> [StoredRun] {
        try read { db in
            let statement = try db.cachedStatement(sql: "SELECT sequence, state FROM run ORDER BY sequence")
            var runs: [StoredRun] = []
            for row in try Row.fetchAll(statement) {
                let reader = try RowReader(run: row)
                let isFinal = (try? reader.word("state") { RunState(rawValue: $0) })?.isFinal == true
                do {
                    if let run = try Self.recoveredRun(reader.unsigned("sequence"), isFinal: isFinal, db) {
                        runs.append(run)
                    }
                } catch let failure as LedgerFailure where isFinal {
                    skip(failure)
                }
            }
            return runs
        }
    }

    private static func recoveredRun(_ sequence: UInt64, isFinal: Bool, _ db: Database) throws -> StoredRun? {
        let texts = ["model_text", "plan"]
        let columns =
            isFinal ? try db.columns(in: "run").map { texts.contains($0.name) ? "x'' AS \($0.name)" : $0.name } : ["*"]
        let statement = try db.cachedStatement(
            sql: "SELECT \(columns.joined(separator: ", ")) FROM run WHERE sequence = ?")
        let row = try Row.fetchOne(statement, arguments: [Int64(bitPattern: sequence)])
        return try row.map { try run(RowReader(run: $0), hasTexts: !isFinal, db) }
    }

    /// How many draws are in the merged summaries of a run, whatever its state, without reading these; 0 for one that is unknown.
    public func mergedDraws(of run: RunDescription) throws(LedgerFailure) -> UInt64 {
        try read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT replicate, level, position FROM node
                    WHERE run = (SELECT sequence FROM run WHERE id = ?)
                    """)
            let rows = try Row.fetchCursor(statement, arguments: [run.id.text])
            let ranges = try Array(
                rows.map { try RowReader($0, place: "table node, run \(run.id)").range(in: run.layout) })
            return ranges.reduce(0) { $0 &+ run.layout.draws(in: $1) }
        }
    }

    /// One run, with its nodes unless it has ended; `nil` when it is unknown.
    public func run(_ id: RunID) throws(LedgerFailure) -> StoredRun? {
        try read { db in
            try Self.find(id, db).map { try Self.run($0, db) }
        }
    }

    /// The merged summaries of a run in their canonical bytes, in order of replicate and leaf, whatever its state; none
    /// for one that is unknown.
    public func nodes(of id: RunID) throws(LedgerFailure) -> [(range: ShardRange, bytes: [UInt8])] {
        try read { db in
            try Self.outline(of: id, db).map { try Self.nodes(of: id, $0, db) } ?? []
        }
    }

    /// The merged parts of a run's sensitivities in their canonical bytes, ascending, whatever its state; none for one that
    /// is unknown.
    public func parts(of id: RunID) throws(LedgerFailure) -> [(part: Int, bytes: [UInt8])] {
        try read { db in
            try Self.outline(of: id, db).map { run in
                try Self.parts(of: id, run, db) { try $0.part(of: id, parts: run.parts) }
            } ?? []
        }
    }

    /// Who computed each merged unit of work of a run: draws in order of replicate, level and index, then sensitivities; none
    /// for one that is unknown. Of draws of a run that has ended only ``shares(of:)`` is kept.
    public func receipts(of id: RunID) throws(LedgerFailure) -> [ShardReceipt] {
        try read { db in
            guard let run = try Self.outline(of: id, db) else { return [] }
            let statement = try db.cachedStatement(
                sql: "SELECT * FROM shard WHERE run = ? ORDER BY replicate, level, position")
            let rows = try Row.fetchCursor(statement, arguments: [run.sequence])
            let draws = try Array(
                rows.map { try RowReader($0, place: "table shard, run \(id)").receipt(in: run.layout) })
            return try draws + Self.parts(of: id, run, db) { try $0.partReceipt(of: id, parts: run.parts) }
        }
    }

    /// Who computed this very unit of work of a run that has not ended; `nil` where it is not merged, or not in one piece.
    public func receipt(of task: ShardTask, in id: RunID) throws(LedgerFailure) -> ShardReceipt? {
        try read { db in
            try Self.outline(of: id, db).flatMap { try Self.receipt(of: task, in: id, $0, db) }
        }
    }

    private static func receipt(
        of task: ShardTask, in id: RunID, _ run: RunOutline, _ db: Database
    ) throws -> ShardReceipt? {
        switch task {
        case .draws(let range):
            let statement = try db.cachedStatement(
                sql: "SELECT * FROM shard WHERE run = ? AND replicate = ? AND level = ? AND position = ?")
            let key: StatementArguments = [
                run.sequence, range.replicate, range.level, Int64(bitPattern: range.index),
            ]
            return try Row.fetchOne(statement, arguments: key)
                .map { try RowReader($0, place: "table shard, run \(id)").receipt(in: run.layout) }
        case .sensitivity(let part):
            let statement = try db.cachedStatement(sql: "SELECT * FROM part WHERE run = ? AND position = ?")
            return try Row.fetchOne(statement, arguments: [run.sequence, part])
                .map { try RowReader($0, place: "table part, run \(id)").partReceipt(of: id, parts: run.parts) }
        }
    }

    /// How many merged units of work of a run each worker computed, by the worker's name; none for one that is unknown.
    public func mergedShards(of id: RunID) throws(LedgerFailure) -> [(worker: WorkerID, shards: UInt64)] {
        try read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT worker, sum(shards) AS shards
                    FROM (SELECT run, worker, 1 AS shards FROM shard UNION ALL SELECT run, worker, 1 FROM part
                        UNION ALL SELECT run, worker, shards FROM share)
                    WHERE run = (SELECT sequence FROM run WHERE id = ?) GROUP BY worker ORDER BY worker
                    """)
            let rows = try Row.fetchCursor(statement, arguments: [id.text])
            return try Array(
                rows.map { row in
                    let reader = RowReader(row, place: "table shard, run \(id)")
                    return (try reader.word("worker") { WorkerID($0) }, try reader.unsigned("shards"))
                })
        }
    }

    static func find(_ id: RunID, _ db: Database) throws -> RowReader? {
        let statement = try db.cachedStatement(sql: "SELECT * FROM run WHERE id = ?")
        return try Row.fetchOne(statement, arguments: [id.text]).map { try RowReader(run: $0) }
    }

    /// What other tables' rows of a run are read by. The run's own row is checked only in part: its texts of model and plan, which
    /// its digest covers, are megabytes, and results come twice in numbers after a disk was full for a while.
    private struct RunOutline {
        let sequence: Int64
        let layout: DrawLayout
        let parts: Int

        init(_ run: RunDescription, sequence: UInt64) {
            self.sequence = Int64(bitPattern: sequence)
            layout = run.layout
            parts = run.sensitivity.parts
        }

        init(_ row: RowReader) throws {
            guard let layout = DrawLayout(draws: try row.unsigned("draws")) else {
                throw row.damage("draws is out of range")
            }
            self.layout = layout
            sequence = Int64(bitPattern: try row.unsigned("sequence"))
            parts = try row.integer("parts", in: 0...ShardTask.maximumParts)
        }
    }

    private static func outline(of id: RunID, _ db: Database) throws -> RunOutline? {
        let statement = try db.cachedStatement(sql: "SELECT sequence, draws, parts FROM run WHERE id = ?")
        return try Row.fetchOne(statement, arguments: [id.text]).map { try RunOutline(RowReader(run: $0)) }
    }

    private static func run(_ row: RowReader, hasTexts: Bool = true, _ db: Database) throws -> StoredRun {
        let description = try row.description(hasTexts: hasTexts)
        let state = try row.word("state") { RunState(rawValue: $0) }
        let sequence = try row.unsigned("sequence")
        let (id, outline) = (description.id, RunOutline(description, sequence: sequence))
        return StoredRun(
            description: description, state: state, reason: try row.text("reason"),
            seconds: try row.seconds("seconds"), goal: try row.goal(of: description),
            nodes: state.isFinal ? [] : try nodes(of: id, outline, db),
            parts: state.isFinal ? [] : Set(try parts(of: id, outline, db) { try mergedPart($0, of: id, outline) }),
            isPaused: try row.integer("paused", in: 0...1) == 1,
            quarantined: state.isFinal ? [] : try quarantined(of: description, sequence: sequence, db),
            losses: state.isFinal ? [] : try losses(of: description, sequence: sequence, db),
            unchecked: state.isFinal ? [] : try unchecked(of: description, sequence: sequence, db))
    }

    /// By the order of the work. What is unchecked is merged, or a row is missing.
    static func unchecked(of run: RunDescription, sequence: UInt64, _ db: Database) throws -> [ShardReceipt] {
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM unchecked WHERE run = ? ORDER BY part, replicate, level, position")
        let outline = RunOutline(run, sequence: sequence)
        let rows = try Row.fetchAll(statement, arguments: [outline.sequence])
        return try rows.map { row in
            let reader = RowReader(row, place: "table unchecked, run \(run.id)")
            let receipt = try receipt(of: reader.task(of: run), in: run.id, outline, db)
            guard let receipt, receipt.digest != nil else { throw reader.damage("the work is not merged") }
            return receipt
        }
    }

    private static func losses(
        of run: RunDescription, sequence: UInt64, _ db: Database
    ) throws -> [(task: ShardTask, lease: LeaseID)] {
        let statement = try db.cachedStatement(sql: "SELECT * FROM loss WHERE run = ?")
        let rows = try Row.fetchCursor(statement, arguments: [Int64(bitPattern: sequence)])
        return try Array(rows.map { try RowReader($0, place: "table loss, run \(run.id)").loss(of: run) })
            .sorted { $0.lease < $1.lease }
    }

    private static func quarantined(of run: RunDescription, sequence: UInt64, _ db: Database) throws -> [ShardTask] {
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM quarantine WHERE run = ? ORDER BY part, replicate, level, position")
        let rows = try Row.fetchCursor(statement, arguments: [Int64(bitPattern: sequence)])
        return try Array(rows.map { try RowReader($0, place: "table quarantine, run \(run.id)").quarantined(of: run) })
    }

    private static func parts<Value>(
        of id: RunID, _ run: RunOutline, _ db: Database, read: @escaping (RowReader) throws -> Value
    ) throws -> [Value] {
        let statement = try db.cachedStatement(sql: "SELECT * FROM part WHERE run = ? ORDER BY position")
        let rows = try Row.fetchCursor(statement, arguments: [run.sequence])
        return try Array(rows.map { try read(RowReader($0, place: "table part, run \(id)")) })
    }

    /// Which part a row is about, all of which is sound.
    private static func mergedPart(_ row: RowReader, of id: RunID, _ run: RunOutline) throws -> Int {
        let part = try row.part(of: id, parts: run.parts).part
        _ = try row.receipt(of: .sensitivity(part: part), digest: nil)
        return part
    }

    private static func nodes(
        of id: RunID, _ run: RunOutline, _ db: Database
    ) throws -> [(range: ShardRange, bytes: [UInt8])] {
        let statement = try db.cachedStatement(sql: "SELECT * FROM node WHERE run = ?")
        let rows = try Row.fetchCursor(statement, arguments: [run.sequence])
        let nodes = try Array(
            rows.map { try RowReader($0, place: "table node, run \(id)").node(of: id, in: run.layout) })
        return nodes.sorted { ($0.range.replicate, $0.range.firstLeaf) < ($1.range.replicate, $1.range.firstLeaf) }
    }
}
