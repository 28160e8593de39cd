import BinaryCoding
import Foundation
import GRDB
import Ledger
import Scheduling
import Statistics
import Testing

/// A folder for all that a test writes, gone when the test is.
final class Folder: Sendable {
    private let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("ledger-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// A new empty folder in this one.
    func make() throws -> String {
        let part = "\(path)/\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: part, withIntermediateDirectories: false)
        return part
    }

    /// What a power loss would leave of the ledger in `directory`: its files as they are at this moment.
    func afterPowerLoss(of directory: String) throws -> String {
        let copy = try make()
        for name in ["/ledger.sqlite", "/ledger.sqlite-wal"]
        where FileManager.default.fileExists(atPath: directory + name) {
            try FileManager.default.copyItem(atPath: directory + name, toPath: copy + name)
        }
        return copy
    }
}

/// Changes the database of a ledger behind its back, without regard to foreign keys.
func tamper(with directory: String, _ body: (Database) throws -> Void) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: directory + "/ledger.sqlite", configuration: configuration)
    try queue.writeWithoutTransaction(body)
    try queue.close()
}

/// One transaction's worth of each kind of record, made from numbers.
enum Sample {
    static let shape = SummaryShape(outputs: 2, probabilities: 1, identities: 0)

    static func id(_ number: Int) throws -> RunID { try #require(RunID("run\(number)")) }

    /// A run of 32 leaves, two of each replicate.
    static func run(_ number: Int, bytes: Int = 300) throws -> RunDescription {
        RunDescription(
            id: try id(number), label: "算力 \0 №\(number)", modelName: "chips", modelText: filler(number, bytes),
            scenario: "baseline", sampler: "philox", seed: .max - UInt64(number),
            layout: try #require(DrawLayout(draws: 2 * 16 * 4096)), plan: filler(number + 1, bytes),
            kernelVersion: "1", submittedAt: 1.7e9 + Double(number))
    }

    static func range(_ replicate: Int, _ index: UInt64) -> ShardRange {
        ShardRange(replicate: replicate, level: 0, index: index)
    }

    static func receipt(_ range: ShardRange, worker: String = "worker-1") throws -> ShardReceipt {
        ShardReceipt(
            task: .draws(range), worker: try #require(WorkerID(worker)), lease: LeaseID(epoch: 3, number: .max),
            attempt: 2, seconds: 0.25, digest: digest)
    }

    static let digest = ContentDigest(of: [1, 2, 3])

    static func summary(_ number: Int) -> Summary { summaries[number] }

    private static let summaries = (0..<16).map(makeSummary)

    private static func makeSummary(_ seed: Int) -> Summary {
        var generator = SplitMix64(seed: UInt64(seed))
        var columns = (0..<3).map { _ in (0..<64).map { _ in Double(generator.next() % 1000) / 7 } }
        columns[2] = columns[2].map { $0 > 70 ? 1 : 0 }
        let pointers = columns.map { column in
            let pointer = UnsafeMutablePointer<Double>.allocate(capacity: column.count)
            pointer.initialize(from: column, count: column.count)
            return pointer
        }
        defer { pointers.forEach { $0.deallocate() } }
        let fixed = pointers.map { UnsafePointer($0) }
        let accumulator = ShardAccumulator(
            shape: shape,
            columns: [PartColumns(outputs: Array(fixed[0..<2]), probabilities: [fixed[2]], identities: [])])
        accumulator.addLeaf(count: 64)
        return accumulator.finish()
    }

    /// An accepted run with two merged shards, in replicates 0 and 1.
    static func batch(_ number: Int, bytes: Int = 300) throws -> [LedgerRecord<Summary>] {
        let run = try run(number, bytes: bytes)
        return [
            .runAccepted(run), .shardMerged(run.id, try receipt(range(0, 0))),
            .nodeStored(run.id, range(0, 0), summary(number)),
            .shardMerged(run.id, try receipt(range(1, 1), worker: "worker-2")),
            .nodeStored(run.id, range(1, 1), summary(number + 1)),
            .runMoved(run.id, to: .running, reason: "", seconds: 0.5),
        ]
    }

    private static func filler(_ seed: Int, _ count: Int) -> [UInt8] {
        var generator = SplitMix64(seed: UInt64(seed))
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    }
}

/// The ledger's failure that a call threw, `nil` if it threw none.
func failure<Value>(of body: () throws -> Value) -> LedgerFailure? {
    do {
        _ = try body()
        return nil
    } catch let failure as LedgerFailure {
        return failure
    } catch {
        Issue.record(error, "not a failure of the ledger")
        return nil
    }
}

/// Checks that the ledger has the runs of ``Sample/batch(_:bytes:)`` with these numbers, whole, in this order, and no
/// others.
func expectBatches(_ numbers: [Int], in ledger: Ledger, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let runs = try ledger.recoveredRuns()
    #expect(try runs.map(\.description) == numbers.map { try Sample.run($0) }, sourceLocation: sourceLocation)
    for (number, run) in zip(numbers, runs) {
        #expect(run.state == .running && run.seconds == 0.5 && run.reason.isEmpty, sourceLocation: sourceLocation)
        #expect(run.nodes.map(\.range) == [Sample.range(0, 0), Sample.range(1, 1)], sourceLocation: sourceLocation)
        let expected = [Sample.summary(number).encoded(), Sample.summary(number + 1).encoded()]
        #expect(run.nodes.map(\.bytes) == expected, sourceLocation: sourceLocation)
        #expect(try ledger.receipts(of: run.description.id).count == 2, sourceLocation: sourceLocation)
    }
}
