/// Gives a draft its meaning: names, units, axes, values, formulas, scenarios. Every stage goes on after errors, so that all are
/// told at once.
struct ModelChecker {
    let draft: ModelDraft
    let sink: DiagnosticSink
    var units = UnitTable()
    var axes = AxisTable()
    var names: [String: NamedValue] = [:]
    var functions: [String: UserFunction] = [:]
    var inputs: [CheckedInput] = []
    var inputTypes: [ValueType] = []
    /// The unit of each input; `nil` where it is wrong.
    var inputUnits: [MeasuredUnit?] = []
    var conditionInputs: Set<Int> = []
    var baselineRanks = RankTable()
    var baselineGroups: [CorrelationGroup] = []
    /// In order of dependency.
    var quantities: [CheckedQuantity] = []
    var recursions: [CheckedRecursion] = []
    var loweredQuantities: [LoweredFormula] = []
    /// Where each of the draft's quantities stands in order of dependency.
    var positions: [Int] = []
    var quantityTypes: [ValueType] = []
    var quantityShapes: [Shape] = []
    var outputs: [CheckedOutput] = []
    var probabilities: [CheckedProbability] = []
    var identities: [CheckedIdentity] = []
    /// The formulas of probabilities, identities and observations.
    var loweredRoots: [LoweredFormula] = []
    var observations: [CheckedObservation] = []
    var scenarios: [CheckedScenario] = []
    var firstInputs: [Int] = []
    /// Every formula of quantities, probabilities, identities and observations as written.
    var formulaTexts: [Expression?] = []
    /// Whether there are too many distributions to fit.
    var areFitsRefused = false
    let budget = NodeBudget()

    init(_ draft: ModelDraft, sink: DiagnosticSink) {
        self.draft = draft
        self.sink = sink
    }

    /// Runs all stages.
    mutating func check() {
        declareUnits()
        declareAxes()
        declareNames()
        let functionNames = Set(draft.functions.map(\.name.text))
        let parsed = ParsedModel(draft, units: &units, functions: functionNames, sink: sink)
        formulaTexts =
            parsed.quantities.map(\.expression) + parsed.probabilities + parsed.identities
            + parsed.observations.map(\.quantity)
        checkFits(parsed)
        checkInputs(parsed)
        checkFunctions(parsed)
        checkQuantities(parsed)
        checkOutputs()
        checkProbabilities(parsed)
        checkIdentities(parsed)
        checkObservations(parsed)
        checkResultCount()
        checkCorrelations()
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
        for function in draft.functions { declare(function.name, .function, of: "a function") }
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
            return
        }
        switch names[name.text] {
        case nil: names[name.text] = value
        case .unreadable: break
        case .input: sink.error(name.place, "`\(name.text)` is an input already; rename one of the two")
        case .function: sink.error(name.place, "`\(name.text)` is a function already; rename one of the two")
        case .axis: sink.error(name.place, "`\(name.text)` is an axis already; rename one of the two")
        case .quantity: sink.error(name.place, "`\(name.text)` is a quantity already; rename one of the two")
        }
    }

    // MARK: Helpers of the stages

    /// What has been found, as a model.
    var model: CheckedModel {
        CheckedModel(
            file: sink.sources[0].file, name: draft.name, title: draft.title, asOf: draft.asOf,
            text: sink.sources[0].bytes, sources: draft.sources.map(\.source), axes: axes.axes, inputs: inputs,
            functions: draft.functions.map {
                CheckedFunction(
                    name: $0.name.text, parameters: $0.parameters.map(\.text), text: $0.formula.onOneLine)
            },
            quantities: quantities, recursions: recursions, outputs: outputs, probabilities: probabilities,
            identities: identities, observations: observations, scenarios: scenarios, firstInputs: firstInputs,
            warnings: sink.sortedWarnings,
            notes: sink.sortedNotes)
    }

    /// What a formula may mention.
    var scope: FormulaChecker.Scope {
        FormulaChecker.Scope(
            units: units, axes: axes, names: names, inputs: inputTypes, inputShapes: inputs.map(\.shape),
            isBinary: isBinary, quantities: quantityTypes, quantityShapes: quantityShapes, positions: positions,
            functions: functions, suggestions: sink.suggestions, budget: budget)
    }

    private var isBinary: [Bool] {
        zip(inputs, inputTypes).map { $0.values.isBinary && $1 == .number(.one) && $0.scale == 1 }
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
