import Foundation
import GRDB
import Scheduling
import Statistics
import Testing

@testable import Ledger

@Suite struct RoundTripTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    @Test func everythingWrittenIsReadAfterReopening() throws {
        let path = try folder.make()
        try Ledger(directory: path).write(Sample.batch(2) + Sample.batch(1))
        let ledger = try Ledger(directory: path)
        try expectBatches([2, 1], in: ledger)
        let receipts = try ledger.receipts(of: Sample.id(1))
        #expect(
            try receipts == [
                Sample.receipt(Sample.range(0, 0)), Sample.receipt(Sample.range(1, 1), worker: "worker-2"),
            ])
        let run = try #require(try ledger.run(Sample.id(2)))
        #expect(try run.description == Sample.run(2))
        #expect(run.nodes.count == 2)
    }

    @Test func oneReceiptIsFoundByItsWork() throws {
        let ledger = try Ledger.inMemory()
        try ledger.write(Sample.batch(1))
        let found = try ledger.receipt(of: .draws(Sample.range(1, 1)), in: Sample.id(1))
        #expect(try found == Sample.receipt(Sample.range(1, 1), worker: "worker-2"))
        #expect(found?.digest == Sample.digest)
        #expect(try ledger.receipt(of: .draws(Sample.range(1, 0)), in: Sample.id(1)) == nil)
        #expect(try ledger.receipt(of: .draws(Sample.range(1, 1).parent), in: Sample.id(1)) == nil)
        #expect(try ledger.receipt(of: .sensitivity(part: 0), in: Sample.id(1)) == nil)
        #expect(try ledger.receipt(of: .draws(Sample.range(1, 1)), in: Sample.id(2)) == nil)
    }

    @Test func termsPausesAndQuarantinesAreReadAfterReopening() throws {
        let path = try folder.make()
        let sample = try Sample.run(1)
        var terms = RunTerms()
        terms.priority = -7
        terms.submitter = "who\0ever"
        terms.spotCheck = 0.25
        terms.maximumSeconds = 1.5
        terms.maximumSlots = 3
        terms.maximumBytes = 1 << 40
        let run = RunDescription(
            id: sample.id, label: "", modelName: "", modelText: [], scenario: "", sampler: "", seed: 0,
            layout: sample.layout, plan: [], sensitivity: SensitivityWork(plan: [1], parts: 3), kernelVersion: "",
            submittedAt: 0, terms: terms)
        let tasks: [ShardTask] = [.draws(Sample.range(3, 1)), .sensitivity(part: 2)]
        try Ledger(directory: path).write(
            [.runAccepted(run), .runPaused(run.id, true)] + tasks.map { .workQuarantined(run.id, $0, reason: "x") })
        let ledger = try Ledger(directory: path)
        let stored = try #require(try ledger.recoveredRuns().first)
        #expect(stored.description == run && stored.isPaused && stored.quarantined == tasks)
        try ledger.write([.runPaused(run.id, false)])
        #expect(try ledger.recoveredRuns().first?.isPaused == false)
        #expect(throws: LedgerFailure.self) { try ledger.write([.workQuarantined(run.id, tasks[0], reason: "")]) }
        #expect(try Ledger.check(directory: path).damage == [])
        for change in ["priority = 7", "maximum_bytes = 7", "maximum_bytes = -1"] {
            try tamper(with: path) { try $0.execute(sql: "UPDATE run SET \(change)") }
            #expect(try Ledger.check(directory: path).damageCount == 1)
        }
    }

    @Test func lossesOfWorkersAreKeptUntilTheyAreForgottenOrTheRunEnds() throws {
        let path = try folder.make()
        let sample = try Sample.run(1)
        let run = RunDescription(
            id: sample.id, label: "", modelName: "", modelText: [], scenario: "", sampler: "", seed: 0,
            layout: sample.layout, plan: [], sensitivity: SensitivityWork(plan: [1], parts: 3), kernelVersion: "",
            submittedAt: 0)
        let leases = [1, .max].map { LeaseID(epoch: $0, number: .max) } + [LeaseID(epoch: 2, number: 7)]
        let tasks: [ShardTask] = [.draws(Sample.range(3, 1)), .sensitivity(part: 2), .draws(Sample.range(3, 1))]
        let lost = zip(tasks, leases).map { LedgerRecord<Summary>.workerLost(run.id, $0, $1) }
        try Ledger(directory: path).write([.runAccepted(run)] + lost)
        let ledger = try Ledger(directory: path)
        let stored = try #require(try ledger.recoveredRuns().first).losses
        #expect(stored.map(\.lease) == [leases[0], leases[2], leases[1]])
        #expect(stored.map(\.task) == [tasks[0], tasks[2], tasks[1]])
        #expect(throws: LedgerFailure.self) { try ledger.write([lost[0]]) }
        try ledger.write([.lossForgotten(run.id, leases[2])])
        #expect(throws: LedgerFailure.self) { try ledger.write([.lossForgotten(run.id, leases[2])]) }
        #expect(try ledger.run(run.id)?.losses.map(\.lease) == [leases[0], leases[1]])
        #expect(try Ledger.check(directory: path).damage == [])
        for change in ["lease = 5 WHERE part = -1", "level = 1 WHERE part = -1", "part = 1 WHERE part = 2"] {
            let copy = try folder.afterPowerLoss(of: path)
            try tamper(with: copy) { try $0.execute(sql: "UPDATE loss SET \(change)") }
            #expect(try Ledger.check(directory: copy).damageCount == 1, "\(change)")
            let damaged = try Ledger(directory: copy)
            #expect(throws: LedgerFailure.self) { try damaged.recoveredRuns() }
        }
        try ledger.write([.runMoved(run.id, to: .failed, reason: "", seconds: 0)])
        let left = try ledger.queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM loss") }
        #expect(left == 0)
    }

    @Test func checksAreKeptUntilTheyEndWithWhoIsChecked() throws {
        let path = try folder.make()
        let id = try Sample.id(1)
        let tasks = [Sample.range(0, 0), Sample.range(1, 1)].map { ShardTask.draws($0) }
        try Ledger(directory: path).write(Sample.batch(1) + tasks.map { .checkBegun(id, $0) })
        let ledger = try Ledger(directory: path)
        let expected = [
            try Sample.receipt(Sample.range(0, 0)), try Sample.receipt(Sample.range(1, 1), worker: "worker-2"),
        ]
        #expect(try ledger.recoveredRuns().first?.unchecked == expected)
        #expect(throws: LedgerFailure.self) { try ledger.write([.checkBegun(id, tasks[0])]) }
        try ledger.write([.checkEnded(id, tasks[0])])
        #expect(throws: LedgerFailure.self) { try ledger.write([.checkEnded(id, tasks[0])]) }
        #expect(try ledger.run(id)?.unchecked == [expected[1]])
        #expect(try Ledger.check(directory: path).damage == [])
        for change in ["UPDATE unchecked SET position = 0", "UPDATE unchecked SET level = 99", "DELETE FROM shard"] {
            let copy = try folder.afterPowerLoss(of: path)
            try tamper(with: copy) { try $0.execute(sql: change) }
            #expect(try Ledger.check(directory: copy).damageCount >= 1, "\(change)")
            let damaged = try Ledger(directory: copy)
            #expect(throws: LedgerFailure.self) { try damaged.recoveredRuns() }
        }
        try ledger.write([.runMoved(id, to: .cancelled, reason: "", seconds: 1)])
        let left = try ledger.queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM unchecked") }
        #expect(left == 0)
    }

    @Test func anEndedRunGivesItsNodesOnlyWhenAsked() throws {
        let ledger = try Ledger.inMemory()
        let id = try Sample.id(1)
        try ledger.write(Sample.batch(1) + [.runMoved(id, to: .failed, reason: "shard \0 ü", seconds: 7.5)])
        let run = try #require(try ledger.recoveredRuns().first)
        #expect(run.state == .failed && run.reason == "shard \0 ü" && run.seconds == 7.5)
        #expect(run.nodes.isEmpty)
        #expect(try ledger.run(id)?.nodes.isEmpty == true)
        #expect(try ledger.nodes(of: id).map(\.range) == [Sample.range(0, 0), Sample.range(1, 1)])
    }

    @Test func aJoinedNodeReplacesItsParts() throws {
        let ledger = try Ledger.inMemory()
        let id = try Sample.id(1)
        let parent = Sample.range(0, 0).parent
        try ledger.write(Sample.batch(1))
        try ledger.write([
            .shardMerged(id, Sample.receipt(Sample.range(0, 1))), .nodeStored(id, parent, Sample.summary(9)),
            .nodeRemoved(id, Sample.range(0, 0)),
        ])
        let nodes = try ledger.nodes(of: id)
        #expect(nodes.map(\.range) == [parent, Sample.range(1, 1)])
        #expect(nodes.first?.bytes == Sample.summary(9).encoded())
    }

    @Test func aNodeThatComesAndGoesInOneTransactionLeavesNothing() throws {
        let ledger = try Ledger.inMemory()
        let id = try Sample.id(1)
        let first = Sample.range(0, 0)
        try ledger.write(Sample.batch(1))
        // Gone, there again, gone, and there with another content; and one that stood before.
        try ledger.write([
            .nodeRemoved(id, first), .nodeStored(id, first, Sample.summary(7)), .nodeRemoved(id, first),
            .nodeStored(id, first, Sample.summary(9)),
        ])
        #expect(try ledger.nodes(of: id).map(\.bytes).first == Sample.summary(9).encoded())
        try ledger.write([.nodeStored(id, first.parent, Sample.summary(8)), .nodeRemoved(id, first.parent)])
        #expect(try ledger.nodes(of: id).map(\.range) == [first, Sample.range(1, 1)])
        #expect(throws: LedgerFailure.self) { try ledger.write([.nodeRemoved(id, first.parent)]) }
    }

    @Test func nodesComeInOrderOfLeaves() throws {
        let ledger = try Ledger.inMemory()
        let id = try Sample.id(1)
        let layout = try #require(DrawLayout(draws: DrawLayout.maximumDraws))
        let sample = try Sample.run(1)
        let run = RunDescription(
            id: id, label: "", modelName: "", modelText: [], scenario: "", sampler: "", seed: 0, layout: layout,
            plan: [], kernelVersion: "", submittedAt: 0)
        let last = ShardRange(replicate: 15, level: 0, index: layout.leaves(ofReplicate: 15) - 1)
        let early = ShardRange(replicate: 15, level: 27, index: 0)
        try ledger.write([
            .runAccepted(run), .nodeStored(id, last, Sample.summary(1)), .nodeStored(id, early, Sample.summary(2)),
        ])
        #expect(try ledger.nodes(of: id).map(\.range) == [early, last])
        #expect(try ledger.run(id)?.description == run)
        #expect(run != sample)
    }

    @Test func shardsAreCountedByWorker() throws {
        let ledger = try Ledger.inMemory()
        try ledger.write(Sample.batch(1) + Sample.batch(2))
        try ledger.write([.shardMerged(Sample.id(1), Sample.receipt(Sample.range(5, 0), worker: "worker-2"))])
        let counts = try ledger.mergedShards(of: Sample.id(1))
        #expect(counts.map(\.worker.text) == ["worker-1", "worker-2"])
        #expect(counts.map(\.shards) == [1, 2])
    }

    @Test func anUnknownRunHasNothing() throws {
        let ledger = try Ledger.inMemory()
        let id = try Sample.id(1)
        #expect(try ledger.run(id) == nil)
        #expect(try ledger.nodes(of: id).isEmpty)
        #expect(try ledger.receipts(of: id).isEmpty)
        #expect(try ledger.mergedShards(of: id).isEmpty)
        #expect(try ledger.recoveredRuns().isEmpty)
    }

    @Test func theEpochGrowsWithEveryStart() throws {
        let path = try folder.make()
        #expect(try Ledger(directory: path).begin() == 1)
        let ledger = try Ledger(directory: path)
        #expect(try ledger.begin() == 2)
        #expect(try Ledger(directory: folder.afterPowerLoss(of: path)).begin() == 3)
    }

    @Test func newDirectoriesAreForTheirOwnerAlone() throws {
        let path = try folder.make()
        #expect(try Ledger(directory: path + "/state/suanli/").begin() == 1)
        #expect(try Ledger(directory: path + "/state/suanli").begin() == 2)
        for part in ["/state", "/state/suanli"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path + part)
            #expect(attributes[.posixPermissions] as? Int == 0o700)
        }
    }

    @Test func acknowledgedWritesAreSynchronised() throws {
        let path = try folder.make()
        let ledger = try Ledger(directory: path)
        let settings = try ledger.queue.read { db in
            [
                try String.fetchOne(db, sql: "PRAGMA journal_mode"), try String.fetchOne(db, sql: "PRAGMA synchronous"),
                try String.fetchOne(db, sql: "PRAGMA foreign_keys"),
            ]
        }
        #expect(settings == ["wal", "2", "1"])
    }
}
