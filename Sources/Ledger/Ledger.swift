import GRDB
public import Scheduling
public import Statistics

/// The durable record of runs: what was accepted, what was merged and by whom, and the summaries themselves.
///
/// One database, `ledger.sqlite`, in a directory that one process holds at a time. A write that has returned survives the
/// end of the process, a power loss and a full disk; one that has thrown has left nothing. All calls block, on the disk
/// too, and may come from any thread.
public final class Ledger: Sendable {
    /// The one connection; a serial queue of GRDB's guards it.
    let queue: DatabaseQueue
    /// Held until after the connection is closed; `nil` in memory.
    private let directory: LedgerDirectory?

    /// Opens the ledger in `directory`, and makes it (and the directory, with its parents, for the owner alone) where there
    /// is none.
    public init(directory path: String) throws(LedgerFailure) {
        directory = try LedgerDirectory(claiming: path)
        let file = path + "/ledger.sqlite"
        do {
            var configuration = Self.configuration
            configuration.journalMode = .wal
            queue = try DatabaseQueue(path: file, configuration: configuration)
            // After GRDB's own setting, which would lose the latest writes in a power loss.
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try Self.migrate(queue, path: file)
        } catch let error as DatabaseError where Self.openingCodes.contains(error.resultCode) {
            throw .cannotOpen(path: file, reason: error.line)
        } catch {
            throw LedgerFailure(error)
        }
    }

    /// Which SQLite this is.
    public static var databaseVersion: String {
        (try? DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") }) ?? "unknown"
    }

    /// A ledger in memory, gone with the process; for a run in one process.
    public static func inMemory() throws(LedgerFailure) -> Ledger {
        do {
            return try Ledger(DatabaseQueue(configuration: configuration))
        } catch {
            throw LedgerFailure(error)
        }
    }

    private init(_ queue: DatabaseQueue) throws {
        self.queue = queue
        directory = nil
        try Self.migrate(queue, path: "memory")
    }

    deinit {
        // Before the directory is given to another process. What fails here has been durable since it was written.
        try? queue.close()
    }

    /// Counts a start of the coordinator and returns which it is, from 1; durable before it returns.
    public func begin() throws(LedgerFailure) -> UInt64 {
        try change { db in
            guard let row = try Row.fetchOne(db, sql: "SELECT epoch FROM coordinator WHERE id = 1") else {
                throw LedgerFailure.corrupt(what: "table coordinator is empty")
            }
            let reader = RowReader(row, place: "table coordinator")
            let epoch = try reader.integer("epoch", in: 0...Int.max - 1) + 1
            try db.execute(sql: "UPDATE coordinator SET epoch = ? WHERE id = 1", arguments: [epoch])
            return UInt64(epoch)
        }
    }

    /// Writes all records, in their order, or none of them; durable when it returns.
    ///
    /// Facts that a crash must not separate belong into one call. A record that contradicts what is there (a run accepted
    /// twice, a shard merged twice, a node removed that is not stored, seconds that are not a number) is refused with
    /// the whole call.
    public func write(_ records: [LedgerRecord<Summary>]) throws(LedgerFailure) {
        guard !records.isEmpty else { return }
        try change { db in
            for record in LedgerRecord.withoutFleetingNodes(records) { try record.apply(to: db) }
        }
    }

    /// Reads within one transaction.
    func read<Value>(_ body: (Database) throws -> Value) throws(LedgerFailure) -> Value {
        do {
            return try queue.read(body)
        } catch {
            throw LedgerFailure(error)
        }
    }

    func change<Value>(_ body: (Database) throws -> Value) throws(LedgerFailure) -> Value {
        do {
            return try queue.write(body)
        } catch {
            let failure = LedgerFailure(error)
            // SQLite says no more than that the disk failed.
            guard case .deviceFailed = failure, let directory else { throw failure }
            throw directory.obstacle() ?? failure
        }
    }

    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "suanli.ledger"
        // Only a foreign program can hold the database; it is given a moment.
        configuration.busyMode = .timeout(1)
        return configuration
    }

    /// What SQLite says when a file cannot be opened at all, rather than read.
    static let openingCodes: [ResultCode] = [
        .SQLITE_CANTOPEN, .SQLITE_ERROR, .SQLITE_IOERR, .SQLITE_PERM, .SQLITE_READONLY,
    ]

    private static func migrate(_ queue: DatabaseQueue, path: String) throws {
        let migrator = LedgerSchema.migrator
        guard try !queue.read(migrator.hasBeenSuperseded) else { throw LedgerFailure.newerSchema(path: path) }
        try migrator.migrate(queue)
    }
}
