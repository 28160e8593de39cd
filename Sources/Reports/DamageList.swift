/// What a check of a ledger found.
public struct DamageList: Report {
    private let damage: [String]
    private let rows: [(table: String, count: Int)]
    private let count: Int

    /// The first of `count` damaged things, a line each, among this many rows of each table.
    public init(_ damage: [String], rows: [(table: String, count: Int)], count: Int) {
        self.damage = damage
        self.rows = rows
        self.count = count
    }

    /// A line for each, and what was read.
    public func table(_ style: TextStyle) -> String {
        let read = rows.map { "\($0.count) of \($0.table)" }.joined(separator: ", ")
        let lines = damage.map(\.printable) + (count > damage.count ? ["and \(count - damage.count) more"] : [])
        return (lines + ["\(count == 0 ? "sound" : "\(count) damaged"); rows read: \(read)"]).joined(separator: "\n")
            + "\n"
    }

    /// `{"version": 1, "damaged": N, "damage": [...], "rows": {...}}`.
    public var json: String {
        JSONValue.object([
            .init(key: "version", value: .integer(1)),
            .init(key: "damaged", value: .integer(UInt64(count))),
            .init(key: "damage", value: .array(damage.map { .string($0) })),
            .init(
                key: "rows",
                value: .object(rows.map { .init(key: $0.table, value: .integer(UInt64($0.count))) })),
        ]).text
    }

    /// A damaged thing a row.
    public var csv: String {
        var csv = CSVWriter(header: ["damage"])
        for line in damage { csv.append([.string(line)]) }
        return csv.text
    }
}
