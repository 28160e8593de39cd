import Sampling

/// Why a model cannot be run: at least one error, sorted by place.
public struct ModelFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The errors, of which at most ``DiagnosticSink/limit`` are listed; the last one then counts the rest. Warnings
    /// found on the way stand among them.
    public let diagnostics: [Diagnostic]

    /// A failure for these reasons.
    public init(diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }

    /// Every diagnostic on lines of its own, without a line break at the end.
    public var description: String {
        diagnostics.map(\.description).joined(separator: "\n")
    }
}
