/// A failure as programs read it.
public struct ErrorReport: Hashable, Sendable {
    private let message: String

    /// A report that says `message`.
    public init(message: String) {
        self.message = message
    }

    /// `{"error": "..."}`.
    public var json: String { JSONValue.object(["error": .string(message)]).text }
}
