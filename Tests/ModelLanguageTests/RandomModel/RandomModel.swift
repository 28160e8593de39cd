/// A valid model made up from a seed.
struct RandomModel {
    struct Axis {
        let name: String
        let labels: [String]
        let isOrdered: Bool
    }

    /// A `value:`, alone or in a table.
    struct Cell {
        let text: String
        /// What it is in every draw, where that is one number.
        var constant: Double?
        /// Whether no two draws are the same number.
        var isContinuous = false
    }

    struct Input {
        let name: String
        let each: [String]
        /// Those of ``each`` and of the table that it has in the baseline.
        let axes: Set<String>
        let isBinary: Bool
        /// The axes of the table, the outermost first.
        var table: [String]
        /// By the labels of ``table``, in its order.
        var cells: [[String]: Cell]
    }

    struct Function {
        let name: String
        let parameters: [String]
        let body: Term
    }

    struct Quantity {
        let name: String
        let formula: Term
        var isCondition = false
        /// Whether its formula is one function that is not rounded correctly, of what is exact.
        var isInexact = false
    }

    var axes: [Axis] = []
    var inputs: [Input] = []
    /// What some of the inputs are in the scenario `other`.
    var overrides: [Input] = []
    var functions: [Function] = []
    /// Each after those it mentions, but for those that are defined through each other.
    var quantities: [Quantity] = []
    var probability = Term.infix(.less, .constant(0), .constant(1))
    /// The axes of each quantity.
    var quantityAxes: [String: Set<String>] = [:]
    /// The order in which the file lists the quantities.
    var listing: [Int] = []
    /// The order in which a table lists the labels of an axis.
    var tableOrder: [String: [String]] = [:]

    func axis(_ name: String) -> Axis? { axes.first { $0.name == name } }

    func function(_ name: String) -> Function? { functions.first { $0.name == name } }

    /// The model that the scenario `other` makes of this one.
    var overridden: RandomModel {
        var model = self
        model.inputs = inputs.map { input in overrides.first { $0.name == input.name } ?? input }
        return model
    }
}

// MARK: Meaning

extension RandomModel {
    /// The formula with every call of a function of the model written out.
    func inlined(_ term: Term) -> Term {
        term.replacing { part in
            guard case .apply(let name, let arguments) = part, let function = function(name) else { return nil }
            let values = Dictionary(
                zip(function.parameters, arguments.map(inlined)), uniquingKeysWith: { first, _ in first })
            // Parameters first: what the functions called inside mention by the same names is not theirs.
            return inlined(
                function.body.replacing { part in
                    if case .name(let name) = part { values[name] } else { nil }
                })
        }
    }

    /// The axes along which a formula varies, by the rules of the format.
    func axes(of term: Term) -> Set<String> {
        switch term {
        case .number, .length: []
        case .step(let axis): [axis]
        case .name(let name): axes(ofName: name)
        case .negate(let term), .not(let term), .along(.cumulative, let term, _, _): axes(of: term)
        case .infix(_, let left, let right): axes(of: left).union(axes(of: right))
        case .call(_, let terms): terms.reduce(into: []) { $0.formUnion(axes(of: $1)) }
        case .choose(let condition, let then, let otherwise):
            axes(of: condition).union(axes(of: then)).union(axes(of: otherwise))
        case .over(_, let term, let axis), .along(_, let term, let axis, _): axes(of: term).subtracting([axis])
        case .previous(let term, let initial, _, _): axes(of: term).union(axes(of: initial))
        case .pick(let term, let labels): axes(of: term).subtracting(labels.map(\.axis))
        case .apply: axes(of: inlined(term))
        }
    }

    private func axes(ofName name: String) -> Set<String> {
        if let known = quantityAxes[name] { return known }
        guard let input = inputs.first(where: { $0.name == name }) else { return [] }
        return input.axes
    }
}

// MARK: As text

extension RandomModel {
    /// The model file.
    var text: String {
        var lines = ["suanli: 1", "name: random", "axes:"]
        lines += axes.map { axis in
            let range = "\(axis.labels[0])..\(axis.labels[axis.labels.count - 1])"
            return "  \(axis.name): \(axis.isOrdered ? range : "[\(axis.labels.joined(separator: ", "))]")"
        }
        lines.append("inputs:")
        lines += inputs.map { input in
            let each = input.each.isEmpty ? "" : ", each: [\(input.each.joined(separator: ", "))]"
            return "  \(input.name): {value: \(table(of: input, at: []))\(each)}"
        }
        if !functions.isEmpty { lines.append("functions:") }
        lines += functions.map { function in
            let parameters = function.parameters.joined(separator: ", ")
            return "  \(function.name): {parameters: [\(parameters)], formula: \"\(function.body.text)\"}"
        }
        lines.append("quantities:")
        lines += listing.map { "  \(quantities[$0].name): {formula: \"\(quantities[$0].formula.text)\"}" }
        let set = overrides.map { "\($0.name): \(table(of: $0, at: []))" }.joined(separator: ", ")
        lines += ["outputs: [last_one]", "probabilities: {p: \"\(probability.text)\"}"]
        return (lines + ["scenarios: {other: {set: {\(set)}}}", ""])
            .joined(separator: "\n")
    }

    private func table(of input: Input, at labels: [String]) -> String {
        if let cell = input.cells[labels], labels.count == input.table.count { return "\"\(cell.text)\"" }
        let rows = (tableOrder[input.table[labels.count]] ?? []).map { label in
            "\(label): \(table(of: input, at: labels + [label]))"
        }
        return "{\(rows.joined(separator: ", "))}"
    }
}
