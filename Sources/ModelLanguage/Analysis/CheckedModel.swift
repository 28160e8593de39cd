public import BinaryCoding

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
    /// The whole model as one text: the file's bytes, or what they come to with all that they include.
    public let text: [UInt8]
    /// The citations, in the file's order.
    public let sources: [ModelSource]
    /// The named dimensions, in the file's order; shapes refer to them by number.
    public let axes: [Axis]
    /// The inputs, in the file's order.
    public let inputs: [CheckedInput]
    /// The model's own functions, in the file's order.
    public let functions: [CheckedFunction]
    /// The quantities, each after those it mentions, but for those that are defined through each other.
    public let quantities: [CheckedQuantity]
    /// Which quantities are defined through themselves, one step before.
    public let recursions: [CheckedRecursion]
    /// What is reported, in the file's order.
    public let outputs: [CheckedOutput]
    /// The conditions whose probability is reported, in the file's order.
    public let probabilities: [CheckedProbability]
    /// The equations that should hold in every draw, in the file's order.
    public let identities: [CheckedIdentity]
    /// What is known of quantities besides their inputs, in the file's order.
    public let observations: [CheckedObservation]
    /// The baseline first, then the file's scenarios in its order.
    public let scenarios: [CheckedScenario]
    /// The inputs of `sampling: {first: [...]}`, as indices into ``inputs``.
    public let firstInputs: [Int]
    /// What is doubtful about the file without being wrong, sorted by place.
    public internal(set) var warnings: [Diagnostic]
    /// What is worth knowing about it, sorted by place.
    public internal(set) var notes: [Diagnostic]

    /// The hash of ``text``.
    public var digest: ContentDigest { ContentDigest(of: text) }
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
    /// The axes along which it lies: those of ``each``, then those of a table by label.
    public let shape: Shape
    /// The axes along which it is drawn anew; along any other one draw is shared.
    public let each: Shape
    /// Its values in the baseline.
    public let values: InputValues
    /// The value as written, on one line.
    public let text: String
    /// The ``ModelSource/key`` of its citation, or `judgement`.
    public let source: String?
    /// How much its author trusts it: `high`, `medium` or `low`.
    public let confidence: String?
    /// A remark.
    public let note: String?
    /// Where the value stands in the file.
    public let place: Place
}

/// A formula with parameters, which has been put in wherever it is called.
public struct CheckedFunction: Sendable {
    /// The name that formulas call it by.
    public let name: String
    /// The names of its parameters.
    public let parameters: [String]
    /// The formula as written, on one line.
    public let text: String
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
    /// The formula as written, on one line.
    public let text: String
    /// The axes along which it lies.
    public let shape: Shape
}

/// Quantities that are defined through each other, or through themselves, one step before along an axis.
public struct CheckedRecursion: Hashable, Sendable {
    /// Which quantities, as indices into ``CheckedModel/quantities``, in the order in which each step computes them.
    public let quantities: Range<Int>
    /// The ordered axis along which the steps go.
    public let axis: Int
}

/// One element of a quantity or input that is reported.
public struct CheckedOutput: Sendable {
    /// Where an output's values come from.
    public enum Node: Hashable, Sendable {
        /// The input of that index.
        case input(Int)
        /// The quantity of that index.
        case quantity(Int)
    }

    /// The name it is reported by, with the labels of its element: `imported[2026Q1]`.
    public let name: String
    /// How tables call it, where that is not the name.
    public let label: String?
    /// The unit it is reported in; `1` for a plain number.
    public let unit: String
    /// Where its values come from.
    public let node: Node
    /// Which element of it.
    public let element: Int
    /// Base units in one of ``unit``: values are divided by it for display.
    public let scale: Double
}

/// A condition whose probability is reported, at one element of the axes along which it lies.
public struct CheckedProbability: Sendable {
    /// The name it is reported by, with the labels of its element: `memory_binds[2026Q1]`.
    public let name: String
    /// The condition as written.
    public let text: String
    /// 1 where it holds, 0 where it does not, NaN where it is undefined.
    public let formula: Formula
    /// Which element of the formula's result.
    public let element: Int
}

/// An equation that should hold in every draw, to 1e-9 relative, at every element of the axes along which it lies.
public struct CheckedIdentity: Sendable {
    /// The equation as written.
    public let text: String
    /// The left side, in base units.
    public let left: Formula
    /// The right side, in base units of the same dimension.
    public let right: Formula
    /// The axes of both sides.
    public let shape: Shape
}

/// Something that is known of a quantity besides what goes into it: draws count by how well they fit it.
public struct CheckedObservation: Sendable {
    /// What was observed, as written: a name, or a formula without axes.
    public let text: String
    /// The same, in base units.
    public let formula: Formula
    /// What was found, as written.
    public let finding: String
    /// How likely that is, given the quantity.
    public let likelihood: Likelihood
    /// The ``ModelSource/key`` of its citation, or `judgement`.
    public let source: String?
    /// A remark.
    public let note: String?
}

/// The model with some inputs changed.
public struct CheckedScenario: Sendable {
    /// The name of the scenario that changes nothing.
    public static let baselineName = "baseline"
    /// What stands for every scenario where a run is asked for; none may be called so.
    public static let allName = "all"

    /// The name it is chosen by.
    public let name: String
    /// What it supposes.
    public let title: String?
    /// The changed values by index of the input, with those of the scenarios it extends.
    public let overrides: [Int: InputValues]
    /// The inputs that are correlated, with their correlations under this scenario; no draw is in two groups.
    public let correlations: [CorrelationGroup]
}

/// One draw of an input: one for each element of its ``CheckedInput/each``.
public struct InputDraw: Hashable, Comparable, Sendable {
    /// The index of the input.
    public let input: Int
    /// Which element of ``CheckedInput/each``.
    public let element: Int

    /// In the file's order of inputs.
    public static func < (left: InputDraw, right: InputDraw) -> Bool {
        (left.input, left.element) < (right.input, right.element)
    }
}

/// Draws whose underlying normals are correlated.
public struct CorrelationGroup: Hashable, Sendable {
    /// At least two, in ascending order.
    public let draws: [InputDraw]
    /// The lower triangular factor of the normals' correlation matrix: row i has i + 1 entries.
    public let factor: [[Double]]
}
