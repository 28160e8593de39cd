import BinaryCoding
import Scheduling
import Statistics

/// What is stored beside a row, so that no flipped bit passes for what was written: SQLite itself checks no page.
///
/// The digests cover what a row is about as well, so that a row is not taken for another one's.
enum RowDigest {
    /// Of everything in a run that does not change.
    static func of(_ run: RunDescription) -> [UInt8] {
        var writer = ByteWriter()
        for text in [run.id.text, run.label, run.modelName, run.scenario, run.sampler, run.kernelVersion] {
            writer.write(text)
        }
        writer.write(run.seed)
        writer.write(run.layout.draws)
        writer.write(run.submittedAt)
        for bytes in [run.modelText, run.plan] {
            writer.writeVarint(UInt64(bytes.count))
            writer.writeRaw(bytes)
        }
        // Runs of before these were known are written as if they asked for neither, and keep their digests.
        if run.precision != nil || run.sensitivity != .none {
            writer.write(run.precision?.relative ?? 0)
            writer.write(Int64(run.sensitivity.parts))
            writer.writeRaw(run.sensitivity.plan)
        }
        // Likewise of those that are scheduled as usual.
        if run.terms != .usual {
            writer.write(Int64(run.terms.priority))
            writer.write(run.terms.submitter)
            writer.write(run.terms.spotCheck)
            writer.write(run.terms.maximumSeconds ?? 0)
            writer.write(Int64(run.terms.maximumSlots ?? 0))
        }
        if let bytes = run.terms.maximumBytes { writer.write(Int64(bytes)) }
        return ContentDigest(of: writer.bytes).bytes
    }

    /// Of a part of a run's sensitivities.
    static func of(_ result: [UInt8], part: Int, of run: RunID) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(run.text)
        writer.write(Int64(part))
        return ContentDigest(of: result, after: writer.bytes).bytes
    }

    /// Of a worker that was lost with work of a run.
    static func ofLoss(of task: ShardTask, on lease: LeaseID, of run: RunID) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(run.text)
        writer.write(lease.epoch)
        writer.write(lease.number)
        switch task {
        case .draws(let range):
            for value in [-1, range.replicate, range.level] { writer.write(Int64(value)) }
            writer.write(range.index)
        case .sensitivity(let part): writer.write(Int64(part))
        }
        return ContentDigest(of: writer.bytes).bytes
    }

    /// Of a worker's share of a run.
    static func of(_ share: WorkerShare, encoded ranges: [UInt8], of run: RunID) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(run.text)
        writer.write(share.worker.text)
        writer.write(share.shards)
        writer.writeRaw(ranges)
        return ContentDigest(of: writer.bytes).bytes
    }

    /// Of the summary at a node of a run.
    static func of(_ summary: [UInt8], at range: ShardRange, of run: RunID) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(run.text)
        writer.write(Int64(range.replicate))
        writer.write(Int64(range.level))
        writer.write(range.index)
        return ContentDigest(of: summary, after: writer.bytes).bytes
    }
}
