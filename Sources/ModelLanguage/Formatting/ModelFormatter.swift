/// Puts model files into their canonical layout.
///
/// - The keys of a model stand in the order of the format; a section of more than one line has a blank line before and
///   after it. Entries of a section stand in their own order, one below the other, indented by two spaces.
/// - A map or list stands on one line (`{a: 1, b: 2}`, `[a, b]`) where it fits into 120 columns. Where it does not, it is
///   broken at commas: a map beneath its name, a list beside it. Quantities, functions, scenarios, maps of maps, lists of
///   maps, and whatever has a comment or a longer text inside have a line for each entry instead.
/// - A text is quoted only where YAML, or a reader of YAML that guesses types, would else take it for something else; a
///   `note:` always is, since prose soon has a comma. Long texts are broken before operators, after commas, or
///   between words. A text of several lines stands under `|`.
/// - Comments stay with what they stood before or behind; of several blank lines one is kept. Comments before the first
///   key stay at the top of the file.
public enum ModelFormatter {
    /// The canonical layout of the model file `bytes`, whatever it means; `file` is its name, for messages alone.
    ///
    /// The texts of the file and how they are nested stay the same, to the last byte; formatting twice changes nothing
    /// more.
    /// - Throws: ``ModelFailure`` where the file is not YAML within the bounds of the format.
    public static func format(_ bytes: [UInt8], file: String) throws(ModelFailure) -> [UInt8] {
        let source = try SourceText.bounded(file: file, bytes: bytes)
        let sink = DiagnosticSink(source: source)
        do {
            _ = try YAMLLoader.load(source, into: sink)
            if !sink.hasErrors { return try ModelLayout.text(of: try LayoutReader.read(source)) }
        } catch {
            sink.error(error.place, error.message)
        }
        throw sink.failure
    }
}
