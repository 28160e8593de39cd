import Foundation
import GRDB
import Scheduling
import Statistics
import Testing

@testable import Ledger

/// Ledgers that earlier versions made.
@Suite struct MigrationTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    /// A ledger as the first version left it: its own tables, and nothing of what came later.
    private func makeFirstVersion() throws -> String {
        let path = try folder.make()
        try Ledger(directory: path).write(Sample.batch(1))
        try tamper(with: path) { db in
            try db.execute(
                sql: """
                    DROP TABLE quarantine;
                    DROP TABLE loss;
                    DROP TABLE unchecked;
                    ALTER TABLE shard DROP COLUMN digest;
                    ALTER TABLE run DROP COLUMN priority;
                    ALTER TABLE run DROP COLUMN submitter;
                    ALTER TABLE run DROP COLUMN spot_check;
                    ALTER TABLE run DROP COLUMN maximum_seconds;
                    ALTER TABLE run DROP COLUMN maximum_slots;
                    ALTER TABLE run DROP COLUMN maximum_bytes;
                    ALTER TABLE run DROP COLUMN paused;
                    DROP TABLE share;
                    DROP TABLE part;
                    ALTER TABLE run DROP COLUMN precision;
                    ALTER TABLE run DROP COLUMN goal;
                    ALTER TABLE run DROP COLUMN sensitivity;
                    ALTER TABLE run DROP COLUMN parts;
                    DELETE FROM grdb_migrations WHERE identifier IN ('2', 'shares', 'scheduling', 'memory', 'losses', 'checks');
                    """)
        }
        return path
    }

    @Test func aLedgerOfTheFirstVersionOpensAndGoesOn() throws {
        let path = try makeFirstVersion()
        let ledger = try Ledger(directory: path)
        try expectBatches([1], in: ledger)
        let run = try #require(try ledger.recoveredRuns().first)
        #expect(run.goal == run.description.layout && run.description.precision == nil)
        #expect(run.description.sensitivity == .none && run.parts.isEmpty)
        #expect(try ledger.receipts(of: Sample.id(1)).map(\.digest) == [nil, nil])
        try ledger.write(Sample.batch(3))
        #expect(try ledger.receipts(of: Sample.id(3)).map(\.digest) == [Sample.digest, Sample.digest])
        try expectBatches([1, 3], in: ledger)
    }

    @Test func theFirstVersionsTablesAreWhatTheyWere() throws {
        let queue = try DatabaseQueue()
        try LedgerSchema.migrator.migrate(queue, upTo: "1")
        let columns = try queue.read { db in try db.columns(in: "run").map(\.name) }
        #expect(
            columns == [
                "sequence", "id", "label", "model_name", "model_text", "scenario", "sampler", "seed", "draws", "plan",
                "kernel_version", "submitted_at", "digest", "state", "reason", "seconds",
            ])
        #expect(try queue.read { db in try db.tableExists("part") } == false)
    }

    /// As the second version left it, without what became of receipts later.
    @Test func aLedgerOfTheSecondVersionOpensAndShortensItsReceipts() throws {
        let path = try folder.make()
        try Ledger(directory: path).write(
            Sample.batch(1) + [.runMoved(try Sample.id(1), to: .cancelled, reason: "", seconds: 1)])
        try tamper(with: path) { db in
            try db.execute(
                sql: """
                    DROP TABLE share;
                    DROP TABLE quarantine;
                    DROP TABLE loss;
                    DROP TABLE unchecked;
                    ALTER TABLE shard DROP COLUMN digest;
                    ALTER TABLE run DROP COLUMN priority;
                    ALTER TABLE run DROP COLUMN submitter;
                    ALTER TABLE run DROP COLUMN spot_check;
                    ALTER TABLE run DROP COLUMN maximum_seconds;
                    ALTER TABLE run DROP COLUMN maximum_slots;
                    ALTER TABLE run DROP COLUMN maximum_bytes;
                    ALTER TABLE run DROP COLUMN paused;
                    DELETE FROM grdb_migrations WHERE identifier IN ('shares', 'scheduling', 'memory', 'losses', 'checks');
                    """)
        }
        guard case .cannotOpen = failure(of: { try Ledger.check(directory: path) }) else {
            Issue.record("a ledger of an older version was checked")
            return
        }
        let ledger = try Ledger(directory: path)
        #expect(try ledger.runsToShorten() == [Sample.id(1)])
        #expect(try !ledger.shortenReceipts(of: Sample.id(1)))
        #expect(try ledger.mergedShards(of: Sample.id(1)).map(\.shards) == [1, 1])
        #expect(try Ledger.check(directory: path).damage == [])
    }
}
