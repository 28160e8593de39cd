public import Scheduling

/// Why a run is where it is.
public struct RunExplanationReport: Report {
    private let explanation: RunExplanation

    /// Of this explanation.
    public init(_ explanation: RunExplanation) {
        self.explanation = explanation
    }

    /// A cause a line, what holds the run back first.
    public func table(_ style: TextStyle) -> String {
        var table = TextTable(columns: [
            .init(title: "Run", emphasis: .faint), .init(title: explanation.id.text, isFlexible: true),
        ])
        table.append([TextTable.Cell("State"), TextTable.Cell(explanation.state.rawValue)])
        for cause in explanation.causes {
            table.append([
                TextTable.Cell(cause.isBlocking ? "It waits" : "Also"),
                TextTable.Cell(cause.text.printable, cause.isBlocking ? .warning : nil),
            ])
        }
        return table.lines(style).joined(separator: "\n") + "\n"
    }

    /// `{"version": 1, "run": ..., "state": ..., "causes": [{"code", "text", "blocking"}...]}`.
    public var json: String {
        let causes = explanation.causes.map { cause in
            JSONValue.object([
                .init(key: "code", value: .string(cause.code)), .init(key: "text", value: .string(cause.text)),
                .init(key: "blocking", value: .bool(cause.isBlocking)),
            ])
        }
        return JSONValue.object([
            .init(key: "version", value: .integer(1)), .init(key: "run", value: .string(explanation.id.text)),
            .init(key: "state", value: .string(explanation.state.rawValue)),
            .init(key: "causes", value: .array(causes)),
        ]).text
    }

    /// A cause a row.
    public var csv: String {
        var csv = CSVWriter(header: ["run", "code", "text", "blocking"])
        for cause in explanation.causes {
            csv.append([
                .string(explanation.id.text), .string(cause.code), .string(cause.text), .bool(cause.isBlocking),
            ])
        }
        return csv.text
    }
}
