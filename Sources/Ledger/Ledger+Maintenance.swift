import GRDB
import Glibc
public import Scheduling

/// Copies and clearances. A coordinator may be at work on the ledger meanwhile.
extension Ledger {
    /// Copies the ledger in `directory`, as it is at this moment, into the new folder `destination`, from which a coordinator can
    /// be started; reads all of the copy to see that it is whole.
    ///
    /// By SQLite's online backup, so that writers wait for nothing.
    /// - Returns: what the check of the copy found: damage in the original is damage in the copy.
    /// - Throws: ``LedgerFailure``, and then there is no copy; also where the folder has a ledger already.
    public static func backUp(directory: String, to destination: String) throws(LedgerFailure) -> LedgerCheck {
        let source = try openForReading(directory)
        let claim = try LedgerDirectory(claiming: destination)
        let (file, draft) = (destination + "/ledger.sqlite", destination + "/ledger.sqlite.partial")
        guard access(file, F_OK) != 0 else {
            throw .cannotOpen(path: file, reason: "there is a ledger already; name a new folder")
        }
        unlink(draft)
        do {
            let target = try DatabaseQueue(path: draft, configuration: configuration)
            try source.backup(to: target)
            try target.close()
            try source.close()
        } catch {
            unlink(draft)
            throw LedgerFailure(error)
        }
        guard chmod(draft, 0o600) == 0, synchronize(draft), rename(draft, file) == 0, synchronize(destination) else {
            throw .cannotOpen(path: file, reason: String(cString: strerror(errno)))
        }
        // Until the copy is whole nobody else may take the folder.
        return try withExtendedLifetime(claim) { () throws(LedgerFailure) in try check(directory: destination) }
    }

    private static func synchronize(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    /// Removes all runs of the ledger in `directory` that have ended and were submitted before `moment`, in seconds since 1970.
    ///
    /// A few thousand rows at a time, so that a coordinator waits for no more than that. The file keeps its size; what is free
    /// in it is used for what comes. One that stops amid it leaves a run without some of its receipts, and the next goes on.
    /// - Returns: which runs, in order of submission.
    public static func prune(directory: String, submittedBefore moment: Double) throws(LedgerFailure) -> [RunID] {
        do {
            let queue = try openForReading(directory)
            let runs = try queue.read { db in
                try Row.fetchAll(
                    db,
                    sql: """
                        SELECT sequence, id FROM run
                        WHERE state IN ('done', 'cancelled', 'failed') AND submitted_at < ? ORDER BY sequence
                        """, arguments: [moment]
                ).map { (try RowReader(run: $0).unsigned("sequence"), try RowReader(run: $0).word("id") { RunID($0) }) }
            }
            try queue.close()
            let writing = try DatabaseQueue(path: directory + "/ledger.sqlite", configuration: configuration)
            for (sequence, _) in runs { try remove(Int64(bitPattern: sequence), from: writing) }
            try writing.close()
            return runs.map(\.1)
        } catch {
            throw LedgerFailure(error)
        }
    }

    private static let rowsAtOnce = 5000

    private static func remove(_ run: Int64, from queue: DatabaseQueue) throws {
        var isEmpty = false
        while !isEmpty {
            isEmpty = try queue.write { db in
                try db.execute(
                    sql: """
                        DELETE FROM shard WHERE (run, replicate, level, position) IN
                        (SELECT run, replicate, level, position FROM shard WHERE run = ? LIMIT ?)
                        """, arguments: [run, rowsAtOnce])
                return db.changesCount < rowsAtOnce
            }
        }
        try queue.write { db in
            for table in try tables(db)
            where try db.foreignKeys(on: table).contains(where: { $0.destinationTable == "run" }) {
                try db.execute(sql: "DELETE FROM \"\(table)\" WHERE run = ?", arguments: [run])
            }
            try db.execute(sql: "DELETE FROM run WHERE sequence = ?", arguments: [run])
        }
    }
}
