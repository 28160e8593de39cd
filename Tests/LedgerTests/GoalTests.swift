import BinaryCoding
import Foundation
import GRDB
import Scheduling
import Statistics
import Testing

@testable import Ledger

/// Runs towards a precision, and the parts of sensitivities.
@Suite struct GoalTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    private func run() throws -> RunDescription {
        let sample = try Sample.run(1)
        return RunDescription(
            id: sample.id, label: "", modelName: "m", modelText: [1], scenario: "all", sampler: "philox", seed: 1,
            layout: try #require(DrawLayout(draws: 300_000)), precision: Precision(relative: 0.001), plan: [2],
            sensitivity: SensitivityWork(plan: [3, 4], parts: 20), kernelVersion: "1", submittedAt: 0)
    }

    private func receipt(_ part: Int, worker: String = "worker-1") throws -> ShardReceipt {
        ShardReceipt(
            task: .sensitivity(part: part), worker: try #require(WorkerID(worker)),
            lease: LeaseID(epoch: 1, number: .max), attempt: 3, seconds: 0.5,
            digest: ContentDigest(of: part == 7 ? [7, 7] : []))
    }

    private func goal(_ draws: UInt64) throws -> DrawLayout { try #require(DrawLayout(draws: draws)) }

    @Test func goalsAndPartsAreReadAfterReopening() throws {
        let path = try folder.make()
        let run = try run()
        do {
            let ledger = try Ledger(directory: path)
            try ledger.write([.runAccepted(run)])
            #expect(try ledger.run(run.id)?.goal == run.layout.firstGoal)
            try ledger.write([
                .shardMerged(run.id, Sample.receipt(Sample.range(0, 0))), .partMerged(run.id, receipt(7), [7, 7]),
                .partMerged(run.id, receipt(0, worker: "worker-2"), []), .goalMoved(run.id, to: goal(131_072)),
            ])
        }
        let ledger = try Ledger(directory: path)
        let stored = try #require(try ledger.recoveredRuns().first)
        #expect(stored.description == run)
        #expect(stored.goal.draws == 131_072 && stored.parts == [0, 7])
        let parts = try ledger.parts(of: run.id)
        #expect(parts.map(\.part) == [0, 7] && parts.map(\.bytes) == [[], [7, 7]])
        #expect(
            try ledger.receipts(of: run.id) == [
                Sample.receipt(Sample.range(0, 0)), receipt(0, worker: "worker-2"), receipt(7),
            ])
        let counts = try ledger.mergedShards(of: run.id)
        #expect(try ledger.receipt(of: .sensitivity(part: 7), in: run.id) == receipt(7))
        #expect(try ledger.receipt(of: .sensitivity(part: 8), in: run.id) == nil)
        #expect(counts.map(\.worker.text) == ["worker-1", "worker-2"] && counts.map(\.shards) == [2, 1])
        try ledger.write([.runMoved(run.id, to: .done, reason: "", seconds: 1)])
        #expect(try ledger.recoveredRuns().first?.goal.draws == 131_072)
        #expect(try ledger.parts(of: run.id).count == 2)
    }

    @Test func recordsThatContradictTheOnesBeforeAreRefused() throws {
        let ledger = try Ledger.inMemory()
        let run = try run()
        try ledger.write([
            .runAccepted(run), .partMerged(run.id, receipt(7), [7]), .goalMoved(run.id, to: goal(131_072)),
        ])
        let refused: [LedgerRecord<Summary>] = [
            .partMerged(run.id, try receipt(7), [7]), .partMerged(try Sample.id(9), try receipt(1), [7]),
            .partMerged(run.id, try Sample.receipt(Sample.range(0, 0)), [7]), .shardMerged(run.id, try receipt(1)),
            .goalMoved(run.id, to: try goal(131_072)), .goalMoved(run.id, to: try goal(65_536)),
            .goalMoved(try Sample.id(9), to: try goal(262_144)),
        ]
        for record in refused {
            guard case .contradiction = failure(of: { try ledger.write([record]) }) else {
                Issue.record("\(record) was written")
                continue
            }
        }
        #expect(try ledger.run(run.id)?.parts == [7])
    }

    @Test(arguments: [
        "UPDATE part SET result = x'08'", "UPDATE part SET position = 6", "UPDATE part SET position = 20",
        "UPDATE part SET seconds = -1.0", "UPDATE run SET goal = 65537", "UPDATE run SET goal = 0",
        "UPDATE run SET goal = 600000", "UPDATE run SET precision = 0.002", "UPDATE run SET precision = 1.0",
        "UPDATE run SET parts = 21", "UPDATE run SET parts = 100001", "UPDATE run SET sensitivity = x'0305'",
    ])
    func damageIsNoticed(statement: String) throws {
        let path = try folder.make()
        let run = try run()
        try Ledger(directory: path).write([.runAccepted(run), .partMerged(run.id, receipt(7), [7])])
        try tamper(with: path) { try $0.execute(sql: statement) }
        guard case .corrupt = failure(of: { try Ledger(directory: path).recoveredRuns() }) else {
            Issue.record("\(statement) passed")
            return
        }
    }
}
