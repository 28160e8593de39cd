/// Where a number of a model comes from: its formula, what that comes to, and the inputs and sources behind it.
public struct Explanation: Sendable {
    /// The name in the model.
    public let name: String
    /// How tables call it, where that is not the name.
    public let label: String?
    /// The unit that it is reported in; `1` for a plain number.
    public let unit: String
    /// The axes along which it lies.
    public let axes: [String]
    /// The formula, condition or value as written.
    public let text: String
    /// The formula with the formulas of what it mentions put in, as far as they fit; `nil` where nothing can be put in.
    public let expanded: String?
    /// The functions of the model that it calls, each as `name(parameters) = formula`.
    public let functions: [String]
    /// The quantities it depends on, each after those it depends on itself.
    public let quantities: [String]
    /// The inputs it depends on, in the file's order.
    public let inputs: [CheckedInput]
    /// The sources that those inputs cite, in the file's order.
    public let sources: [ModelSource]

    /// The most bytes of ``expanded``; what does not fit stays a name.
    static let maximumLength = 4_000

    /// The explanation of the input, quantity or probability `name` of `model`.
    /// - Throws: ``ModelFailure`` that names the nearest one where there is none.
    public init(of name: String, in model: CheckedModel) throws(ModelFailure) {
        self.name = name
        if let input = model.inputs.first(where: { $0.name == name }) {
            (label, unit, text) = (input.label, input.unit, input.text)
            axes = input.shape.axes.map { model.axes[$0].name }
            (expanded, functions, quantities) = (nil, [], [])
            inputs = [input]
        } else {
            let formula: Formula
            if let quantity = model.quantities.first(where: { $0.name == name }) {
                (label, unit, text, formula) = (quantity.label, quantity.unit, quantity.text, quantity.formula)
            } else if let probability = model.probabilities.first(where: { Self.base($0.name) == name }) {
                (label, unit, text, formula) = (nil, "1", probability.text, probability.formula)
            } else {
                let names = model.inputs.map(\.name) + model.quantities.map(\.name)
                throw ModelFailure(
                    file: model.file, place: nil,
                    message:
                        "there is no input, quantity or probability `\(name)`\(Spelling.hint(for: name, among: names))")
            }
            axes = formula.shape.axes.map { model.axes[$0].name }
            let needs = Needs(of: formula, in: model)
            quantities = needs.quantities.map { model.quantities[$0].name }
            inputs = needs.inputs.map { model.inputs[$0] }
            var substitution = Substitution(model)
            let whole = substitution.expanded(text, path: [name])
            expanded = whole == text ? nil : whole
            functions = substitution.functions
        }
        let cited = Set(inputs.compactMap(\.source))
        sources = model.sources.filter { cited.contains($0.key) }
    }

    /// A name without the labels of its element.
    private static func base(_ name: String) -> Substring { name.prefix { $0 != "[" } }
}

/// The inputs and quantities that a formula depends on.
private struct Needs {
    private(set) var inputs: [Int] = []
    private(set) var quantities: [Int] = []

    init(of formula: Formula, in model: CheckedModel) {
        var (isInput, isQuantity) = (Set<Int>(), Set<Int>())
        var open = [formula]
        while let next = open.popLast() {
            for node in next.nodes {
                switch node {
                case .input(let input): isInput.insert(input)
                case .quantity(let quantity) where isQuantity.insert(quantity).inserted:
                    open.append(model.quantities[quantity].formula)
                default: break
                }
            }
        }
        inputs = isInput.sorted()
        quantities = isQuantity.sorted()
    }
}

/// Puts formulas in place of the names of quantities.
private struct Substitution {
    private let texts: [String: String]
    private let known: [String: CheckedFunction]
    private var budget = Explanation.maximumLength
    private(set) var functions: [String] = []

    init(_ model: CheckedModel) {
        texts = Dictionary(model.quantities.map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
        known = Dictionary(model.functions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// `text` with formulas in place of names, but for those on `path`, which lead back to themselves.
    mutating func expanded(_ text: String, path: [String]) -> String {
        var result = ""
        var lexer = Lexer(text)
        let bytes = Array(text.utf8)
        var end = 0
        // The text was read without error before, so that every token can be read again.
        while let token = try? lexer.next(), token.kind != .end {
            result += String(decoding: bytes[end..<token.offset], as: UTF8.self)
            end = lexer.position
            let written = String(decoding: bytes[token.offset..<end], as: UTF8.self)
            guard case .name(let name) = token.kind else {
                result += written
                continue
            }
            if let function = known[name], !functions.contains(where: { $0.hasPrefix("\(name)(") }) {
                functions.append("\(name)(\(function.parameters.joined(separator: ", "))) = \(function.text)")
            }
            guard let formula = texts[name], !path.contains(name), path.count < 100, formula.utf8.count < budget else {
                result += written
                continue
            }
            budget -= formula.utf8.count
            let inner = expanded(formula, path: path + [name])
            let isSimple = inner.utf8.allSatisfy { Lexer.isLetter($0) || Lexer.isDigit($0) }
            result += isSimple ? inner : "(\(inner))"
        }
        return result + String(decoding: bytes[end...], as: UTF8.self)
    }
}
