extension SourceText {
    /// The text `bytes` of `file`.
    /// - Throws: ``ModelFailure`` where it is larger than a file may be.
    static func bounded(file: String, bytes: [UInt8]) throws(ModelFailure) -> SourceText {
        guard bytes.count <= YAMLLoader.maximumBytes else {
            let size =
                "the file is larger than \(YAMLLoader.maximumBytes / 1_000_000) MB; a model is text, without data in it"
            throw ModelFailure(diagnostics: [Diagnostic(severity: .error, file: file, place: nil, message: size)])
        }
        return SourceText(file: file, bytes: bytes)
    }
}
