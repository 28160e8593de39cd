/// Rows of comma-separated fields, quoted as RFC 4180 has it; lines end with a line feed alone, as Unix tools expect.
struct CSVWriter {
    private(set) var text = ""

    init(header: [String]) {
        append(header.map { .string($0) })
    }

    /// Appends a row of plain values; what is `null` or not finite leaves its field empty.
    mutating func append(_ fields: [JSONValue]) {
        text += fields.map(Self.field).joined(separator: ",") + "\n"
    }

    /// What has been written since the last time.
    mutating func take() -> String {
        defer { text = "" }
        return text
    }

    private static func field(_ value: JSONValue) -> String {
        switch value {
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): value.isFinite ? value.description : ""
        case .string(let value): quoted(value)
        case .null, .array, .object: ""
        }
    }

    private static func quoted(_ text: String) -> String {
        // Scalars, since "\r\n" is one character, which is neither of its parts.
        let needsQuotes = text.unicodeScalars.contains { [",", "\"", "\n", "\r"].contains($0) }
        return needsQuotes ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
    }
}
