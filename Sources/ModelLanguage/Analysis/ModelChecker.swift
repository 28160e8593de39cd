/// Gives a draft its meaning: names, units, values, formulas, scenarios. Every stage goes on after errors, so that all are
/// told at once.
struct ModelChecker {
    let draft: ModelDraft
    let sink: DiagnosticSink
    var units = UnitTable()
    var names: [String: NamedValue] = [:]
    var inputs: [CheckedInput] = []
    var inputTypes: [ValueType] = []
    /// The unit of each input; `nil` where it is wrong.
    var inputUnits: [MeasuredUnit?] = []
    var conditionInputs: Set<Int> = []
    /// In order of dependency.
    var quantities: [CheckedQuantity] = []
    var loweredQuantities: [LoweredFormula] = []
    /// The draft's quantities in order of dependency, and where each of them stands in it.
    var order: [Int] = []
    var positions: [Int] = []
    var quantityTypes: [ValueType] = []
    var outputs: [CheckedOutput] = []
    var probabilities: [CheckedProbability] = []
    var identities: [CheckedIdentity] = []
    /// The formulas of probabilities and identities.
    var loweredRoots: [LoweredFormula] = []
    var scenarios: [CheckedScenario] = []
    var firstInputs: [Int] = []
    /// Whether there are too many distributions to fit.
    var areFitsRefused = false

    init(_ draft: ModelDraft, sink: DiagnosticSink) {
        self.draft = draft
        self.sink = sink
    }

    /// Runs all stages.
    mutating func check() {
        declareUnits()
        declareNames()
        let parsed = ParsedModel(draft, units: &units, sink: sink)
        checkFits(parsed)
        checkInputs(parsed)
        orderQuantities(parsed)
        checkQuantities(parsed)
        checkOutputs()
        checkProbabilities(parsed)
        checkIdentities(parsed)
        checkScenarios(parsed)
        checkFirstInputs()
        checkSources()
        if !sink.hasErrors { checkCertainFailures() }
        if !sink.hasErrors { warnOfDoubts() }
    }

    // MARK: Names

    private mutating func declareUnits() {
        for unit in draft.units {
            guard NameRules.isFormulaName(unit, of: "a unit", sink) else { continue }
            if units.names.contains(unit.text) {
                let why = UnitTable.isBuiltIn(unit.text) ? "is built in" : "is listed twice"
                sink.error(unit.place, "the unit `\(unit.text)` \(why); take it out")
            } else {
                units.declare(unit.text)
            }
        }
        if draft.units.count > UnitTable.maximumDeclared {
            sink.error(draft.units[0].place, "a model lists at most \(UnitTable.maximumDeclared) units")
        }
    }

    private mutating func declareNames() {
        for (index, input) in draft.inputs.enumerated() { declare(input.name, .input(index), of: "an input") }
        for (index, quantity) in draft.quantities.enumerated() {
            declare(quantity.name, .quantity(index), of: "a quantity")
        }
        for name in draft.unreadable where names[name] == nil { names[name] = .unreadable }
    }

    private mutating func declare(_ name: YAMLScalar, _ value: NamedValue, of what: String) {
        guard NameRules.isFormulaName(name, of: what, sink) else { return }
        if units.names.contains(name.text) {
            let builtIn = UnitTable.isBuiltIn(name.text) ? "built-in " : ""
            sink.error(name.place, "`\(name.text)` is a \(builtIn)unit; \(what) needs another name")
        } else if names[name.text] != nil {
            sink.error(name.place, "`\(name.text)` is an input already; rename one of the two")
        } else {
            names[name.text] = value
        }
    }

    // MARK: Helpers of the stages

    /// What a formula may mention.
    var scope: FormulaChecker.Scope {
        FormulaChecker.Scope(
            units: units, names: names, inputs: inputTypes, isBinary: isBinary, quantities: quantityTypes,
            positions: positions, suggestions: sink.suggestions)
    }

    private var isBinary: [Bool] {
        zip(inputs, inputTypes).map { $0.value.isBinary && $1 == .number(.one) && $0.scale == 1 }
    }

    /// The result of `body`, or `nil` with an error in `scalar`.
    func attempt<Result>(_ scalar: YAMLScalar, _ body: () throws(ExpressionFailure) -> Result) -> Result? {
        do {
            return try body()
        } catch {
            sink.error(error, in: scalar)
            return nil
        }
    }
}
