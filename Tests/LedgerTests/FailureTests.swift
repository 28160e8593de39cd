import Foundation
import GRDB
import Glibc
import Scheduling
import Statistics
import Synchronization
import Testing

@testable import Ledger

@Suite struct FailureTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    @Test func aSecondCoordinatorIsRefusedUntilTheFirstIsGone() throws {
        let path = try folder.make()
        var first: Ledger? = try Ledger(directory: path)
        try first?.write(Sample.batch(1))
        let refused = failure { try Ledger(directory: path) }
        #expect(refused == .lockedByAnother(directory: path))
        #expect(refused?.description.contains(path) == true)
        first = nil
        try expectBatches([1], in: Ledger(directory: path))
    }

    /// A file closed twice may be another's the second time: whoever opens files meanwhile must not lose one.
    @Test func aRefusedDirectoryClosesNoOthersFile() async throws {
        let path = try folder.make()
        let ledger = try Ledger(directory: path)
        let isOver = Atomic(false)
        async let lost = Task.detached {
            var lost = 0
            while !isOver.load(ordering: .relaxed) {
                let descriptors = (0..<16).map { _ in open("/dev/null", O_RDONLY | O_CLOEXEC) }
                for descriptor in descriptors where close(descriptor) != 0 { lost += 1 }
            }
            return lost
        }.value
        for _ in 0..<20_000 {
            _ = failure { try Ledger(directory: path) }
        }
        isOver.store(true, ordering: .relaxed)
        #expect(await lost == 0)
        withExtendedLifetime(ledger) {}
    }

    /// Each is refused with the batch it is in, and leaves nothing of that batch.
    @Test(arguments: 0..<9) func aContradictionLeavesNothing(_ number: Int) throws {
        let ledger = try Ledger.inMemory()
        let ended = try Sample.id(2)
        let id = try Sample.id(1)
        let unknown = try Sample.id(99)
        try ledger.write(Sample.batch(1))
        let contradictions: [LedgerRecord<Summary>] = [
            .runAccepted(try Sample.run(1)),
            .shardMerged(id, try Sample.receipt(Sample.range(0, 0))),
            .shardMerged(unknown, try Sample.receipt(Sample.range(0, 0))),
            .nodeStored(id, Sample.range(0, 0), Sample.summary(4)),
            .nodeStored(unknown, Sample.range(0, 0), Sample.summary(4)),
            .nodeRemoved(id, Sample.range(7, 0)),
            .runMoved(unknown, to: .done, reason: "", seconds: 0),
            .runMoved(ended, to: .running, reason: "", seconds: 0),
            .runMoved(id, to: .done, reason: "", seconds: .nan),
        ]
        let before = try Sample.batch(2) + [.runMoved(ended, to: .done, reason: "", seconds: 1)]
        let after = try Sample.batch(3)
        let refused = failure {
            try ledger.write(before + [contradictions[number]] + after)
        }
        guard case .contradiction(let what) = refused else {
            Issue.record("\(contradictions[number]) gave \(String(describing: refused))")
            return
        }
        #expect(what.contains("run run"))
        try expectBatches([1], in: ledger)
        try ledger.write(Sample.batch(2) + Sample.batch(3))
        try expectBatches([1, 2, 3], in: ledger)
    }

    @Test func aFullDiskIsSaidAndPasses() throws {
        let path = try folder.make()
        let ledger = try Ledger(directory: path)
        try ledger.write(Sample.batch(1))
        try ledger.queue.writeWithoutTransaction { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages + 3)")
        }
        let large = try Sample.batch(2, bytes: 1 << 20)
        #expect(failure { try ledger.write(large) } == .diskFull)
        try expectBatches([1], in: ledger)
        try ledger.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
        try ledger.write(large)
        try ledger.write(Sample.batch(3))
        #expect(try ledger.recoveredRuns().map(\.description.id) == [Sample.id(1), Sample.id(2), Sample.id(3)])
    }

    @Test func aReadOnlyDatabaseIsSaidAndPasses() throws {
        let ledger = try Ledger.inMemory()
        try ledger.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = 1") }
        let batch = try Sample.batch(1)
        #expect(failure { try ledger.write(batch) } == .readOnly)
        try ledger.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = 0") }
        try ledger.write(batch)
        try expectBatches([1], in: ledger)
    }

    @Test func anotherProgramsLockIsSaidAndPasses() throws {
        let path = try folder.make()
        let ledger = try Ledger(directory: path)
        let batch = try Sample.batch(1)
        try tamper(with: path) { db in
            try db.execute(sql: "BEGIN IMMEDIATE")
            #expect(failure { try ledger.write(batch) } == .busy)
            try db.execute(sql: "ROLLBACK")
        }
        try ledger.write(batch)
        try expectBatches([1], in: ledger)
    }

    @Test func aDirectoryThatCannotBeMadeIsNamed() throws {
        let path = try folder.make()
        let file = path + "/file"
        try Data().write(to: URL(fileURLWithPath: file))
        let refused = failure { try Ledger(directory: file + "/ledger") }
        #expect(refused == .cannotOpen(path: file, reason: "File exists"))
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func aReadOnlyDirectoryIsNamed() throws {
        let path = try folder.make()
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: path)
        let refused = failure { try Ledger(directory: path) }
        #expect(refused == .cannotOpen(path: path + "/ledger.lock", reason: "Permission denied"))
        let below = failure { try Ledger(directory: path + "/new") }
        #expect(below == .cannotOpen(path: path + "/new", reason: "Permission denied"))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        #expect(try Ledger(directory: path).begin() == 1)
    }

    @Test func aDatabaseThatCannotBeOpenedIsNamed() throws {
        let path = try folder.make()
        try FileManager.default.createDirectory(
            atPath: path + "/ledger.sqlite", withIntermediateDirectories: false)
        let refused = failure { try Ledger(directory: path) }
        guard case .cannotOpen(path + "/ledger.sqlite", _) = refused else {
            Issue.record("\(String(describing: refused))")
            return
        }
    }

    @Test func aLedgerOfANewerVersionIsRefused() throws {
        let path = try folder.make()
        try Ledger(directory: path).write(Sample.batch(1))
        try tamper(with: path) { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999')") }
        let refused = failure { try Ledger(directory: path) }
        #expect(refused == .newerSchema(path: path + "/ledger.sqlite"))
        try tamper(with: path) { try $0.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = '999'") }
        try expectBatches([1], in: Ledger(directory: path))
    }
}
