/// A position in a model file.
public struct Place: Hashable, Comparable, Sendable {
    /// Which of the files: 0 is the model itself, what it includes follows.
    public let file: Int
    /// From 1.
    public let line: Int
    /// From 1, in Unicode scalars.
    public let column: Int

    /// The place `column` of `line`, both from 1.
    public init(line: Int, column: Int, file: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// Whether `left` stands before `right` in the file.
    public static func < (left: Place, right: Place) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

/// One thing that is wrong or doubtful about a model file: what, where, and how to mend it.
public struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
    /// How bad it is.
    public enum Severity: String, Hashable, Sendable {
        /// The model cannot be run.
        case error
        /// The model can be run and may not say what its author means.
        case warning
        /// Worth knowing, and nothing wrong with it.
        case note
    }

    /// How bad it is.
    public let severity: Severity
    /// The file's name as it was given.
    public let file: String
    /// Where; `nil` for the file as a whole.
    public let place: Place?
    /// What is wrong and how to mend it: one line, without a full stop.
    public let message: String
    /// The line of the file and, beneath it, a line with a caret under the place; a long line is cut on both sides.
    public let excerpt: String?

    /// A diagnostic; `excerpt` is `nil` where the file's text is of no help.
    public init(severity: Severity, file: String, place: Place?, message: String, excerpt: String? = nil) {
        self.severity = severity
        self.file = file
        self.place = place
        self.message = message
        self.excerpt = excerpt
    }

    /// `file:line:column: error: message`, then the excerpt on lines of its own. Plain text, no line break at the end.
    public var description: String {
        let position = place.map { ":\($0.line):\($0.column)" } ?? ""
        let headline = "\(file)\(position): \(severity.rawValue): \(message)"
        return excerpt.map { "\(headline)\n\($0)" } ?? headline
    }
}
