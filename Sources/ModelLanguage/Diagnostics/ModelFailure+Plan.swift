import Sampling

/// What can go wrong with a model that is right in itself when it is compiled. The file's text is no longer at hand, so
/// there are places and no excerpts.
extension ModelFailure {
    /// The model `file` has no scenario `name`.
    init(unknownScenario name: String, known: [String], file: String) {
        let list = known.prefix(50).map { "`\($0)`" }.joined(separator: ", ")
        self.init(
            file: file, place: nil,
            message: "there is no scenario `\(name)`\(Spelling.hint(for: name, among: known)) (known: \(list))")
    }

    /// What is too large, and the most that is allowed.
    init(tooLarge what: String, limit: Int, file: String) {
        self.init(file: file, place: nil, message: "\(what); at most \(limit) are allowed")
    }

    /// The distribution of `input` cannot be evaluated.
    init(input: CheckedInput, failure: MarginalFailure, file: String) {
        self.init(file: file, place: input.place, message: "input `\(input.name)`: \(failure)")
    }

    /// One error.
    init(file: String, place: Place?, message: String) {
        self.init(diagnostics: [Diagnostic(severity: .error, file: file, place: place, message: message)])
    }
}
