public import Statistics

/// Everything a run is: what was submitted, and the plan it was compiled to.
///
/// The cores read `id` and `layout`; the rest travels with the run to the ledger and to the workers.
public struct RunDescription: Hashable, Sendable {
    /// The run's name.
    public let id: RunID
    /// What the submitter calls it; may be empty.
    public let label: String
    /// The model's own name.
    public let modelName: String
    /// The model file as submitted.
    public let modelText: [UInt8]
    /// Which of the model's scenarios.
    public let scenario: String
    /// The sampler's name, `philox`.
    public let sampler: String
    /// The seed of every stream.
    public let seed: UInt64
    /// How the draws are numbered.
    public let layout: DrawLayout
    /// The compiled plan in its canonical bytes; workers know it by its digest.
    public let plan: [UInt8]
    /// The version of the kernels the run is pinned to.
    public let kernelVersion: String
    /// Seconds since 1970 when it was submitted, by the coordinator's clock; for people only.
    public let submittedAt: Double

    /// A run from its parts.
    public init(
        id: RunID, label: String, modelName: String, modelText: [UInt8], scenario: String, sampler: String,
        seed: UInt64, layout: DrawLayout, plan: [UInt8], kernelVersion: String, submittedAt: Double
    ) {
        self.id = id
        self.label = label
        self.modelName = modelName
        self.modelText = modelText
        self.scenario = scenario
        self.sampler = sampler
        self.seed = seed
        self.layout = layout
        self.plan = plan
        self.kernelVersion = kernelVersion
        self.submittedAt = submittedAt
    }
}

/// Where a run stands.
public enum RunState: String, CaseIterable, Sendable {
    /// Accepted, no shard merged yet.
    case queued
    /// At least one shard merged.
    case running
    /// Every shard merged.
    case done
    /// Stopped by a user; what was merged stays readable.
    case cancelled
    /// Stopped by an error that another attempt would meet again; the reason is beside it.
    case failed

    /// Whether the run will not change any more.
    public var isFinal: Bool { self == .done || self == .cancelled || self == .failed }
}
