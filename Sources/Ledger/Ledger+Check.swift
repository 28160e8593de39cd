import BinaryCoding
import GRDB
import Scheduling
import Statistics

/// What a check of a ledger found.
public struct LedgerCheck: Hashable, Sendable {
    /// How many rows were read, by table in alphabetical order.
    public internal(set) var rows: [(table: String, count: Int)] = []
    /// A line for each row that is not what was written, and for each run whose rows do not fit together; the first
    /// ``maximumDamage`` of them.
    public internal(set) var damage: [String] = []
    /// How many there are.
    public internal(set) var damageCount = 0

    /// The most lines that are kept.
    public static let maximumDamage = 1000

    mutating func note(_ what: String) {
        damageCount += 1
        if damage.count < Self.maximumDamage { damage.append(what) }
    }

    /// Equal when all of it is.
    public static func == (left: LedgerCheck, right: LedgerCheck) -> Bool {
        left.rows.elementsEqual(right.rows, by: ==) && left.damage == right.damage
            && left.damageCount == right.damageCount
    }

    /// By what is damaged.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(damage)
    }
}

extension Ledger {
    /// Reads every row of the ledger in `directory` and checks it against its digest, its bounds and the others. Nothing is
    /// changed, and a coordinator may be at work on it meanwhile: what is read is of one moment.
    ///
    /// Takes as long as it takes to read the file.
    /// - Throws: ``LedgerFailure`` where there is none, it cannot be read at all, or another version made it.
    public static func check(directory: String) throws(LedgerFailure) -> LedgerCheck {
        let queue = try openForReading(directory)
        do {
            return try queue.read { db in
                var check = LedgerCheck()
                for line in try String.fetchAll(db, sql: "PRAGMA integrity_check(100)") where line != "ok" {
                    check.note("the database itself: \(line.split(whereSeparator: \.isNewline).joined(separator: " "))")
                }
                for table in try tables(db) {
                    let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM \"\(table)\"") ?? 0
                    check.rows.append((table, count))
                }
                try checkRuns(db, &check)
                return check
            }
        } catch {
            throw LedgerFailure(error)
        }
    }

    /// A connection of its own to the ledger in `directory`, that changes nothing.
    static func openForReading(_ directory: String) throws(LedgerFailure) -> DatabaseQueue {
        let file = directory + "/ledger.sqlite"
        do {
            var configuration = Self.configuration
            configuration.readonly = true
            let queue = try DatabaseQueue(path: file, configuration: configuration)
            let migrator = LedgerSchema.migrator
            guard try !queue.read(migrator.hasBeenSuperseded) else { throw LedgerFailure.newerSchema(path: file) }
            guard try queue.read(migrator.hasCompletedMigrations) else {
                throw LedgerFailure.cannotOpen(
                    path: file, reason: "an older version made it; start the coordinator on it once")
            }
            return queue
        } catch let error as DatabaseError where Self.openingCodes.contains(error.resultCode) {
            throw .cannotOpen(path: file, reason: error.line)
        } catch {
            throw LedgerFailure(error)
        }
    }

    /// The tables with rows of ours.
    static func tables(_ db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT name FROM sqlite_schema
                WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'grdb_%' ORDER BY name
                """)
    }

    private static func checkRuns(_ db: Database, _ check: inout LedgerCheck) throws {
        let orphans = """
            SELECT count(*) FROM %@ WHERE run NOT IN (SELECT sequence FROM run)
            """
        for table in ["loss", "node", "part", "quarantine", "shard", "share", "unchecked"] {
            let count = try Int.fetchOne(db, sql: orphans.replacing("%@", with: table)) ?? 0
            if count > 0 { check.note("table \(table): \(count) rows are of no run") }
        }
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM run ORDER BY sequence")
        while let row = try rows.next() {
            try collect(&check) { check in try checkRun(RowReader(run: row), db, &check) }
        }
    }

    /// Notes the damage that `body` meets, and goes on.
    private static func collect(_ check: inout LedgerCheck, _ body: (inout LedgerCheck) throws -> Void) throws {
        do {
            try body(&check)
        } catch LedgerFailure.corrupt(let what) {
            check.note(what)
        }
    }

    private static func checkRun(_ row: RowReader, _ db: Database, _ check: inout LedgerCheck) throws {
        let run = try row.description()
        let state = try row.word("state") { RunState(rawValue: $0) }
        let goal = try row.goal(of: run)
        let before = check.damageCount
        let sequence = Int64(bitPattern: try row.unsigned("sequence"))
        var draws: (nodes: UInt64, shards: UInt64) = (0, 0)
        try each("node", of: sequence, run, db, &check) {
            draws.nodes &+= run.layout.draws(in: try $0.node(of: run.id, in: run.layout).range)
        }
        try each("shard", of: sequence, run, db, &check) {
            if case .draws(let range) = try $0.receipt(in: run.layout).task {
                draws.shards &+= run.layout.draws(in: range)
            }
        }
        try each("share", of: sequence, run, db, &check) {
            draws.shards &+= try $0.share(of: run).ranges.reduce(0) { $0 &+ $1.draws(in: run.layout) }
        }
        var parts = 0
        try each("part", of: sequence, run, db, &check) {
            _ = try $0.partReceipt(of: run.id, parts: run.sensitivity.parts)
            parts += 1
        }
        try each("quarantine", of: sequence, run, db, &check) { _ = try $0.quarantined(of: run) }
        try collect(&check) { _ in
            _ = try unchecked(of: run, sequence: UInt64(bitPattern: sequence), db)
        }
        try each("loss", of: sequence, run, db, &check) { _ = try $0.loss(of: run) }
        // Of damaged rows nobody knows what they held.
        guard check.damageCount == before else { return }
        if draws.nodes != draws.shards {
            check.note(
                "run \(run.id): shards of \(draws.shards) draws were merged, and its summaries hold \(draws.nodes)")
        }
        if state == .done, draws.nodes != goal.draws || parts != run.sensitivity.parts {
            check.note("run \(run.id) is done, and \(draws.nodes) of its \(goal.draws) draws are there")
        }
    }

    private static func each(
        _ table: String, of sequence: Int64, _ run: RunDescription, _ db: Database, _ check: inout LedgerCheck,
        _ body: (RowReader) throws -> Void
    ) throws {
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM \(table) WHERE run = ?", arguments: [sequence])
        while let row = try rows.next() {
            try collect(&check) { _ in try body(RowReader(row, place: "table \(table), run \(run.id)")) }
        }
    }
}
