public import ModelLanguage

/// What a check found about model files, as editors and other programs read it.
public struct CheckReport: Sendable {
    /// What it found about one file.
    public struct File: Sendable {
        private let name: String
        private let isOK: Bool
        private let diagnostics: [Diagnostic]
        private let model: CheckedModel?

        /// The findings about the file `name`; `model` is what is in it, if it is a model.
        public init(name: String, isOK: Bool, diagnostics: [Diagnostic], model: CheckedModel?) {
            self.name = name
            self.isOK = isOK
            self.diagnostics = diagnostics
            self.model = model
        }

        fileprivate var json: JSONValue {
            .object([
                "file": .string(name), "ok": .bool(isOK), "diagnostics": .array(diagnostics.map(\.json)),
                "model": model?.json ?? .null,
            ])
        }
    }

    private let files: [File]

    /// A report about `files`, in their order.
    public init(files: [File]) {
        self.files = files
    }

    /// `{"version": 1, "files": [...]}`; lines and columns count from 1 and are `null` where a finding is about a whole
    /// file.
    public var json: String {
        JSONValue.object(["version": .integer(1), "files": .array(files.map(\.json))]).text
    }
}

extension Diagnostic {
    fileprivate var json: JSONValue {
        .object([
            "severity": .string(severity.rawValue), "file": .string(file),
            "line": place.map { .integer(UInt64($0.line)) } ?? .null,
            "column": place.map { .integer(UInt64($0.column)) } ?? .null, "message": .string(message),
        ])
    }
}

extension CheckedModel {
    /// What it is called and how many of each kind it has.
    fileprivate var json: JSONValue {
        let count = { (number: Int) in JSONValue.integer(UInt64(number)) }
        return .object([
            "name": .string(name), "title": title.map(JSONValue.string) ?? .null,
            "as_of": asOf.map(JSONValue.string) ?? .null, "inputs": count(inputs.count),
            "quantities": count(quantities.count), "outputs": count(outputs.count),
            "probabilities": count(probabilities.count), "identities": count(identities.count),
            "scenarios": count(scenarios.count), "sources": count(sources.count),
        ])
    }
}
