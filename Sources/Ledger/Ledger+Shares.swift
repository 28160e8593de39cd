import Foundation
import GRDB
public import Scheduling
import Statistics

/// Receipts of runs that have ended, made short: of each worker the ranges, in place of a row a shard.
extension Ledger {
    /// The runs that have ended and whose receipts are not short yet, in order of submission.
    public func runsToShorten() throws(LedgerFailure) -> [RunID] {
        try read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT sequence, id FROM run
                    WHERE state IN ('done', 'cancelled', 'failed') AND EXISTS (SELECT 1 FROM shard WHERE run = sequence)
                    ORDER BY sequence
                    """)
            return try Array(Row.fetchCursor(statement).map { try RowReader(run: $0).word("id") { RunID($0) } })
        }
    }

    /// Makes some of the receipts of a run that has ended short, `limit` at most; whether there are more.
    ///
    /// In one transaction, so that each shard stands in exactly one place. Of a run that has not ended nothing is changed.
    public func shortenReceipts(of id: RunID, limit: Int = 2000) throws(LedgerFailure) -> Bool {
        try change { db in
            guard let row = try Self.find(id, db), try row.word("state", { RunState(rawValue: $0) }).isFinal else {
                return false
            }
            let run = try row.description(hasTexts: false)
            let sequence = Int64(bitPattern: try row.unsigned("sequence"))
            let shards = try Self.shards(of: run, sequence: sequence, limit: limit, db)
            guard let last = shards.last?.range else { return false }
            let slice = try Int.fetchOne(
                db, sql: "SELECT ifnull(max(slice), -1) + 1 FROM share WHERE run = ?", arguments: [sequence])
            for (worker, shards) in Dictionary(grouping: shards, by: \.worker) {
                let share = WorkerShare(worker, shards: shards.map(\.range))
                let ranges = share.encodedRanges
                try db.execute(
                    sql: "INSERT INTO share VALUES (?, ?, ?, ?, ?, ?)",
                    arguments: [
                        sequence, slice, worker.text, Int64(share.shards), Data(ranges),
                        Data(RowDigest.of(share, encoded: ranges, of: id)),
                    ])
            }
            try db.execute(
                sql: "DELETE FROM shard WHERE run = ? AND (replicate, level, position) <= (?, ?, ?)",
                arguments: [sequence, last.replicate, last.level, Int64(bitPattern: last.index)])
            return shards.count == limit
        }
    }

    private static func shards(of run: RunDescription, sequence: Int64, limit: Int, _ db: Database) throws
        -> [(worker: WorkerID, range: ShardRange)]
    {
        let rows = try Row.fetchAll(
            db, sql: "SELECT * FROM shard WHERE run = ? ORDER BY replicate, level, position LIMIT ?",
            arguments: [sequence, limit])
        return try rows.compactMap { row in
            let receipt = try RowReader(row, place: "table shard, run \(run.id)").receipt(in: run.layout)
            guard case .draws(let range) = receipt.task else { return nil }
            return (receipt.worker, range)
        }
    }

    /// What each worker computed of a run's draws, by the worker's name, whatever the run's state; none for one that is unknown.
    public func shares(of id: RunID) throws(LedgerFailure) -> [WorkerShare] {
        try read { db in
            guard let row = try Self.find(id, db) else { return [] }
            let run = try row.description(hasTexts: false)
            let sequence = Int64(bitPattern: try row.unsigned("sequence"))
            let rows = try Row.fetchCursor(db, sql: "SELECT * FROM share WHERE run = ?", arguments: [sequence])
            var shares = try Array(rows.map { try RowReader($0, place: "table share, run \(id)").share(of: run) })
            let shards = try Self.shards(of: run, sequence: sequence, limit: .max, db)
            shares += Dictionary(grouping: shards, by: \.worker).map { WorkerShare($0, shards: $1.map(\.range)) }
            return Dictionary(grouping: shares, by: \.worker).values
                .compactMap { shares in shares.dropFirst().reduce(shares[0]) { $0.merged(with: $1) } }
                .sorted { $0.worker < $1.worker }
        }
    }
}
