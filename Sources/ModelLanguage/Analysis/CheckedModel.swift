public import BinaryCoding
public import Sampling

/// A model file that means something: names resolved, units checked and converted, distributions built.
///
/// Every number inside is in the model's base units: for each dimension the unit of it that the file names first, so
/// that a model which keeps to one unit is computed without any conversion. Quantities stand in dependency order: a
/// formula mentions only earlier ones.
public struct CheckedModel: Sendable {
    /// The file's name as it was given, for messages.
    public let file: String
    /// The `name:` of the file.
    public let name: String
    /// The `title:` of the file.
    public let title: String?
    /// The `as_of:` date, `YYYY-MM-DD`.
    public let asOf: String?
    /// The hash of the file's bytes.
    public let digest: ContentDigest
    /// The citations, in the file's order.
    public let sources: [ModelSource]
    /// The inputs, in the file's order.
    public let inputs: [CheckedInput]
    /// The quantities, each after those it mentions.
    public let quantities: [CheckedQuantity]
    /// What is reported, in the file's order.
    public let outputs: [CheckedOutput]
    /// The conditions whose probability is reported, in the file's order.
    public let probabilities: [CheckedProbability]
    /// The equations that should hold in every draw, in the file's order.
    public let identities: [CheckedIdentity]
    /// The baseline first, then the file's scenarios in its order.
    public let scenarios: [CheckedScenario]
    /// The inputs of `sampling: {first: [...]}`, as indices into ``inputs``.
    public let firstInputs: [Int]
    /// What is doubtful about the file without being wrong, sorted by place.
    public let warnings: [Diagnostic]
}

/// A citation.
public struct ModelSource: Hashable, Sendable {
    /// The name that inputs cite it by.
    public let key: String
    /// The title of the work.
    public let title: String?
    /// Who published it.
    public let publisher: String?
    /// When, as written.
    public let date: String?
    /// Where, as written; never fetched.
    public let url: String?
}

/// A number from outside the model, known or uncertain.
public struct CheckedInput: Sendable {
    /// The name that formulas use; it keys the input's random stream.
    public let name: String
    /// How tables call it, where that is not the name.
    public let label: String?
    /// The unit as written; `1` for a plain number.
    public let unit: String
    /// Base units in one of ``unit``.
    public let scale: Double
    /// Its value in the baseline.
    public let value: InputValue
    /// The ``ModelSource/key`` of its citation, or `judgement`.
    public let source: String?
    /// How much its author trusts it: `high`, `medium` or `low`.
    public let confidence: String?
    /// A remark.
    public let note: String?
    /// Where the value stands in the file.
    public let place: Place
}

/// What an input is worth.
public enum InputValue: Sendable {
    /// The same number in every draw, in base units.
    case constant(Double)
    /// A draw of the marginal, times `scale` to come to base units.
    case random(any Marginal, scale: Double)
}

/// A number that a formula gives.
public struct CheckedQuantity: Sendable {
    /// The name that formulas use.
    public let name: String
    /// How tables call it, where that is not the name.
    public let label: String?
    /// The unit as written or inferred; `1` for a plain number.
    public let unit: String
    /// Base units in one of ``unit``.
    public let scale: Double
    /// What it is computed by.
    public let formula: Formula
}

/// A quantity or input that is reported.
public struct CheckedOutput: Sendable {
    /// Where an output's values come from.
    public enum Node: Hashable, Sendable {
        /// The input of that index.
        case input(Int)
        /// The quantity of that index.
        case quantity(Int)
    }

    /// The name it is reported by.
    public let name: String
    /// How tables call it, where that is not the name.
    public let label: String?
    /// The unit it is reported in; `1` for a plain number.
    public let unit: String
    /// Where its values come from.
    public let node: Node
    /// Base units in one of ``unit``: values are divided by it for display.
    public let scale: Double
}

/// A condition whose probability is reported.
public struct CheckedProbability: Sendable {
    /// The name it is reported by.
    public let name: String
    /// How tables call it, where that is not the name.
    public let label: String?
    /// 1 where it holds, 0 where it does not, NaN where it is undefined.
    public let formula: Formula
}

/// An equation that should hold in every draw, to 1e-9 relative.
public struct CheckedIdentity: Sendable {
    /// The equation as written.
    public let text: String
    /// The left side, in base units.
    public let left: Formula
    /// The right side, in base units of the same dimension.
    public let right: Formula
}

/// The model with some inputs changed.
public struct CheckedScenario: Sendable {
    /// The name of the scenario that changes nothing.
    public static let baselineName = "baseline"

    /// The name it is chosen by.
    public let name: String
    /// What it supposes.
    public let title: String?
    /// The changed values by index of the input, with those of the scenarios it extends.
    public let overrides: [Int: InputValue]
}
