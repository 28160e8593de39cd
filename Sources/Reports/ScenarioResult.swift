public import BinaryCoding
import ModelLanguage
import Statistics

/// What is known under one scenario.
public struct ScenarioResult: Hashable, Sendable {
    /// The scenario's name.
    public let name: String
    /// What it supposes.
    public let title: String?
    /// The fingerprint of its figures, the same alone and beside other scenarios.
    public let digest: ContentDigest
    /// The answer: where the model observes something, of draws weighted by how well they fit that.
    public let figures: ResultFigures
    /// How the answer was conditioned; `nil` where nothing is observed.
    public let conditioning: Conditioning?

    /// The figures of all draws alike, whatever was observed.
    public var unconditioned: ResultFigures { conditioning?.prior ?? figures }
    /// Whether every identity held in every draw.
    public var doIdentitiesHold: Bool { unconditioned.identities.allSatisfy { $0.violations == 0 } }

    /// From the estimates of all draws alike and, where something is observed, those of weighted ones.
    init(name: String, title: String?, digest: ContentDigest, names: ResultNames, parts: [Estimates]) {
        self.name = name
        self.title = title
        self.digest = digest
        let prior = ResultFigures(names: names, estimates: parts[0])
        guard parts.count > 1 else {
            figures = prior
            conditioning = nil
            return
        }
        figures = ResultFigures(names: names, estimates: parts[1])
        conditioning = Conditioning(
            observations: names.observations, weight: parts[1].weight, draws: parts[1].draws, prior: prior)
    }
}

/// The outputs, probabilities and identities of a model, each with what is known about it.
public struct ResultFigures: Hashable, Sendable {
    /// In the model's order.
    public let outputs: [OutputResult]
    /// In the model's order.
    public let probabilities: [ProbabilityResult]
    /// In the model's order.
    public let identities: [IdentityResult]

    init(names: ResultNames, estimates: Estimates) {
        outputs = zip(names.outputs, estimates.outputs).map { OutputResult(name: $0, estimate: $1) }
        probabilities = zip(names.probabilities, estimates.probabilities).map {
            ProbabilityResult(name: $0, estimate: $1)
        }
        identities = zip(names.identities, estimates.violations).map { IdentityResult(text: $0, violations: $1) }
    }
}

/// How draws were weighted by what was observed.
public struct Conditioning: Hashable, Sendable {
    /// Each observation as the model states it: `delivered: 15k to 40k`.
    public let observations: [String]
    /// What the draws count together.
    let weight: WeightTally
    /// Draws in all.
    public let draws: UInt64
    /// The figures of all draws alike.
    public let prior: ResultFigures

    /// How many draws that count alike would say as much.
    public var effectiveDraws: Double { weight.effectiveDraws }
    /// Draws in which what was observed is not defined; they count as nothing.
    public var undefined: UInt64 { weight.undefined }
    /// Draws that fit better than a weight can say.
    public var capped: UInt64 { weight.capped }

    /// Below this many units of the smallest weight that draws weigh on average, rounding to whole ones would show in the figures.
    private static let smallestTypicalWeight = 1_000.0

    /// Whether the draws that fit are too few, or fit so badly, or some so well, that their weights are coarse.
    public var isStarved: Bool {
        let typicalWeight = weight.sum > 0 ? Double(weight.squares) / Double(weight.sum) : 0
        return weight.isStarved || typicalWeight < Self.smallestTypicalWeight
    }
}

/// The names of a model's results, in its order.
struct ResultNames {
    let outputs: [ResultName]
    let probabilities: [ResultName]
    let identities: [String]
    /// What is observed, as the model states it.
    var observations: [String] = []

    func fit(_ estimates: Estimates) -> Bool {
        outputs.count == estimates.outputs.count && probabilities.count == estimates.probabilities.count
            && identities.count == estimates.violations.count
    }
}

extension ResultNames {
    init(_ model: CheckedModel) {
        outputs = model.outputs.map { ResultName(name: $0.name, label: $0.label, unit: $0.unit) }
        probabilities = model.probabilities.map { ResultName(name: $0.name, label: nil, unit: "1") }
        identities = model.identities.map(\.text)
        observations = model.observations.map { "\($0.text): \($0.finding)" }
    }
}
