import Foundation
import GRDB
import Scheduling
import Statistics
import Testing

@testable import Ledger

@Suite struct CheckTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    /// A ledger with a run under way, one that is cancelled, and the path to it.
    private func make() throws -> String {
        let path = try folder.make()
        let ledger = try Ledger(directory: path)
        try ledger.write(Sample.batch(1) + Sample.batch(2))
        try ledger.write([.runMoved(try Sample.id(2), to: .cancelled, reason: "", seconds: 1)])
        return path
    }

    @Test func aLedgerAsItWasWrittenIsSoundAndMayBeInUse() throws {
        let path = try make()
        let check = try Ledger.check(directory: path)
        #expect(check.damage == [] && check.damageCount == 0)
        #expect(check.rows.first { $0.table == "shard" }?.count == 4)
        let ledger = try Ledger(directory: path)
        try ledger.write(Sample.batch(3))
        #expect(try Ledger.check(directory: path).damageCount == 0)
        try ledger.write(Sample.batch(4))
    }

    /// Each is named, and the rest is read all the same.
    @Test func everyDamagedRowIsNamed() throws {
        let path = try make()
        try tamper(with: path) { db in
            try db.execute(
                sql: """
                    UPDATE node SET summary = X'00' WHERE run = 1 AND replicate = 0;
                    UPDATE node SET digest = zeroblob(32) WHERE run = 2 AND replicate = 1;
                    UPDATE shard SET attempt = 0 WHERE run = 1 AND replicate = 1;
                    INSERT INTO node SELECT 9, replicate, level, position, digest, summary FROM node WHERE run = 1;
                    """)
        }
        let check = try Ledger.check(directory: path)
        for words in [
            ["table node", "run1", "replicate 0"], ["table node", "run2", "replicate 1"],
            ["table shard", "run1", "attempt"],
            ["table node", "of no run"],
        ] {
            #expect(
                check.damage.contains { line in words.allSatisfy(line.contains) }, "\(words) is not in \(check.damage)")
        }
        #expect(check.damageCount == 4)
    }

    @Test func rowsThatAreGoneAreMissed() throws {
        for (change, words) in [
            ("DELETE FROM node WHERE run = 1 AND replicate = 0", "summaries hold 4096"),
            ("DELETE FROM shard WHERE run = 2", "shards of 0 draws"),
            ("UPDATE run SET state = 'done' WHERE sequence = 1", "8192 of its 131072 draws"),
        ] {
            let path = try make()
            try tamper(with: path) { try $0.execute(sql: change) }
            let check = try Ledger.check(directory: path)
            #expect(check.damageCount == 1 && check.damage[0].contains(words), "\(change): \(check.damage)")
        }
    }

    @Test func whatIsNoLedgerIsSaid() throws {
        let path = try folder.make()
        guard case .cannotOpen = failure(of: { try Ledger.check(directory: path) }) else {
            Issue.record("an empty folder was checked")
            return
        }
        try Data(repeating: 7, count: 10_000).write(to: URL(fileURLWithPath: path + "/ledger.sqlite"))
        guard case .corrupt = failure(of: { try Ledger.check(directory: path) }) else {
            Issue.record("garbage was checked")
            return
        }
    }

    /// A run that has ended and is damaged is left out of a start, and its result is never given; a run that is under way and is
    /// damaged keeps the coordinator from starting.
    @Test func damageOfEndedRunsKeepsNobodyFromStarting() throws {
        for change in [
            "UPDATE run SET seed = X'00' WHERE sequence = 2", "UPDATE run SET label = X'FF' WHERE sequence = 2",
            "UPDATE run SET draws = -1 WHERE sequence = 2",
        ] {
            let path = try make()
            try tamper(with: path) { db in
                try db.execute(sql: "PRAGMA writable_schema = 1")
                try db.execute(sql: "UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name = 'run'")
            }
            try tamper(with: path) { try $0.execute(sql: change) }
            var skipped: [LedgerFailure] = []
            let runs = try Ledger(directory: path).recoveredRuns { skipped.append($0) }
            #expect(try runs.map(\.description.id) == [Sample.id(1)], "\(change)")
            #expect(skipped.count == 1 && skipped[0].description.contains("table run, row 2"), "\(skipped)")
        }
        let path = try make()
        try tamper(with: path) { try $0.execute(sql: "UPDATE run SET plan = X'00', seed = 4 WHERE sequence = 2") }
        let ledger = try Ledger(directory: path)
        #expect(try ledger.recoveredRuns().count == 2, "the texts of ended runs are read when they are asked for")
        guard case .corrupt = failure(of: { try ledger.run(Sample.id(2)) }) else {
            Issue.record("a damaged run was given")
            return
        }
    }

    @Test func endedRunsAreRecoveredWithoutTheirTexts() throws {
        let ledger = try Ledger(directory: try make())
        let runs = try ledger.recoveredRuns()
        let ended = try #require(runs.first { $0.state == .cancelled })
        let whole = try Sample.run(2)
        #expect(ended.description.modelText.isEmpty && ended.description.plan.isEmpty && ended.nodes.isEmpty)
        #expect(ended.description.label == whole.label && ended.description.submittedAt == whole.submittedAt)
        #expect(try ledger.mergedDraws(of: whole) == 8192)
        #expect(try ledger.run(whole.id)?.description == whole)
    }
}

@Suite struct MaintenanceTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    @Test func aBackupIsTheLedgerOfAMomentAndStartsACoordinator() throws {
        let path = try folder.make()
        let copy = try folder.make() + "/backups/monday"
        let ledger = try Ledger(directory: path)
        try ledger.write(Sample.batch(1) + Sample.batch(2))
        #expect(try Ledger.backUp(directory: path, to: copy).damageCount == 0)
        try ledger.write(Sample.batch(3))
        try expectBatches([1, 2], in: try Ledger(directory: copy))
        try expectBatches([1, 2, 3], in: ledger)
        let names = try FileManager.default.contentsOfDirectory(atPath: copy).filter { $0.contains("partial") }
        #expect(names.isEmpty)
    }

    @Test func aBackupReplacesNothing() throws {
        let path = try folder.make()
        try Ledger(directory: path).write(Sample.batch(1))
        let copy = try folder.make()
        _ = try Ledger.backUp(directory: path, to: copy)
        guard case .cannotOpen = failure(of: { try Ledger.backUp(directory: path, to: copy) }) else {
            Issue.record("a backup was written over")
            return
        }
        guard case .cannotOpen = failure(of: { try Ledger.backUp(directory: path + "/none", to: try folder.make()) })
        else {
            Issue.record("nothing was backed up")
            return
        }
    }

    /// Writers go on while copies are made, and every copy is whole.
    @Test func copiesOfALedgerInUseAreWhole() async throws {
        let path = try folder.make()
        let ledger = try Ledger(directory: path)
        async let writing: Void = Task.detached {
            for number in 1...12 { try ledger.write(Sample.batch(number, bytes: 100_000)) }
        }.value
        for _ in 0..<4 {
            let copy = try folder.make()
            #expect(try Ledger.backUp(directory: path, to: copy).damage == [])
            let runs = try Ledger(directory: copy).recoveredRuns()
            #expect(try runs.map(\.description) == runs.indices.map { try Sample.run($0 + 1, bytes: 100_000) })
        }
        try await writing
        #expect(try ledger.recoveredRuns().count == 12)
    }

    @Test func pruningRemovesOldEndedRunsWholeAndNothingElse() throws {
        let path = try folder.make()
        let ledger = try Ledger(directory: path)
        for number in 1...4 { try ledger.write(Sample.batch(number)) }
        for number in [1, 2, 4] {
            try ledger.write([.runMoved(try Sample.id(number), to: .cancelled, reason: "", seconds: 1)])
        }
        // Run N was submitted N seconds after this moment; run 3 goes on.
        let removed = try Ledger.prune(directory: path, submittedBefore: 1.7e9 + 3.5)
        #expect(try removed == [Sample.id(1), Sample.id(2)])
        #expect(try ledger.recoveredRuns().map(\.description.id) == [Sample.id(3), Sample.id(4)])
        #expect(try ledger.nodes(of: Sample.id(1)).isEmpty && ledger.receipts(of: Sample.id(2)).isEmpty)
        let check = try Ledger.check(directory: path)
        #expect(check.damageCount == 0 && check.rows.first { $0.table == "node" }?.count == 4, "\(check)")
        #expect(try Ledger.prune(directory: path, submittedBefore: 1.7e9 + 3.5).isEmpty)
        try ledger.write(Sample.batch(5))
    }
}
