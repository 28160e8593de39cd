/// The name of a run: chosen at random by the client that submits it, so that a submission repeated after a lost
/// answer is recognised as the same one.
public struct RunID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Lower-case letters and digits.
    public let text: String

    /// A run id as text; `nil` unless it has 1 to 40 lower-case letters and digits.
    public init?(_ text: String) {
        guard (1...40).contains(text.utf8.count),
            text.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) })
        else { return nil }
        self.text = text
    }

    /// The id itself.
    public var description: String { text }

    /// Alphabetical order.
    public static func < (left: RunID, right: RunID) -> Bool { left.text < right.text }
}

/// The name of a worker: made at random when its process starts, printable, 1 to 64 characters.
public struct WorkerID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Printable ASCII without spaces.
    public let text: String

    /// A worker's name as text; `nil` unless it is 1 to 64 printable ASCII characters without spaces.
    public init?(_ text: String) {
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy({ (33...126).contains($0) }) else { return nil }
        self.text = text
    }

    /// The name itself.
    public var description: String { text }

    /// Alphabetical order.
    public static func < (left: WorkerID, right: WorkerID) -> Bool { left.text < right.text }
}

/// The name of one lease: which start of the coordinator gave it, and its number since then.
///
/// A lease of an earlier start is never honoured: the ledger alone says what that start had merged.
public struct LeaseID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// How many times the coordinator had started on this ledger, counted from 1.
    public let epoch: UInt64
    /// Leases given in that epoch, counted from 1.
    public let number: UInt64

    /// Lease `number` of `epoch`.
    public init(epoch: UInt64, number: UInt64) {
        self.epoch = epoch
        self.number = number
    }

    /// `epoch.number`.
    public var description: String { "\(epoch).\(number)" }

    /// Earlier leases come first.
    public static func < (left: LeaseID, right: LeaseID) -> Bool {
        (left.epoch, left.number) < (right.epoch, right.number)
    }
}
