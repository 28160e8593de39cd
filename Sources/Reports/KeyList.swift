/// A key that a coordinator knows, in words.
public struct KeyListing: Hashable, Sendable {
    /// Who holds it.
    public let name: String
    /// What they may do, by the roles' names; none where it is revoked.
    public let roles: [String]
    /// `curve` or `token`.
    public let kind: String
    /// The public key, or the token's digest.
    public let key: String

    /// A listing from its parts.
    public init(name: String, roles: [String], kind: String, key: String) {
        self.name = name
        self.roles = roles
        self.kind = kind
        self.key = key
    }
}

/// The keys of a coordinator.
public struct KeyList: Report {
    private let keys: [KeyListing]

    /// These keys in this order.
    public init(_ keys: [KeyListing]) {
        self.keys = keys
    }

    /// A key a line.
    public func table(_ style: TextStyle) -> String {
        keys.isEmpty ? "no keys\n" : Self.listing.table(keys, style: style)
    }

    /// `{"version": 1, "keys": [...]}`.
    public var json: String { Self.listing.json(keys, key: "keys") }
    /// A key a row, under the keys of the JSON.
    public var csv: String { Self.listing.csv(keys) }

    private static var listing: Listing<KeyListing> {
        Listing(fields: [
            .init("name", "Name", value: { .string($0.name) }, text: { .init($0.name) }),
            .init(
                "roles", "May", value: { .string($0.roles.joined(separator: ",")) },
                text: { .init($0.roles.isEmpty ? "revoked" : $0.roles.joined(separator: ", ")) }),
            .init("kind", "By", value: { .string($0.kind) }, text: { .init($0.kind) }),
            .init("key", "Public key, or a token's digest", value: { .string($0.key) }, text: { .init($0.key) }),
        ])
    }
}
