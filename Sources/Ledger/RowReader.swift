import Foundation
import GRDB

/// Reads the columns of one row, trusting none of them: a value of another type or out of its range is reported with the
/// row's table and key.
struct RowReader {
    private let row: Row
    /// Which row of which table, for messages.
    private let place: String

    /// A reader of `row`, called `place` in messages.
    init(_ row: Row, place: String) {
        self.row = row
        self.place = place
    }

    /// The failure that this row is not what was stored.
    func damage(_ what: String) -> LedgerFailure {
        .corrupt(what: "\(place): \(what)")
    }

    /// An integer of which only the bits count.
    func unsigned(_ column: String) throws -> UInt64 {
        guard case .int64(let value) = try storage(column) else { throw damage("\(column) is not an integer") }
        return UInt64(bitPattern: value)
    }

    /// An integer within `range`.
    func integer(_ column: String, in range: ClosedRange<Int>) throws -> Int {
        guard let value = Int(exactly: Int64(bitPattern: try unsigned(column))), range.contains(value) else {
            throw damage("\(column) is out of range")
        }
        return value
    }

    /// A finite number.
    func real(_ column: String) throws -> Double {
        guard case .double(let value) = try storage(column), value.isFinite else {
            throw damage("\(column) is not a finite number")
        }
        return value
    }

    /// A time in seconds that has passed.
    func seconds(_ column: String) throws -> Double {
        let value = try real(column)
        guard value >= 0 else { throw damage("\(column) is negative") }
        return value
    }

    /// Bytes as they are.
    func bytes(_ column: String) throws -> [UInt8] {
        guard case .blob(let data) = try storage(column) else { throw damage("\(column) is not a blob") }
        return Array(data)
    }

    /// Text stored as bytes.
    func text(_ column: String) throws -> String {
        guard let text = String(validating: try bytes(column), as: UTF8.self) else {
            throw damage("\(column) is not UTF-8")
        }
        return text
    }

    /// A word stored as SQLite's text, made into what it names.
    func word<Value>(_ column: String, _ parse: (String) -> Value?) throws -> Value {
        guard case .string(let text) = try storage(column), let value = parse(text) else {
            throw damage("\(column) is not one")
        }
        return value
    }

    private func storage(_ column: String) throws -> DatabaseValue.Storage {
        try row.decode(DatabaseValue.self, forColumn: column).storage
    }
}
