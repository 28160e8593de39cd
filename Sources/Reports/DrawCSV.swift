public import ModelLanguage

/// Joint draws as CSV, written piece by piece: a header of `draw` and names with their units, `orders (chip)`, then a row a
/// draw with all digits; a number that is not finite leaves its field empty.
public struct DrawCSV: Sendable {
    private var csv: CSVWriter

    /// The header.
    public init(_ columns: [DrawTable.Column]) {
        csv = CSVWriter(
            header: ["draw"] + columns.map { $0.unit == "1" ? $0.name : "\($0.name) (\($0.unit))" })
    }

    /// How much text `count` draws may be, where that is more than a reader might expect: `18 TB`. Numbers with all digits have some 18.
    public static func size(of count: UInt64, _ columns: [DrawTable.Column]) -> String? {
        let bytes = Double(count) * Double(columns.count + 1) * 19
        return bytes < 0x1p30 ? nil : NumberFormat.bytes(Int(min(bytes, 0x1p62)))
    }

    /// Appends a draw.
    public mutating func append(_ row: [Double], number: UInt64) {
        csv.append([.integer(number)] + row.map { .number($0) })
    }

    /// Whether there is enough to be written.
    public var isLarge: Bool { csv.text.utf8.count >= 1 << 16 }

    /// What has been appended since the last time.
    public mutating func take() -> String { csv.take() }
}
