import Foundation

/// JSON as it is written and read here (RFC 8259): keys keep their order, whole numbers are exact, and a double is the
/// shortest text that reads back as the same bits.
enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(UInt64)
    /// Written as `null` where it is not finite.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([Member])

    struct Member: Hashable, Sendable {
        let key: String
        let value: JSONValue
    }

    static func object(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(members.map { Member(key: $0.key, value: $0.value) })
    }

    /// The member of an object.
    subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }
}

extension JSONValue {
    /// Indented, what holds only plain values on one line; ends with a line break.
    var text: String {
        var text = ""
        write(to: &text, indent: 0)
        text += "\n"
        return text
    }

    private var isContainer: Bool {
        switch self {
        case .array(let elements): !elements.isEmpty
        case .object(let members): !members.isEmpty
        default: false
        }
    }

    private func write(to text: inout String, indent: Int) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value): text += value.isFinite ? value.description : "null"
        case .string(let value): Self.write(value, to: &text)
        case .array(let elements):
            Self.write(
                elements, between: ("[", "]"), to: &text, indent: indent,
                isFlat: !elements.contains(where: \.isContainer)
            ) {
                $0.write(to: &$1, indent: $2)
            }
        case .object(let members):
            let isFlat = indent > 0 && !members.contains { $0.value.isContainer }
            Self.write(members, between: ("{", "}"), to: &text, indent: indent, isFlat: isFlat) {
                Self.write($0.key, to: &$1)
                $1 += ": "
                $0.value.write(to: &$1, indent: $2)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], between brackets: (String, String), to text: inout String, indent: Int, isFlat: Bool,
        element write: (Element, inout String, Int) -> Void
    ) {
        let margin = isFlat || elements.isEmpty ? "" : "\n" + String(repeating: "  ", count: indent + 1)
        text += brackets.0
        for (index, element) in elements.enumerated() {
            if index > 0 { text += isFlat ? ", " : "," }
            text += margin
            write(element, &text, indent + 1)
        }
        if !margin.isEmpty { text += "\n" + String(repeating: "  ", count: indent) }
        text += brackets.1
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                text += String(format: "\\u%04x", scalar.value)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

extension JSONValue: Decodable {
    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            nil
        }
    }

    /// Any JSON; the order of keys is not kept. Whole numbers that fit are ``integer(_:)``.
    init(from decoder: any Decoder) throws {
        if let object = try? decoder.container(keyedBy: Key.self) {
            let keys = object.allKeys.sorted { $0.stringValue < $1.stringValue }
            self = .object(
                try keys.map { Member(key: $0.stringValue, value: try object.decode(JSONValue.self, forKey: $0)) })
        } else if var array = try? decoder.unkeyedContainer() {
            var elements: [JSONValue] = []
            while !array.isAtEnd { elements.append(try array.decode(JSONValue.self)) }
            self = .array(elements)
        } else {
            self = try Self.scalar(in: decoder.singleValueContainer())
        }
    }

    private static func scalar(in container: any SingleValueDecodingContainer) throws -> JSONValue {
        if container.decodeNil() { return .null }
        if let value = try? container.decode(Bool.self) { return .bool(value) }
        if let value = try? container.decode(UInt64.self) { return .integer(value) }
        if let value = try? container.decode(Double.self) { return .number(value) }
        return .string(try container.decode(String.self))
    }
}
