/// Gathers what is wrong and what is doubtful about a model, so that all of it is told at once.
final class DiagnosticSink {
    /// How many errors are listed; the rest are counted.
    static let limit = 100

    /// The files that the messages are about: the model, and what it includes.
    private(set) var sources: [SourceText]
    /// What misspelt names were meant to be.
    let suggestions = Suggestions()
    private var errors: [Diagnostic] = []
    private var dropped = 0
    private var warnings: [Diagnostic] = []
    private var notes: [Diagnostic] = []

    /// An empty sink for messages about `source`.
    init(source: SourceText) {
        sources = [source]
    }

    private var nodes = 0

    /// Counts a text, list or map that was read; `false` beyond `limit` in all files together.
    func countNode(limit: Int) -> Bool {
        nodes += 1
        return nodes <= limit
    }

    /// Adds a file that the model includes.
    func add(_ source: SourceText) { sources.append(source) }

    /// Whether the model cannot be run.
    var hasErrors: Bool { !errors.isEmpty }

    /// Notes an error at `place`, or about the file as a whole.
    func error(_ place: Place?, _ message: String) {
        guard isDetailed else {
            dropped += 1
            return
        }
        errors.append(diagnostic(.error, place, message))
    }

    /// Notes an error `failure.offset` bytes into `scalar`.
    func error(_ failure: ExpressionFailure, in scalar: YAMLScalar) {
        error(isDetailed ? place(ofOffset: failure.offset, in: failure.scalar ?? scalar) : nil, failure.message)
    }

    /// Where byte `offset` of the text of `scalar` stands.
    func place(ofOffset offset: Int, in scalar: YAMLScalar) -> Place {
        scalar.place(ofOffset: offset, in: sources[scalar.place.file])
    }

    /// Notes a warning at `place`.
    func warning(_ place: Place?, _ message: String) {
        guard warnings.count < 10 * Self.limit else { return }
        warnings.append(diagnostic(.warning, place, message))
    }

    /// Notes something at `place` that is worth knowing.
    func note(_ place: Place?, _ message: String) {
        guard notes.count < 10 * Self.limit else { return }
        notes.append(diagnostic(.note, place, message))
    }

    /// The notes, sorted by place.
    var sortedNotes: [Diagnostic] { Self.sorted(notes) }

    /// The warnings, sorted by place.
    var sortedWarnings: [Diagnostic] { Self.sorted(warnings) }

    /// Everything gathered as a failure.
    var failure: ModelFailure {
        let listed = Self.sorted(Array(Self.sorted(errors).prefix(Self.limit)) + warnings.prefix(Self.limit))
        let rest = errors.count - Self.limit + dropped
        guard rest > 0 else { return ModelFailure(diagnostics: listed) }
        let last = Diagnostic(
            severity: .error, file: sources[0].file, place: nil, message: "\(rest) more errors; mend these first")
        return ModelFailure(diagnostics: listed + [last])
    }

    private func diagnostic(_ severity: Diagnostic.Severity, _ place: Place?, _ message: String) -> Diagnostic {
        let source = sources[place?.file ?? 0]
        let excerpt = place.flatMap { source.excerpt(at: $0) }
        let line = message.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }.joined()
        return Diagnostic(severity: severity, file: source.file, place: place, message: line, excerpt: excerpt)
    }

    /// Whether errors are still kept one by one, beyond which they are counted.
    private var isDetailed: Bool { errors.count < 10 * Self.limit }

    private static func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        let start = Place(line: 0, column: 0)
        return diagnostics.enumerated().sorted {
            ($0.element.place ?? start, $0.offset) < ($1.element.place ?? start, $1.offset)
        }.map(\.element)
    }
}
