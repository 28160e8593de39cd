extension CheckedModel {
    /// Reads and checks the model file `bytes`; `file` is its name, for messages alone.
    ///
    /// Time and memory are bounded by the size of the file, whatever is in it.
    /// - Parameter read: gives the files that the model includes; without it, a model that includes files is refused.
    /// - Throws: ``ModelFailure`` with everything that is wrong, sorted by place.
    public init(parsing bytes: [UInt8], file: String, including read: IncludeReader? = nil) throws(ModelFailure) {
        guard bytes.count <= YAMLLoader.maximumBytes else {
            let size =
                "the file is larger than \(YAMLLoader.maximumBytes / 1_000_000) MB; a model is text, without data in it"
            throw ModelFailure(diagnostics: [Diagnostic(severity: .error, file: file, place: nil, message: size)])
        }
        let source = SourceText(file: file, bytes: bytes)
        let sink = DiagnosticSink(source: source)
        guard let root = Self.load(source, into: sink) else { throw sink.failure }
        guard let read, root.includes else {
            self = try Self.checked(root, sink)
            return
        }
        let merged = Includes.merged(root, reading: read, into: sink)
        guard !sink.hasErrors else { throw sink.failure }
        let found = try Self.checked(merged, sink)
        // What is computed from is the one text that is sent: only the messages know the files that it came from.
        self = try CheckedModel(parsing: Array(merged.flowText.utf8), file: file)
        warnings = found.warnings
        notes = found.notes
    }

    private static func checked(_ root: YAMLNode, _ sink: DiagnosticSink) throws(ModelFailure) -> CheckedModel {
        let draft = DraftReader.read(root, into: sink)
        var checker = ModelChecker(draft, sink: sink)
        checker.check()
        guard !sink.hasErrors else { throw sink.failure }
        return checker.model
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

extension YAMLNode {
    /// Whether the document has the key `include`.
    fileprivate var includes: Bool {
        guard case .mapping(let entries, _) = self else { return false }
        return entries.contains { $0.key.text == "include" }
    }
}
