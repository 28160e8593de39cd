public import BinaryCoding
public import ModelLanguage
public import Scheduling
public import Statistics

/// Everything a result shows: what was run, and what it says.
public struct RunResult: Hashable, Sendable {
    /// Which run.
    public let run: RunID
    /// What the submitter calls it; may be empty.
    public let label: String
    /// What was evaluated.
    public let model: ModelIdentity
    /// What was asked for: a scenario's name, or ``CheckedScenario/allName``.
    public let scenario: String
    /// The sampler's name.
    public let sampler: String
    /// The seed of every stream.
    public let seed: UInt64
    /// Draws that were asked for.
    public let draws: UInt64
    /// Draws that the figures rest on.
    public let mergedDraws: UInt64
    /// Where the run stands.
    public let state: RunState
    /// Why it failed, or empty.
    public let reason: String
    /// The fingerprint of the figures; of a partial result, of what is merged.
    public let digest: ContentDigest
    /// One, or where all were asked for the baseline and then the model's scenarios in its order.
    public let scenarios: [ScenarioResult]
    /// What decides the outputs, of all draws alike whatever was observed; `nil` where that was not asked for.
    public internal(set) var sensitivity: SensitivityResult?
    /// Whether sensitivities were asked for that another version of the program computed, which this one cannot read.
    public internal(set) var hasForeignSensitivity = false
    /// Which kernels computed the draws, where they are not those of this version, by whose rules figures are estimated.
    public let foreignKernels: String?
    /// Wall time of the computing.
    public let seconds: Double
    /// Who computed, such as `2 threads`, where that is known.
    public let computedBy: String?

    /// The part of the draws that is merged, `0...1`.
    public var merged: Double { Double(mergedDraws) / Double(draws) }
    /// Whether draws are missing.
    public var isPartial: Bool { mergedDraws < draws }
    /// Whether every identity held in every draw that is merged.
    public var doIdentitiesHold: Bool { scenarios.allSatisfy(\.doIdentitiesHold) }
    /// Whether scenarios stand side by side.
    public var isComparison: Bool { scenario == CheckedScenario.allName }

    /// What `estimates` say about `run`, whose text `model` was made from.
    /// - Throws: ``ReportFailure`` when the model has other results than the estimates, or not the run's scenario.
    public init(
        of run: RunDescription, model: CheckedModel, estimates: RunEstimates, state: RunState, reason: String = "",
        seconds: Double, computedBy: String? = nil
    ) throws(ReportFailure) {
        let scenarios: [(name: String, title: String?, plan: ContentDigest)]
        do throws(ModelFailure) {
            let chosen = try model.scenarios(named: run.scenario)
            if chosen.count == 1 {
                scenarios = [(chosen[0].name, chosen[0].title, ContentDigest(of: run.plan))]
            } else {
                scenarios = try chosen.map { (scenario) throws(ModelFailure) in
                    (scenario.name, scenario.title, try model.plan(scenario: scenario.name).digest)
                }
            }
        } catch {
            throw ReportFailure(error.description)
        }
        try self.init(
            of: run, model: ModelIdentity(model), scenarios: scenarios, names: ResultNames(model), estimates: estimates,
            state: state, reason: reason, seconds: seconds, computedBy: computedBy)
    }

    /// - Parameters:
    ///   - scenarios: each with the digest of the plan that it has by itself.
    ///   - version: the kernels by whose rules `estimates` were made.
    init(
        of run: RunDescription, model: ModelIdentity,
        scenarios: [(name: String, title: String?, plan: ContentDigest)], names: ResultNames, estimates: RunEstimates,
        state: RunState, reason: String = "", seconds: Double, computedBy: String? = nil,
        estimatedBy version: String = Plan.kernelVersion
    ) throws(ReportFailure) {
        let partsEach = names.observations.isEmpty ? 1 : 2
        guard estimates.parts.count == scenarios.count * partsEach, estimates.parts.allSatisfy(names.fit) else {
            throw ReportFailure("the estimates of run \(run.id) are not of the model \(model.name)")
        }
        self.run = run.id
        label = run.label
        self.model = model
        scenario = run.scenario
        sampler = run.sampler
        seed = run.seed
        draws = run.layout.draws
        mergedDraws = estimates.draws
        self.state = state
        self.reason = reason
        foreignKernels = run.kernelVersion == version ? nil : run.kernelVersion
        // Another version may have estimated other figures from the same draws, whose digest this one must not look like.
        let kernels = foreignKernels.map { "\($0), estimated by \(version)" } ?? version
        self.scenarios = scenarios.enumerated().map { index, scenario in
            let parts = Array(estimates.parts[(index * partsEach)..<((index + 1) * partsEach)])
            let digest = ResultDigest.compute(
                plan: scenario.plan, sampler: run.sampler, seed: run.seed, draws: run.layout.draws,
                kernelVersion: kernels, parts: parts)
            return ScenarioResult(
                name: scenario.name, title: scenario.title, digest: digest, names: names, parts: parts)
        }
        digest =
            self.scenarios.count == 1
            ? self.scenarios[0].digest : ResultDigest.compute(scenarios: self.scenarios.map(\.digest))
        self.seconds = seconds
        self.computedBy = computedBy
    }
}

/// Which model a result is of.
public struct ModelIdentity: Hashable, Sendable {
    /// The `name:` of the file.
    public let name: String
    /// The `title:` of the file.
    public let title: String?
    /// The `as_of:` of the file.
    public let asOf: String?
    /// The hash of the file's bytes.
    public let digest: ContentDigest

    /// What `model` is called.
    public init(_ model: CheckedModel) {
        self.init(name: model.name, title: model.title, asOf: model.asOf, digest: model.digest)
    }

    init(name: String, title: String?, asOf: String?, digest: ContentDigest) {
        self.name = name
        self.title = title
        self.asOf = asOf
        self.digest = digest
    }
}

/// What a result is called.
public struct ResultName: Hashable, Sendable {
    /// The name that the model gives it.
    public let name: String
    /// How tables call it, where that is not the name.
    public let label: String?
    /// The unit as written; `1` for a plain number.
    public let unit: String

    /// What a table shows.
    var shown: String { (label ?? name).printable }

    /// The unit as a table shows it: nothing for a plain number, which a unit over itself is.
    var shownUnit: String {
        let parts = unit.split(separator: "/")
        return unit == "1" || (parts.count == 2 && parts[0] == parts[1]) ? "" : unit.printable
    }
}

/// One output.
public struct OutputResult: Hashable, Sendable {
    /// What it is called.
    public let name: ResultName
    /// What is known about it.
    public let estimate: OutputEstimate
}

/// One probability.
public struct ProbabilityResult: Hashable, Sendable {
    /// What it is called.
    public let name: ResultName
    /// What is known about it.
    public let estimate: ProbabilityEstimate
}

/// One identity.
public struct IdentityResult: Hashable, Sendable {
    /// The equation as written.
    public let text: String
    /// Draws in which it did not hold.
    public let violations: UInt64
}

extension RunResult: Report {
    /// See ``ResultTable`` and ``ComparisonTable``.
    public func table(_ style: TextStyle) -> String {
        isComparison ? ComparisonTable(result: self, style: style).text : ResultTable(result: self, style: style).text
    }
    /// The contract's JSON, version 1; see ``ResultJSON``.
    public var json: String { ResultJSON.value(of: self).text }
    /// Every figure on a row of its own; see ``ResultCSV``.
    public var csv: String { ResultCSV.text(of: self) }
}
