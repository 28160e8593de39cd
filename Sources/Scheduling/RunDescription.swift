public import Statistics

/// Everything a run is: what was submitted, and the plan it was compiled to.
///
/// The cores read `id`, `layout`, `precision`, `terms` and how many parts the sensitivities have; the rest travels with the run to the ledger and to the workers.
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
    /// How the draws are numbered: all of them, or the most that a run towards a precision may take.
    public let layout: DrawLayout
    /// How precise its figures are to become with as few draws as that takes; `nil` when it takes all.
    public let precision: Precision?
    /// The compiled plan in its canonical bytes; workers know it by its digest.
    public let plan: [UInt8]
    /// The sensitivities asked for.
    public let sensitivity: SensitivityWork
    /// The version of the kernels the run is pinned to.
    public let kernelVersion: String
    /// Seconds since 1970 when it was submitted, by the coordinator's clock; for people only.
    public let submittedAt: Double
    /// How it is scheduled.
    public let terms: RunTerms

    /// A run from its parts.
    public init(
        id: RunID, label: String, modelName: String, modelText: [UInt8], scenario: String, sampler: String,
        seed: UInt64, layout: DrawLayout, precision: Precision? = nil, plan: [UInt8],
        sensitivity: SensitivityWork = .none, kernelVersion: String, submittedAt: Double, terms: RunTerms = .usual
    ) {
        self.id = id
        self.label = label
        self.modelName = modelName
        self.modelText = modelText
        self.scenario = scenario
        self.sampler = sampler
        self.seed = seed
        self.layout = layout
        self.precision = precision
        self.plan = plan
        self.sensitivity = sensitivity
        self.kernelVersion = kernelVersion
        self.submittedAt = submittedAt
        self.terms = terms
    }

    /// How many bytes of memory its model and plans take.
    public var byteCount: Int { modelText.count + plan.count + sensitivity.plan.count }

    /// Up to how many draws it is computed at first.
    public var firstGoal: DrawLayout { precision == nil ? layout : layout.firstGoal }

    /// Whether the run can be at this goal.
    public func canStop(at goal: DrawLayout) -> Bool { precision == nil ? goal == layout : layout.hasGoal(goal) }

    /// The run as one of exactly the draws that it came to: what its result is of, and what computes it again.
    public func stopped(at goal: DrawLayout) -> RunDescription {
        RunDescription(
            id: id, label: label, modelName: modelName, modelText: modelText, scenario: scenario, sampler: sampler,
            seed: seed, layout: goal, precision: precision, plan: plan, sensitivity: sensitivity,
            kernelVersion: kernelVersion, submittedAt: submittedAt, terms: terms)
    }
}

/// The sensitivities of a run: work that is done in parts, each evaluated whole by one worker and none merged with another.
public struct SensitivityWork: Hashable, Sendable {
    /// What is to be evaluated, in its canonical bytes; empty when no sensitivities are asked for.
    public let plan: [UInt8]
    /// How many parts that has, `0...ShardTask.maximumParts`.
    public let parts: Int

    /// Nothing asked for.
    public static let none = SensitivityWork(plan: [], parts: 0)

    /// Work from its parts.
    public init(plan: [UInt8], parts: Int) {
        self.plan = plan
        self.parts = parts
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
