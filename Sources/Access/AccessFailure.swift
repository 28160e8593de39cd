/// Why keys cannot be read, written or changed as asked.
public struct AccessFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// One line: what is wrong, where, and the way out.
    public let description: String

    /// A failure in these words.
    public init(_ description: String) {
        self.description = description
    }
}
