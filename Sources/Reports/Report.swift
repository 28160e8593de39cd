/// What a reading command prints, in each of its formats.
public protocol Report: Sendable {
    /// For people; lines of at most the style's width, each ended by a line break.
    func table(_ style: TextStyle) -> String
    /// For programs: keys are stable.
    var json: String { get }
    /// For spreadsheets: a header, then one row a figure or thing, quoted as RFC 4180 has it.
    var csv: String { get }
}

extension Report {
    /// The report in `format`; `style` matters to the table alone.
    public func text(_ format: ReportFormat, style: TextStyle) -> String {
        switch format {
        case .table: table(style)
        case .json: json
        case .csv: csv
        }
    }
}

/// The formats of every reading command.
public enum ReportFormat: String, CaseIterable, Sendable {
    /// For people.
    case table
    /// For programs.
    case json
    /// For spreadsheets.
    case csv
}

/// Why a report cannot be made or read: one line.
public struct ReportFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and the way out, without a full stop.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
