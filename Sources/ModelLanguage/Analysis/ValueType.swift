/// What a part of a formula is.
enum ValueType: Hashable {
    /// A number of that dimension.
    case number(Dimension)
    /// The literal 0, which fits any unit.
    case zero
    /// True or false.
    case condition
    /// A quantity that is defined through itself and whose unit is still being found.
    case pending
    /// Something that has an error of its own.
    case unknown
}

/// What a name in a formula stands for.
enum NamedValue {
    /// The input of that index.
    case input(Int)
    /// The quantity of that index in the draft.
    case quantity(Int)
    /// A function of the model.
    case function
    /// An axis.
    case axis
    /// Something that has an error of its own.
    case unreadable
}

/// A formula in base units, and where its nodes stand.
struct LoweredFormula {
    let formula: Formula
    let type: ValueType
    /// Where in the text of `scalar` each node is best pointed at, in bytes.
    let offsets: [Int]
    let scalar: YAMLScalar
}
