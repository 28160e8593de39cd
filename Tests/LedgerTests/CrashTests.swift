import Foundation
import Ledger
import Scheduling
import Testing

@Suite struct CrashTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    @Test func everyAcknowledgedBatchSurvivesAtEveryMoment() throws {
        let path = try folder.make()
        let ledger = try Ledger(directory: path)
        for number in 0..<12 {
            try ledger.write(Sample.batch(number))
            try expectBatches(Array(0...number), in: Ledger(directory: folder.afterPowerLoss(of: path)))
        }
    }

    /// A power loss may leave any beginning of what was being appended to the write-ahead log. Each must give back all
    /// batches acknowledged before it, and of the one being written all or nothing.
    @Test func aTornLogGivesWholeBatches() throws {
        let path = try folder.make()
        let ledger = try Ledger(directory: path)
        // Closing it would put the log into the database.
        defer { withExtendedLifetime(ledger) {} }
        let log = "/ledger.sqlite-wal"
        var acknowledged: [Int] = []
        for number in 0..<8 {
            try ledger.write(Sample.batch(number))
            let size = try FileManager.default.attributesOfItem(atPath: path + log)[.size] as? Int
            acknowledged.append(try #require(size))
        }
        let seed: UInt64 = 20_260_301
        var generator = SplitMix64(seed: seed)
        let (first, last) = (acknowledged[0], acknowledged[7])
        for _ in 0..<150 {
            let cut = first + Int(generator.next() % UInt64(last - first))
            let copy = try folder.afterPowerLoss(of: path)
            try #require(truncate(copy + log, cut) == 0)
            let survivors = try Ledger(directory: copy).recoveredRuns().count
            #expect(survivors == acknowledged.count { $0 <= cut }, "log of \(last) bytes cut at \(cut), seed \(seed)")
            try expectBatches(Array(0..<survivors), in: Ledger(directory: copy))
        }
    }
}
