import BinaryCoding

extension CheckedModel {
    /// Reads and checks the model file `bytes`; `file` is its name, for messages alone.
    ///
    /// Time and memory are bounded by the size of the file, whatever is in it.
    /// - Throws: ``ModelFailure`` with everything that is wrong, sorted by place.
    public init(parsing bytes: [UInt8], file: String) throws(ModelFailure) {
        guard bytes.count <= YAMLLoader.maximumBytes else {
            let size =
                "the file is larger than \(YAMLLoader.maximumBytes / 1_000_000) MB; a model is text, without data in it"
            throw ModelFailure(diagnostics: [Diagnostic(severity: .error, file: file, place: nil, message: size)])
        }
        let source = SourceText(file: file, bytes: bytes)
        let sink = DiagnosticSink(source: source)
        guard let root = Self.load(source, into: sink) else { throw sink.failure }
        let draft = DraftReader.read(root, into: sink)
        var checker = ModelChecker(draft, sink: sink)
        checker.check()
        guard !sink.hasErrors else { throw sink.failure }
        self.init(
            file: file, name: draft.name, title: draft.title, asOf: draft.asOf, digest: ContentDigest(of: bytes),
            sources: draft.sources.map(\.source), inputs: checker.inputs, quantities: checker.quantities,
            outputs: checker.outputs, probabilities: checker.probabilities, identities: checker.identities,
            scenarios: checker.scenarios, firstInputs: checker.firstInputs, warnings: sink.sortedWarnings)
    }

    private static func load(_ source: SourceText, into sink: DiagnosticSink) -> YAMLNode? {
        do {
            return try YAMLLoader.load(source, into: sink)
        } catch {
            sink.error(error.place, error.message)
            return nil
        }
    }
}
