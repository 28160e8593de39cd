/// The version of the messages and the bounds within which they are read.
///
/// Every bound is checked before memory is taken for what it bounds. Encoding keeps to them as far as it can: texts for
/// people are cut, a result that is too large becomes a failure. What a caller has to respect itself says so.
public enum ClusterProtocol {
    /// The version of the messages. A side refuses another version by name; it never guesses.
    public static let version = 4

    /// The most bytes of any frame between a coordinator and its workers: a summary is under 4 MB a part, so that only a
    /// plan of many steps, or very many scenarios, can come near.
    public static let maximumMessageBytes = 64 << 20

    /// The most bytes of any frame of a client's request: a model, with room for one that is too large to be told so.
    public static let maximumRequestBytes = 2 * maximumModelBytes

    /// The most bytes of any frame of a reply. A result holds the merged nodes of 16 replicates, a handful of 4 MB
    /// each while the run goes on.
    public static let maximumReplyBytes = 512 << 20

    /// The most bytes of a plan and its sensitivities together, so that a run fits into a message; whoever compiles plans is to
    /// refuse larger ones.
    public static let maximumPlanBytes = maximumMessageBytes - 1024

    /// The most bytes of a shard's summary; a worker is to report larger ones as failures.
    public static let maximumSummaryBytes = maximumMessageBytes - 1024

    /// The most bytes of a model file, as the model format has it.
    public static let maximumModelBytes = 10_000_000

    /// The most leases one message can name; no worker may be given credit for more.
    public static let maximumLeases = 32_768

    /// The most shards that one message offers.
    static let maximumOffers = 8192
    /// The most runs or workers a reply lists. Of more, the oldest are left out.
    static let maximumListed = 100_000
    /// The most bytes of a body: room for the leases.
    static let maximumBodyBytes = 1 << 20
    /// The most bytes of a label, a name or a reason.
    static let maximumTextBytes = 4096
    /// The most bytes of what a failure says; a model can have many errors.
    static let maximumFailureBytes = 256 << 10
}

/// Why frames are no message.
public enum ProtocolFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// They do not begin like a message of ours.
    case notOurs
    /// They are of another version of the protocol.
    case otherVersion(theirs: Int, ours: Int)
    /// There is no such type of message, or it is not for this side.
    case unknownType(UInt8)
    /// The type is known and the rest does not fit it.
    case malformed(String)

    /// One line, without a full stop.
    public var description: String {
        switch self {
        case .notOurs: "this is no message of suanli"
        case .otherVersion(let theirs, let ours):
            "the sender speaks protocol \(theirs) and this side \(ours); install the same version of suanli on both"
        case .unknownType(let number): "messages of type \(number) are unknown here"
        case .malformed(let what): "the message holds \(what)"
        }
    }
}
