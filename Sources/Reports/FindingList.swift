/// What a look at an installation found about one thing.
public struct Finding: Hashable, Sendable {
    /// How it is.
    public enum State: String, Sendable {
        /// As it should be.
        case fine
        /// Worth knowing.
        case notable
        /// It keeps something from working.
        case wrong
    }

    /// Which thing.
    public let subject: String
    /// How it is.
    public let state: State
    /// What was found.
    public let detail: String

    /// A finding from its parts.
    public init(_ subject: String, _ state: State, _ detail: String) {
        self.subject = subject
        self.state = state
        self.detail = detail
    }
}

/// What a look at an installation found.
public struct FindingList: Report {
    private let findings: [Finding]

    /// These findings in this order.
    public init(_ findings: [Finding]) {
        self.findings = findings
    }

    /// A finding a line.
    public func table(_ style: TextStyle) -> String { Self.listing.table(findings, style: style) }
    /// `{"version": 1, "findings": [...]}`.
    public var json: String { Self.listing.json(findings, key: "findings") }
    /// A finding a row, under the keys of the JSON.
    public var csv: String { Self.listing.csv(findings) }

    private static var listing: Listing<Finding> {
        Listing(fields: [
            .init("subject", "Subject", value: { .string($0.subject) }, text: { .init($0.subject) }),
            .init("state", "State", value: { .string($0.state.rawValue) }, text: { .init($0.state.rawValue) }),
            .init("detail", "Found", value: { .string($0.detail) }, text: { .init($0.detail.printable) }),
        ])
    }
}
