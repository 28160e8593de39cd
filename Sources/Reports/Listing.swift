/// Things of one kind, a row each, in every format.
struct Listing<Row> {
    /// One column: its key in JSON and CSV, and its title in tables.
    struct Field {
        let key: String
        let title: String
        let alignment: TextTable.Alignment
        let isFlexible: Bool
        let value: (Row) -> JSONValue
        /// The value as people read it; `nil` leaves the column out of the table.
        let text: ((Row) -> TextTable.Cell)?

        init(
            _ key: String, _ title: String, alignment: TextTable.Alignment = .left, isFlexible: Bool = false,
            value: @escaping (Row) -> JSONValue, text: ((Row) -> TextTable.Cell)? = nil
        ) {
            self.key = key
            self.title = title
            self.alignment = alignment
            self.isFlexible = isFlexible
            self.value = value
            self.text = text
        }
    }

    let fields: [Field]

    func table(_ rows: [Row], style: TextStyle) -> String {
        let shown = fields.compactMap { field in field.text.map { (field, $0) } }
        var table = TextTable(
            columns: shown.map {
                TextTable.Column(title: $0.0.title, alignment: $0.0.alignment, isFlexible: $0.0.isFlexible)
            })
        for row in rows { table.append(shown.map { $0.1(row) }) }
        return table.lines(style).joined(separator: "\n") + "\n"
    }

    func members(of row: Row) -> [JSONValue.Member] {
        fields.map { JSONValue.Member(key: $0.key, value: $0.value(row)) }
    }

    /// A version, and the rows under `key`.
    func json(_ rows: [Row], key: String) -> String {
        JSONValue.object([
            .init(key: "version", value: .integer(1)),
            .init(key: key, value: .array(rows.map { .object(members(of: $0)) })),
        ]).text
    }

    func csv(_ rows: [Row]) -> String {
        var csv = CSVWriter(header: fields.map(\.key))
        for row in rows { csv.append(fields.map { $0.value(row) }) }
        return csv.text
    }
}
