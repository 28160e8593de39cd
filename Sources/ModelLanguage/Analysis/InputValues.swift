public import Sampling

/// What an input is worth: one value, or one for each label of some axes.
public struct InputValues: Sendable {
    /// Along which axes the values differ.
    public let shape: Shape
    /// One for each element of ``shape``.
    public let entries: [InputValue]
    /// The axis along which the draws are divided by their sum, so that they are shares of a whole (a Dirichlet).
    public let simplexAxis: Int?

    init(shape: Shape, entries: [InputValue], simplexAxis: Int? = nil) {
        self.shape = shape
        self.entries = entries
        self.simplexAxis = simplexAxis
    }

    /// A number.
    init(constant: Double) {
        self.init(shape: .scalar, entries: [.constant(constant)])
    }

    /// Whether every draw of every element is 0 or 1.
    var isBinary: Bool { simplexAxis == nil && entries.allSatisfy(\.isBinary) }

    /// Whether any element is drawn.
    public var isRandom: Bool { marginal != nil }

    /// The distribution of the first element that is drawn.
    var marginal: (any Marginal)? { entries.lazy.compactMap(\.marginal).first }
}

/// What one element of an input is worth.
public enum InputValue: Sendable {
    /// The same number in every draw, in base units.
    case constant(Double)
    /// A draw of the marginal, times `scale` to come to base units.
    case random(any Marginal, scale: Double)
}

extension InputValue {
    /// The distribution, where it is drawn.
    var marginal: (any Marginal)? {
        if case .random(let marginal, _) = self { marginal } else { nil }
    }

    /// Whether every draw is 0 or 1.
    var isBinary: Bool {
        switch self {
        case .constant(let value): value == 0 || value == 1
        case .random(let marginal, let scale):
            scale == 1 && (marginal as? Discrete)?.values.allSatisfy { $0 == 0 || $0 == 1 } == true
        }
    }
}
