public import Scheduling

/// The runs of a coordinator.
public struct RunList: Report {
    private let runs: [RunSnapshot]

    /// These runs in this order.
    public init(_ runs: [RunSnapshot]) {
        self.runs = runs
    }

    /// A run a line.
    public func table(_ style: TextStyle) -> String {
        runs.isEmpty ? "no runs\n" : RunListing.listing.table(runs, style: style)
    }

    /// `{"version": 1, "runs": [...]}`.
    public var json: String { RunListing.listing.json(runs, key: "runs") }
    /// A run a row, under the keys of the JSON.
    public var csv: String { RunListing.listing.csv(runs) }
}

/// How one run stands.
public struct RunStatus: Report {
    private let run: RunSnapshot

    /// Of this run.
    public init(_ run: RunSnapshot) {
        self.run = run
    }

    /// A property a line.
    public func table(_ style: TextStyle) -> String {
        var table = TextTable(columns: [
            .init(title: "Run", emphasis: .faint), .init(title: run.id.text, isFlexible: true),
        ])
        for (title, cell) in properties { table.append([TextTable.Cell(title), cell]) }
        return table.lines(style).joined(separator: "\n") + "\n"
    }

    /// The run's object in ``RunList/json``, with a version.
    public var json: String {
        let members = RunListing.listing.members(of: run)
        return JSONValue.object([.init(key: "version", value: .integer(1))] + members).text
    }

    /// The run's row in ``RunList/csv``, under a header.
    public var csv: String { RunListing.listing.csv([run]) }

    private var properties: [(String, TextTable.Cell)] {
        var lines: [(String, TextTable.Cell)] = [("Model", TextTable.Cell(run.modelName.printable))]
        if !run.label.isEmpty { lines.append(("Label", TextTable.Cell(run.label.printable))) }
        if !run.terms.submitter.isEmpty {
            lines.append(("Submitter", TextTable.Cell(run.terms.submitter.printable)))
        }
        if run.terms.priority != 0 { lines.append(("Priority", TextTable.Cell("\(run.terms.priority)"))) }
        lines.append(("State", RunListing.state(of: run)))
        if !run.reason.isEmpty { lines.append(("Reason", TextTable.Cell(run.reason.printable, .warning))) }
        let draws = "\(NumberFormat.count(run.mergedDraws)) of \(NumberFormat.count(run.draws)) draws"
        lines.append(("Merged", TextTable.Cell("\(ProgressBar.percent(run.merged)), \(draws)")))
        if !run.state.isFinal {
            let leases = run.leases == 1 ? "1 lease" : "\(run.leases) leases"
            lines.append(("Out", TextTable.Cell("\(NumberFormat.count(run.leasedDraws)) draws on \(leases)")))
            lines.append(("Waiting", TextTable.Cell("\(NumberFormat.count(run.queuedDraws)) draws")))
        }
        if run.heldBytes > 0 {
            let most = run.terms.maximumBytes.map { " of \(NumberFormat.bytes($0))" } ?? ""
            lines.append(("Memory", TextTable.Cell(NumberFormat.bytes(run.heldBytes) + most)))
        }
        if run.quarantined > 0 {
            lines.append(
                ("Quarantined", TextTable.Cell("\(run.quarantined) shards, which workers died with", .warning)))
        }
        lines.append(("Time", TextTable.Cell(ProgressBar.time(run.seconds))))
        if RunListing.isHeld(run) {
            lines.append(
                ("Held", TextTable.Cell("it needs another version of the kernels than this coordinator has", .warning)))
        }
        return lines
    }
}

/// How runs are listed.
enum RunListing {
    static var listing: Listing<RunSnapshot> {
        Listing(fields: [
            .init("run", "Run", value: { .string($0.id.text) }, text: { .init($0.id.text) }),
            .init(
                "state", "State", value: { .string($0.state.rawValue) }, text: { state(of: $0) }),
            .init(
                "merged", "Merged", alignment: .right, value: { .number($0.merged) },
                text: { .init(ProgressBar.percent($0.merged)) }),
            .init(
                "draws", "Draws", alignment: .right, value: { .integer($0.draws) },
                text: { .init(NumberFormat.count($0.draws)) }),
            .init(
                "seconds", "Time", alignment: .right, value: { .number($0.seconds) },
                text: { .init(ProgressBar.time($0.seconds)) }),
            .init(
                "model", "Model", isFlexible: true, value: { .string($0.modelName) },
                text: { .init($0.modelName.printable) }),
            .init("label", "Label", value: { .string($0.label) }, text: { .init($0.label.printable) }),
            .init("reason", "Reason", value: { .string($0.reason) }),
            .init("merged_draws", "", value: { .integer($0.mergedDraws) }),
            .init("leased_draws", "", value: { .integer($0.leasedDraws) }),
            .init("queued_draws", "", value: { .integer($0.queuedDraws) }),
            .init("leases", "", value: { .integer(UInt64(max(0, $0.leases))) }),
            .init("merged_shards", "", value: { .integer($0.mergedShards) }),
            .init("computable", "", value: { .bool($0.isComputable) }),
            .init("priority", "", value: { .number(Double($0.terms.priority)) }),
            .init("submitter", "", value: { .string($0.terms.submitter) }),
            .init("paused", "", value: { .bool($0.isPaused) }),
            .init("quarantined", "", value: { .integer(UInt64(max(0, $0.quarantined))) }),
            .init("held_bytes", "", value: { .integer(UInt64(max(0, $0.heldBytes))) }),
            .init("maximum_bytes", "", value: { limit($0.terms.maximumBytes) }),
            .init("maximum_slots", "", value: { limit($0.terms.maximumSlots) }),
            .init("maximum_seconds", "", value: { $0.terms.maximumSeconds.map { .number($0) } ?? .null }),
        ])
    }

    private static func limit(_ most: Int?) -> JSONValue {
        most.map { .integer(UInt64(max(0, $0))) } ?? .null
    }

    /// Whether it waits for a coordinator of other kernels.
    static func isHeld(_ run: RunSnapshot) -> Bool { !run.state.isFinal && !run.isComputable }

    static func state(of run: RunSnapshot) -> TextTable.Cell {
        let more = (run.isPaused ? ", paused" : "") + (isHeld(run) ? ", held" : "")
        return TextTable.Cell(run.state.rawValue + more, run.state == .failed || isHeld(run) ? .warning : nil)
    }
}
