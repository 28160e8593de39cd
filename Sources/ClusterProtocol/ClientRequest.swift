public import Scheduling
public import Statistics

/// What a client asks of a coordinator. Runs are named as people name them: by id, by a unique prefix of one, or `latest`.
public enum ClientRequest: Hashable, Sendable {
    /// Whether anybody is there.
    case ping
    /// Computes a model; the same submission again, after a lost answer, is recognised by its id.
    case submit(Submission)
    /// All runs.
    case runs
    /// How a run stands.
    case run(String)
    /// What a run has come to so far.
    case result(String)
    /// Stops a run.
    case cancel(String)
    /// Gives nothing more of a run out.
    case pause(String)
    /// Goes on with a run.
    case resume(String)
    /// Why a run is where it is.
    case explain(String)
    /// Has a worker finish and leave; it is named by its name or a unique prefix of that.
    case drain(String)
    /// Who computes.
    case workers
}

/// A run as it is submitted. Nothing but the id, the lengths of the texts and the size of the model is checked on the way.
public struct Submission: Hashable, Sendable {
    /// The run's name, chosen at random by the client.
    public let id: RunID
    /// What the submitter calls it; may be empty.
    public let label: String
    /// What the model file is called; for messages about it only.
    public let fileName: String
    /// The model file.
    public let modelText: [UInt8]
    /// Which of the model's scenarios.
    public let scenario: String
    /// The sampler's name.
    public let sampler: String
    /// The seed of every stream.
    public let seed: UInt64
    /// How many draws, or with a precision how many at most.
    public let draws: UInt64
    /// How precise the figures are to become; `nil` to take all draws.
    public let precision: Precision?
    /// Which sensitivities to compute as well.
    public let sensitivity: RequestedSensitivity
    /// How it is to be scheduled. Where there are keys, a key's name takes the place of the submitter.
    public let terms: RunTerms

    /// A submission from its parts.
    public init(
        id: RunID, label: String, fileName: String, modelText: [UInt8], scenario: String, sampler: String,
        seed: UInt64, draws: UInt64, precision: Precision? = nil, sensitivity: RequestedSensitivity = .none,
        terms: RunTerms = .usual
    ) {
        self.id = id
        self.label = label
        self.fileName = fileName
        self.modelText = modelText
        self.scenario = scenario
        self.sampler = sampler
        self.seed = seed
        self.draws = draws
        self.precision = precision
        self.sensitivity = sensitivity
        self.terms = terms
    }
}

/// The sensitivities that a submission asks for; the coordinator checks the words.
public struct RequestedSensitivity: Hashable, Sendable {
    /// `none`, `first` or `total`.
    public let kind: String
    /// How many draws they are estimated from.
    public let draws: UInt64
    /// What is varied together: `input` for every element of an input apart, `source` for all inputs of one source.
    public let grouping: String

    /// Nothing asked for.
    public static let none = RequestedSensitivity(kind: "none", draws: 0, grouping: "input")

    /// A wish from its parts.
    public init(kind: String, draws: UInt64, grouping: String) {
        self.kind = kind
        self.draws = draws
        self.grouping = grouping
    }
}
