public import Statistics

/// A unit of work of a run, evaluated whole by one worker.
public enum ShardTask: Hashable, Sendable {
    /// Draws to be summarised; the summary is merged with those of other draws.
    case draws(ShardRange)
    /// A part of the run's sensitivities, `0..<` the run's number of them; it stands for itself.
    case sensitivity(part: Int)

    /// The most parts that the sensitivities of a run may have.
    public static let maximumParts = 100_000
}

extension ShardTask: CustomStringConvertible {
    /// Which work, in words for messages.
    public var description: String {
        switch self {
        case .draws(let range): "replicate \(range.replicate), leaves from \(range.firstLeaf)"
        case .sensitivity(let part): "sensitivity part \(part)"
        }
    }
}

/// What comes of a unit of work. `Summary` is the summary of draws: bytes in the worker, a validated node in the coordinator.
public enum ShardOutput<Summary: Sendable>: Sendable {
    /// Of draws.
    case summary(Summary)
    /// Of a part of the sensitivities: its canonical bytes.
    case sensitivity([UInt8])
}
