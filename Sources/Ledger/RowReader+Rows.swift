import BinaryCoding
import GRDB
import Scheduling
import Statistics

extension RowReader {
    /// A row of table `run`.
    init(run row: Row) throws {
        let sequence = try row.decode(DatabaseValue.self, forColumn: "sequence")
        self.init(row, place: "table run, row \(sequence)")
    }

    /// The unchanging part of a row of table `run`. Without the texts of model and plan it cannot be checked against its digest.
    func description(hasTexts: Bool = true) throws -> RunDescription {
        guard let layout = DrawLayout(draws: try unsigned("draws")) else { throw damage("draws is out of range") }
        let relative = try real("precision")
        let precision = Precision(relative: relative)
        guard relative == 0 || precision != nil else { throw damage("precision is out of range") }
        let sensitivity = SensitivityWork(
            plan: try bytes("sensitivity"), parts: try integer("parts", in: 0...ShardTask.maximumParts))
        let run = RunDescription(
            id: try word("id") { RunID($0) }, label: try text("label"), modelName: try text("model_name"),
            modelText: try bytes("model_text"), scenario: try text("scenario"), sampler: try text("sampler"),
            seed: try unsigned("seed"), layout: layout, precision: precision,
            plan: try bytes("plan"), sensitivity: sensitivity,
            kernelVersion: try text("kernel_version"), submittedAt: try seconds("submitted_at"), terms: try terms())
        guard try !hasTexts || bytes("digest") == RowDigest.of(run) else {
            throw damage("run \(run.id) does not match its digest")
        }
        return run
    }

    private func terms() throws -> RunTerms {
        var terms = RunTerms()
        terms.priority = try integer("priority", in: RunTerms.priorities)
        terms.submitter = try text("submitter")
        terms.spotCheck = try real("spot_check")
        guard (0...1).contains(terms.spotCheck) else { throw damage("spot_check is out of range") }
        let seconds = try seconds("maximum_seconds")
        terms.maximumSeconds = seconds > 0 ? seconds : nil
        let slots = try integer("maximum_slots", in: 0...RunTerms.slotLimit)
        terms.maximumSlots = slots > 0 ? slots : nil
        let bytes = try integer("maximum_bytes", in: 0...RunTerms.byteLimit)
        terms.maximumBytes = bytes > 0 ? bytes : nil
        return terms
    }

    /// Up to how many draws a row of table `run` says that it is computed.
    func goal(of run: RunDescription) throws -> DrawLayout {
        guard let goal = DrawLayout(draws: try unsigned("goal")), run.canStop(at: goal) else {
            throw damage("goal is no number of draws that run \(run.id) can stop at")
        }
        return goal
    }

    /// A row of table `shard`, of a run with this layout.
    func receipt(in layout: DrawLayout) throws -> ShardReceipt {
        let digest = try bytes("digest")
        guard digest.isEmpty || ContentDigest(bytes: digest) != nil else { throw damage("digest is none") }
        return try receipt(of: .draws(range(in: layout)), digest: ContentDigest(bytes: digest))
    }

    /// A row of table `part`, of the run with this id, which has so many parts: which part, and what came of it.
    func part(of run: RunID, parts: Int) throws -> (part: Int, bytes: [UInt8]) {
        let part = try integer("position", in: 0...ShardTask.maximumParts)
        guard part < parts else { throw damage("the part is none of the run's") }
        let result = try bytes("result")
        guard try bytes("digest") == RowDigest.of(result, part: part, of: run) else {
            throw damage("sensitivity part \(part) of run \(run) does not match its digest")
        }
        return (part, result)
    }

    /// Such a row: who computed the part.
    func partReceipt(of run: RunID, parts: Int) throws -> ShardReceipt {
        let (part, result) = try part(of: run, parts: parts)
        return try receipt(of: .sensitivity(part: part), digest: ContentDigest(of: result))
    }

    /// Who computed `task`, which the row is about.
    func receipt(of task: ShardTask, digest: ContentDigest?) throws -> ShardReceipt {
        ShardReceipt(
            task: task, worker: try word("worker") { WorkerID($0) },
            lease: LeaseID(epoch: try unsigned("epoch"), number: try unsigned("lease")),
            attempt: try integer("attempt", in: 1...Int.max), seconds: try seconds("seconds"), digest: digest)
    }

    /// A row of table `quarantine`, of `run`.
    func quarantined(of run: RunDescription) throws -> ShardTask {
        _ = try text("reason")
        return try task(of: run)
    }

    /// A row of table `loss`, of `run`: which work, and on which lease.
    func loss(of run: RunDescription) throws -> (task: ShardTask, lease: LeaseID) {
        let task = try task(of: run)
        let lease = LeaseID(epoch: try unsigned("epoch"), number: try unsigned("lease"))
        guard try bytes("digest") == RowDigest.ofLoss(of: task, on: lease, of: run.id) else {
            throw damage("the loss with lease \(lease) of run \(run.id) does not match its digest")
        }
        return (task, lease)
    }

    /// The work that a row is about whose `part` is -1 of draws.
    func task(of run: RunDescription) throws -> ShardTask {
        let part = try integer("part", in: -1...ShardTask.maximumParts)
        guard part >= 0 else { return .draws(try range(in: run.layout)) }
        guard part < run.sensitivity.parts else { throw damage("the part is none of the run's") }
        return .sensitivity(part: part)
    }

    /// A row of table `share`, of `run`.
    func share(of run: RunDescription) throws -> WorkerShare {
        let ranges = try bytes("ranges")
        let worker = try word("worker") { WorkerID($0) }
        guard
            let share = WorkerShare(worker, shards: try unsigned("shards"), encodedRanges: ranges, in: run.layout)
        else { throw damage("the ranges are none of the run's") }
        guard try bytes("digest") == RowDigest.of(share, encoded: ranges, of: run.id) else {
            throw damage("the share of \(worker) in run \(run.id) does not match its digest")
        }
        return share
    }

    /// A row of table `node`, of the run with this id and layout.
    func node(of run: RunID, in layout: DrawLayout) throws -> (range: ShardRange, bytes: [UInt8]) {
        let range = try range(in: layout)
        let summary = try bytes("summary")
        guard try bytes("digest") == RowDigest.of(summary, at: range, of: run) else {
            throw damage("the summary of \(range.place(in: run)) does not match its digest")
        }
        return (range, summary)
    }

    /// The node of a run's trees that the row is about.
    func range(in layout: DrawLayout) throws -> ShardRange {
        let range = ShardRange(
            replicate: try integer("replicate", in: 0...DrawLayout.replicates - 1),
            level: try integer("level", in: 0...DrawLayout.maximumLevel), index: try unsigned("position"))
        guard layout.contains(range) else { throw damage("the range is no part of the run") }
        return range
    }
}
