public import BinaryCoding

/// A secret that the HTTP interface takes in place of a key: `suanli_` and 64 hexadecimal digits, 256 random bits.
///
/// It is shown once, when it is made; kept is its SHA-256 alone. That needs no salt and no slow hash, since nobody can try
/// 2^256 tokens.
public struct BearerToken: Sendable {
    private static let prefix = "suanli_"

    /// The token as it is sent.
    public let text: String

    /// A new one, from the system's source of randomness.
    public init() {
        var generator = SystemRandomNumberGenerator()
        text =
            Self.prefix
            + (0..<4).map { _ in
                let digits = String(generator.next() as UInt64, radix: 16)
                return String(repeating: "0", count: 16 - digits.count) + digits
            }.joined()
    }

    /// What is kept of it.
    public var digest: ContentDigest { Self.digest(of: text) }

    /// What would be kept of a token that somebody shows.
    public static func digest(of text: String) -> ContentDigest { ContentDigest(of: Array(text.utf8)) }
}
