import GRDB
import Scheduling
import Statistics

extension RowReader {
    /// A row of table `run`.
    init(run row: Row) throws {
        let sequence = try row.decode(DatabaseValue.self, forColumn: "sequence")
        self.init(row, place: "table run, row \(sequence)")
    }

    /// The unchanging part of a row of table `run`.
    func description() throws -> RunDescription {
        guard let layout = DrawLayout(draws: try unsigned("draws")) else { throw damage("draws is out of range") }
        let run = RunDescription(
            id: try word("id") { RunID($0) }, label: try text("label"), modelName: try text("model_name"),
            modelText: try bytes("model_text"), scenario: try text("scenario"), sampler: try text("sampler"),
            seed: try unsigned("seed"), layout: layout, plan: try bytes("plan"),
            kernelVersion: try text("kernel_version"), submittedAt: try seconds("submitted_at"))
        guard try bytes("digest") == RowDigest.of(run) else {
            throw damage("run \(run.id) does not match its digest")
        }
        return run
    }

    /// A row of table `shard`, of a run with this layout.
    func receipt(in layout: DrawLayout) throws -> ShardReceipt {
        ShardReceipt(
            range: try range(in: layout), worker: try word("worker") { WorkerID($0) },
            lease: LeaseID(epoch: try unsigned("epoch"), number: try unsigned("lease")),
            attempt: try integer("attempt", in: 1...Int.max), seconds: try seconds("seconds"))
    }

    /// A row of table `node`, of `run`.
    func node(of run: RunDescription) throws -> (range: ShardRange, bytes: [UInt8]) {
        let range = try range(in: run.layout)
        let summary = try bytes("summary")
        guard try bytes("digest") == RowDigest.of(summary, at: range, of: run.id) else {
            throw damage("the summary of \(range.place(in: run.id)) does not match its digest")
        }
        return (range, summary)
    }

    /// The node of a run's trees that the row is about.
    private func range(in layout: DrawLayout) throws -> ShardRange {
        let range = ShardRange(
            replicate: try integer("replicate", in: 0...DrawLayout.replicates - 1),
            level: try integer("level", in: 0...DrawLayout.maximumLevel), index: try unsigned("position"))
        guard layout.contains(range) else { throw damage("the range is no part of the run") }
        return range
    }
}
