public import ModelLanguage

/// Every input and quantity of one draw.
public struct ReplayReport: Report {
    private struct Row {
        let kind: String
        let value: DrawReplay.Value
    }

    private let number: UInt64
    private let rows: [Row]

    /// A report of draw `number`.
    public init(_ draw: DrawReplay.Draw, number: UInt64) {
        self.number = number
        let sections = [
            ("input", draw.inputs), ("quantity", draw.quantities), ("probability", draw.probabilities),
            ("identity", draw.identities),
        ]
        rows = sections.flatMap { kind, values in values.map { Row(kind: kind, value: $0) } }
    }

    /// A value a line, to all its digits.
    public func table(_ style: TextStyle) -> String {
        "draw \(number)\n\n\(Self.listing.table(rows, style: style))"
    }

    /// `{"version": 1, "draw": 7, "values": [...]}`.
    public var json: String {
        JSONValue.object([
            .init(key: "version", value: .integer(1)),
            .init(key: "draw", value: .integer(number)),
            .init(key: "values", value: .array(rows.map { .object(Self.listing.members(of: $0)) })),
        ]).text
    }

    /// A value a row.
    public var csv: String { Self.listing.csv(rows) }

    private static var listing: Listing<Row> {
        Listing(fields: [
            .init("kind", "Kind", value: { .string($0.kind) }, text: { .init($0.kind) }),
            .init("name", "Name", isFlexible: true, value: { .string($0.value.name) }, text: { .init($0.value.name) }),
            .init(
                "value", "Value", alignment: .right, value: { .number($0.value.value) },
                text: { .init(text(of: $0)) }),
            .init(
                "unit", "Unit", value: { .string($0.value.unit) },
                text: { .init($0.value.unit == "1" ? "" : $0.value.unit) }),
        ])
    }

    private static func text(of row: Row) -> String {
        switch row.kind {
        case "probability", "identity":
            row.value.value.isNaN ? "undefined" : row.value.value != 0 ? "holds" : "does not hold"
        default: "\(row.value.value)"
        }
    }
}
