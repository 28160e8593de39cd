public import Statistics

/// What a worker needs to find out what decides a model's outputs, and no more: a plan whose outputs are explained, where the
/// uniform of each factor comes from, and what is redrawn how. It knows no names.
public struct SensitivityPlan: Hashable, Sendable {
    /// What one part of the analysis holds.
    public let shape: SensitivityShape
    /// The outputs alone. Every normal that is mentioned below keeps its register to itself.
    let plan: Plan
    /// Where the uniform of each factor comes from; none where factors are groups.
    let observations: [Observation]
    /// In the order of ``SensitivityShape/redraws``.
    let redraws: [Redraw]
    /// The correlated normals, in the order in which redraws refer to them.
    let normals: [Normal]

    /// Where to look for a factor's own uniform.
    enum Observation: Hashable {
        /// It is that of a stream.
        case stream(Int)
        /// It is the probability Φ(z) of a correlated normal.
        case normal(Int)
    }

    /// One draw of several that are correlated.
    struct Normal: Hashable {
        /// Its stream, an index into the plan's; `nil` where it follows wholly from those before it.
        let stream: Int?
        /// The register that holds it, correlated as it is.
        let register: Int
    }

    /// A set of draws that come anew, from streams of their own, while all others stay.
    struct Redraw: Hashable {
        /// The streams of those that are correlated with none that stays.
        let streams: [Int]
        /// Those that follow from what stays.
        let conditionals: [Conditional]
    }

    /// A normal that comes anew from its distribution given those that stay: the sum of weights times normals, and of weights
    /// times fresh independent ones.
    struct Conditional: Hashable {
        /// Which normal.
        let normal: Int
        /// Normals that stay.
        let kept: [Term]
        /// Fresh normals, known by the normal whose stream they come from.
        let fresh: [Term]
    }

    /// A weighted normal.
    struct Term: Hashable {
        let normal: Int
        let weight: Double
    }

    /// How many units of work the analysis is.
    public var partCount: Int { shape.partCount }
}

/// What to explain outputs by, and how.
public struct SensitivityRequest: Hashable, Sendable {
    /// Which indices.
    public enum Kind: String, CaseIterable, Sendable {
        /// First-order indices, rank correlations and one-way curves: all from the draws as they are.
        case first
        /// Also total indices: the draws once more for every factor.
        case total
    }

    /// What a factor is.
    public enum Grouping: String, CaseIterable, Sendable {
        /// Every element of every input.
        case byInput = "input"
        /// All inputs with one source, and all with none.
        case bySource = "source"
    }

    /// Which indices.
    public let kind: Kind
    /// Draws to look at: 16 times a power of two.
    public let draws: UInt64
    /// What a factor is.
    public let grouping: Grouping

    /// Draws unless told otherwise.
    public static let defaultDraws: UInt64 = 1 << 16

    /// A request of at least `draws` draws: the next 16 times a power of two, within what an analysis may look at.
    public init(kind: Kind, draws: UInt64 = Self.defaultDraws, grouping: Grouping = .byInput) {
        self.kind = kind
        self.grouping = grouping
        let replicates = UInt64(DrawLayout.replicates)
        let range = SensitivityShape.drawsRange
        var each = range.lowerBound
        while each < range.upperBound, each * replicates < draws { each *= 2 }
        self.draws = each * replicates
    }
}
