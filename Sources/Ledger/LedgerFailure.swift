import GRDB

/// Why the ledger could not do what it was asked to. What a failed write held is not in the ledger, none of it.
public enum LedgerFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another coordinator works on the ledger in this directory.
    case lockedByAnother(directory: String)
    /// The directory or a file in it cannot be made, opened or locked.
    case cannotOpen(path: String, reason: String)
    /// A newer version of Suanli made this ledger.
    case newerSchema(path: String)
    /// There is no room for the write; the same write may succeed once there is.
    case diskFull
    /// The disk or the file became read-only.
    case readOnly
    /// Another program holds the database, such as an SQLite shell in the middle of a change.
    case busy
    /// The disk or the system failed in another way.
    case deviceFailed(reason: String)
    /// What was stored is not there as it was stored; `what` names the table and the row where it can.
    case corrupt(what: String)
    /// A record contradicts the ones before, such as a shard merged twice.
    case contradiction(what: String)

    /// One line, without a full stop.
    public var description: String {
        switch self {
        case .lockedByAnother(let directory):
            "another coordinator is using the ledger in \(directory); stop it, or give this one another directory"
        case .cannotOpen(let path, let reason): "cannot open the ledger at \(path): \(reason)"
        case .newerSchema(let path): "the ledger at \(path) was made by a newer version of suanli; use that version"
        case .diskFull: "cannot write the ledger: the disk is full; free some space"
        case .readOnly: "cannot write the ledger: its disk or file is read-only; make it writable"
        case .busy: "cannot use the ledger: another program holds its database; close that program"
        case .deviceFailed(let reason): "cannot use the ledger: \(reason)"
        case .corrupt(let what):
            "the ledger is damaged: \(what); restore it from a backup, or start with a new directory"
        case .contradiction(let what): "the ledger refuses a record: \(what)"
        }
    }

    /// What SQLite's error, or a failure that passed through it, means for the ledger.
    init(_ error: any Error) {
        switch error {
        case let failure as LedgerFailure: self = failure
        case let error as DatabaseError: self.init(error)
        default: self = .deviceFailed(reason: "\(error)")
        }
    }

    /// Every statement is our own, so that one SQLite does not understand speaks of tables that are not as we made them.
    private init(_ error: DatabaseError) {
        switch error.resultCode {
        case .SQLITE_FULL: self = .diskFull
        case .SQLITE_READONLY: self = .readOnly
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR: self = .corrupt(what: error.line)
        case .SQLITE_CONSTRAINT: self = .contradiction(what: error.line)
        default: self = .deviceFailed(reason: error.line)
        }
    }
}

extension DatabaseError {
    /// SQLite's words in one line, with its code.
    var line: String {
        let words = (message ?? "SQLite failed").split(whereSeparator: \.isNewline).joined(separator: " ")
        return "\(words) (SQLite code \(extendedResultCode.rawValue))"
    }
}
