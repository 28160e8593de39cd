public import ModelLanguage

/// Where a number of a model comes from, for people and programs.
public struct ExplanationReport: Report {
    private let explanation: Explanation

    /// A report of `explanation`.
    public init(_ explanation: Explanation) {
        self.explanation = explanation
    }

    /// The formula, then the inputs, then the sources.
    public func table(_ style: TextStyle) -> String {
        let (bold, plain) = style.isColoured ? ("\u{1B}[1m", "\u{1B}[0m") : ("", "")
        var lines = ["\(bold)\(explanation.name)\(plain)\(explanation.label.map { ": \($0)" } ?? "")"]
        let unit = explanation.unit == "1" ? "a plain number" : "in \(explanation.unit)"
        let axes = explanation.axes.isEmpty ? "" : ", along \(explanation.axes.joined(separator: " and "))"
        lines += ["  \(unit)\(axes)", "", "  \(explanation.text)"]
        if let expanded = explanation.expanded { lines += ["", "that is", "", "  \(expanded)"] }
        if !explanation.functions.isEmpty { lines += ["", "where"] + explanation.functions.map { "  \($0)" } }
        if !explanation.quantities.isEmpty {
            lines += ["", "It depends on the quantities \(explanation.quantities.joined(separator: ", "))."]
        }
        lines += ["", "Inputs"]
        let rows = Self.listing.table(explanation.inputs, style: style).split(
            separator: "\n", omittingEmptySubsequences: false)
        lines += rows.dropLast().map { "  \($0)" }
        if !explanation.sources.isEmpty { lines += ["", "Sources"] + explanation.sources.map { "  \(Self.line($0))" } }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func line(_ source: ModelSource) -> String {
        let parts = [source.title, source.publisher, source.date, source.url].compactMap { $0 }
        return "\(source.key): \(parts.joined(separator: ", "))"
    }

    /// `{"version": 1, "name": ..., "formula": ..., "inputs": [...], "sources": [...]}`.
    public var json: String {
        let optional = { (text: String?) in text.map(JSONValue.string) ?? .null }
        let strings = { (texts: [String]) in JSONValue.array(texts.map(JSONValue.string)) }
        return JSONValue.object([
            .init(key: "version", value: .integer(1)),
            .init(key: "name", value: .string(explanation.name)),
            .init(key: "label", value: optional(explanation.label)),
            .init(key: "unit", value: .string(explanation.unit)),
            .init(key: "axes", value: strings(explanation.axes)),
            .init(key: "formula", value: .string(explanation.text)),
            .init(key: "expanded", value: optional(explanation.expanded)),
            .init(key: "functions", value: strings(explanation.functions)),
            .init(key: "quantities", value: strings(explanation.quantities)),
            .init(
                key: "inputs",
                value: .array(explanation.inputs.map { .object(Self.listing.members(of: $0)) })),
            .init(
                key: "sources",
                value: .array(
                    explanation.sources.map { source in
                        .object([
                            .init(key: "source", value: .string(source.key)),
                            .init(key: "title", value: optional(source.title)),
                            .init(key: "publisher", value: optional(source.publisher)),
                            .init(key: "date", value: optional(source.date)),
                            .init(key: "url", value: optional(source.url)),
                        ])
                    })),
        ]).text
    }

    /// An input a row.
    public var csv: String { Self.listing.csv(explanation.inputs) }

    private static var listing: Listing<CheckedInput> {
        let optional = { (text: String?) in text.map(JSONValue.string) ?? .null }
        return Listing(fields: [
            .init("input", "Input", value: { .string($0.name) }, text: { .init($0.name) }),
            .init("value", "Value", isFlexible: true, value: { .string($0.text) }, text: { .init($0.text) }),
            .init("unit", "Unit", value: { .string($0.unit) }, text: { .init($0.unit == "1" ? "" : $0.unit) }),
            .init("source", "Source", value: { optional($0.source) }, text: { .init($0.source ?? "-") }),
            .init(
                "confidence", "Confidence", value: { optional($0.confidence) }, text: { .init($0.confidence ?? "-") }),
            .init("note", "Note", value: { optional($0.note) }),
        ])
    }
}
