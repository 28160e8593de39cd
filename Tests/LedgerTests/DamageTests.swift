import Foundation
import GRDB
import Scheduling
import Statistics
import TestSupport
import Testing

@testable import Ledger

@Suite struct DamageTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    private static let seed: UInt64 = 20_260_302

    private func expectDamage(
        after sql: String, naming words: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let path = try folder.make()
        try Ledger(directory: path).write(Sample.batch(1) + Sample.batch(2))
        try tamper(with: path) { try $0.execute(sql: sql) }
        let ledger = try Ledger(directory: path)
        let found = failure { try ledger.recoveredRuns() }
        guard case .corrupt(let what) = found else {
            Issue.record("\(sql) gave \(String(describing: found))", sourceLocation: sourceLocation)
            return
        }
        for word in words { #expect(what.contains(word), "\(what)", sourceLocation: sourceLocation) }
    }

    @Test func aFlippedByteInASummaryIsNamedWithItsRunAndRange() throws {
        try expectDamage(
            after: """
                UPDATE node SET summary = CAST(substr(summary, 1, 40) || X'5A' || substr(summary, 42) AS BLOB)
                WHERE run = 2 AND replicate = 1
                """, naming: ["table node", "run2", "replicate 1, level 0, index 1", "digest"])
    }

    @Test func aSummaryThatMovedToAnotherRangeOrRunIsNamed() throws {
        try expectDamage(
            after: "UPDATE node SET position = 0 WHERE run = 1 AND replicate = 1",
            naming: ["table node", "run1", "digest"])
        try expectDamage(
            after: "UPDATE node SET run = 2, replicate = 9 WHERE run = 1", naming: ["table node", "run2", "digest"])
    }

    @Test func aChangedPlanOrSeedIsNamed() throws {
        try expectDamage(
            after: "UPDATE run SET plan = X'00' WHERE sequence = 2", naming: ["table run, row 2", "digest"])
        try expectDamage(after: "UPDATE run SET seed = 5 WHERE sequence = 1", naming: ["table run, row 1", "digest"])
    }

    @Test func anUnknownStateIsNamed() throws {
        try expectDamage(
            after: "UPDATE run SET state = 'lost' WHERE sequence = 1", naming: ["table run, row 1", "state"])
    }

    @Test func aFileThatIsNoDatabaseIsDamage() throws {
        let path = try folder.make()
        try Data(repeating: 7, count: 10_000).write(to: URL(fileURLWithPath: path + "/ledger.sqlite"))
        guard case .corrupt = failure(of: { try Ledger(directory: path) }) else {
            Issue.record("garbage was opened as a ledger")
            return
        }
    }

    @Test func anEpochThatCannotGrowIsDamage() throws {
        for value in ["-1", "9223372036854775807"] {
            let path = try folder.make()
            _ = try Ledger(directory: path)
            try tamper(with: path) { try $0.execute(sql: "UPDATE coordinator SET epoch = \(value)") }
            let ledger = try Ledger(directory: path)
            guard case .corrupt = failure(of: { try ledger.begin() }) else {
                Issue.record("epoch \(value) was taken")
                return
            }
        }
    }

    /// Any cell becomes anything, of any type: reading gives an error or what was written, and never traps.
    @Test func changedRowsAreReportedOrHarmless() throws {
        for seed in FuzzBudget.seeds([Self.seed]) { try readChangedRows(seed: seed) }
    }

    private func readChangedRows(seed: UInt64) throws {
        let ledger = try Ledger.inMemory()
        try ledger.write(Sample.batch(1) + Sample.batch(2))
        try ledger.queue.writeWithoutTransaction { try LooseTables.loosen($0) }
        let written = try ledger.recoveredRuns()
        var generator = SplitMix64(seed: seed)
        var reported = 0
        for round in 0..<2000 {
            try ledger.queue.write { try LooseTables.changeOneCell(of: $0, &generator) }
            if !isRead(ledger, expecting: written, "round \(round), seed \(seed)") { reported += 1 }
            try ledger.queue.write { try LooseTables.restore($0) }
        }
        #expect(reported > 1000, "most changes of most cells cannot have been written")
        try expectBatches([1, 2], in: ledger)
    }

    /// Any bytes of the file become any others.
    @Test func changedBytesAreReportedOrHarmless() throws {
        let path = try folder.make()
        try Ledger(directory: path).write(Sample.batch(1) + Sample.batch(2))
        let written = try Ledger(directory: path).recoveredRuns()
        let file = try Data(contentsOf: URL(fileURLWithPath: path + "/ledger.sqlite"))
        var generator = SplitMix64(seed: Self.seed)
        for round in 0..<400 {
            var bytes = file
            for _ in 0...generator.next() % 4 {
                // Half of them where the pages begin, in what SQLite itself goes by.
                let page = Int(generator.next() % UInt64(file.count / 4096)) * 4096
                let offset = Int(generator.next() % (generator.next() % 2 == 0 ? 110 : 4096))
                bytes[page + offset] = UInt8(truncatingIfNeeded: generator.next())
            }
            let copy = try folder.make()
            try bytes.write(to: URL(fileURLWithPath: copy + "/ledger.sqlite"))
            guard let ledger = try? Ledger(directory: copy) else { continue }
            _ = failure { try ledger.begin() }
            _ = isRead(ledger, expecting: written, "round \(round), seed \(Self.seed)")
        }
    }

    /// Reads everything there is; whether all of it could be read. What comes back must be among what was written.
    private func isRead(_ ledger: Ledger, expecting written: [StoredRun], _ comment: Comment) -> Bool {
        var failures: [LedgerFailure?] = []
        for id in written.map(\.description.id) {
            failures.append(failure { try ledger.receipts(of: id) })
            failures.append(failure { try ledger.mergedShards(of: id) })
            failures.append(failure { try ledger.nodes(of: id) })
            failures.append(failure { try ledger.run(id) })
        }
        var runs: [StoredRun] = []
        failures.append(failure { runs = try ledger.recoveredRuns() })
        for run in runs {
            // Of one that seems to have ended the texts come only when they are asked for.
            let original = written.first {
                run.state.isFinal
                    ? $0.description.id == run.description.id
                    : $0.description == run.description
            }
            #expect(original != nil, comment)
            for node in run.nodes {
                #expect(original?.nodes.contains { $0 == node } == true, comment)
            }
        }
        return failures.allSatisfy { $0 == nil }
    }
}

/// The ledger's tables without their rules, so that a cell can become what only a damaged file would hold.
private enum LooseTables {
    private static let shardRows = [1, 2].flatMap { run in [0, 1].map { "run = \(run) AND replicate = \($0)" } }
    private static let tables: [(name: String, columns: [String], rows: [String])] = [
        (
            "run",
            [
                "sequence", "id", "label", "model_name", "model_text", "scenario", "sampler", "seed", "draws", "plan",
                "kernel_version", "submitted_at", "digest", "state", "reason", "seconds",
            ], ["sequence = 1", "sequence = 2"]
        ),
        (
            "shard", ["run", "replicate", "level", "position", "worker", "epoch", "lease", "attempt", "seconds"],
            shardRows
        ),
        ("node", ["run", "replicate", "level", "position", "digest", "summary"], shardRows),
    ]
    private static let values = [
        "NULL", "''", "'x'", "X''", "X'FF00'", "-1", "0", "1", "28", "9223372036854775807", "-9223372036854775808",
        "1e999", "-1.5", "0.5", "'done'", "'run1'", "zeroblob(32)", "zeroblob(300)", "hex(zeroblob(40))",
    ]

    static func loosen(_ db: Database) throws {
        try db.execute(
            sql: """
                PRAGMA foreign_keys = 0;
                PRAGMA writable_schema = 1;
                UPDATE sqlite_schema SET sql = replace(replace(sql, 'STRICT, ', ''), ') STRICT', ')');
                UPDATE sqlite_schema SET sql = replace(replace(sql, ' NOT NULL', ''), ' BLOB', '');
                PRAGMA writable_schema = RESET;
                """)
        for table in tables { try db.execute(sql: "CREATE TABLE kept_\(table.name) AS SELECT * FROM \(table.name)") }
    }

    static func changeOneCell(of db: Database, _ generator: inout SplitMix64) throws {
        func pick<Choice>(_ choices: [Choice]) -> Choice { choices[Int(generator.next() % UInt64(choices.count))] }
        let table = pick(tables)
        let change = "UPDATE \(table.name) SET \(pick(table.columns)) = \(pick(values)) WHERE \(pick(table.rows))"
        do {
            try db.execute(sql: change)
        } catch let error as DatabaseError where [.SQLITE_CONSTRAINT, .SQLITE_MISMATCH].contains(error.resultCode) {
            // A key that another row has, or a row number that is none: the cell stays as it was.
        }
    }

    static func restore(_ db: Database) throws {
        for table in tables {
            try db.execute(
                sql: "DELETE FROM \(table.name); INSERT INTO \(table.name) SELECT * FROM kept_\(table.name)")
        }
    }
}
