import CVolatileDisk
import GRDBSQLite
import Testing

@testable import Ledger

/// The disk of `suanli chaos`, which loses what was not flushed, does so; and SQLite as the ledger sets it up loses nothing on it.
@Suite struct VolatileDiskTests {
    private let folder: Folder

    /// Once, and not for the other tests' databases.
    private static let installed = suanli_install_volatile_disk(7, 0)

    init() throws {
        folder = try Folder()
        #expect(Self.installed == SQLITE_OK)
    }

    /// A database as the ledger's on a disk that loses what was not flushed.
    private final class Connection {
        private var handle: OpaquePointer?

        init(_ path: String, synchronous: String) throws {
            let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            guard sqlite3_open_v2(path, &handle, flags, "volatile") == SQLITE_OK else { throw Unusable() }
            try run("PRAGMA journal_mode = WAL; PRAGMA synchronous = \(synchronous); PRAGMA wal_autocheckpoint = 20")
            try run("CREATE TABLE IF NOT EXISTS entry (number INTEGER PRIMARY KEY, bytes BLOB)")
        }

        deinit { sqlite3_close(handle) }

        func run(_ statements: String) throws {
            guard sqlite3_exec(handle, statements, nil, nil, nil) == SQLITE_OK else { throw Unusable() }
        }
    }

    private struct Unusable: Error {}

    /// How many of the entries 1 to `count` a crash at this moment would leave; `nil` where the database would be damaged.
    private func entriesAfterCrash(of path: String, count: Int) throws -> Int? {
        let copy = try folder.afterPowerLoss(of: path)
        var handle: OpaquePointer?
        defer { sqlite3_close(handle) }
        var found: Int?
        guard sqlite3_open_v2(copy + "/ledger.sqlite", &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else {
            return nil
        }
        let question = "SELECT count(*) FROM entry WHERE number BETWEEN 1 AND \(count) AND length(bytes) = 500"
        sqlite3_exec(
            handle, question,
            { answer, _, values, _ in
                let count = values?[0].flatMap { Int(String(cString: $0)) }
                answer?.assumingMemoryBound(to: Int?.self).pointee = count
                return 0
            }, &found, nil)
        return found
    }

    private func losses(synchronous: String) throws -> Int {
        let path = try folder.make()
        let connection = try Connection(path + "/ledger.sqlite", synchronous: synchronous)
        var losses = 0
        for number in 1...60 {
            try connection.run("INSERT INTO entry VALUES (\(number), zeroblob(500))")
            if try entriesAfterCrash(of: path, count: number) != number { losses += 1 }
        }
        return losses
    }

    /// After each transaction; crashes amid one are `suanli chaos`'s.
    @Test func whatWasFlushedIsThereAfterACrash() throws {
        #expect(try losses(synchronous: "FULL") == 0)
    }

    @Test func whatWasNotFlushedIsLost() throws {
        #expect(try losses(synchronous: "NORMAL") > 30)
    }
}
