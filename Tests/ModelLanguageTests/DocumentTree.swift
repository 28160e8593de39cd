@testable import ModelLanguage

/// The text of a document without its layout: the order of a model's own keys says nothing.
indirect enum DocumentTree: Equatable {
    case missing
    case text(String)
    case list([DocumentTree])
    case map([DocumentTree])

    /// What `text` says; `nil` where it is no document.
    init?(of text: [UInt8]) {
        let source = SourceText(file: "test", bytes: text)
        let sink = DiagnosticSink(source: source)
        guard let root = try? YAMLLoader.load(source, into: sink), !sink.hasErrors else { return nil }
        self.init(root, isRoot: true)
    }

    private init(_ node: YAMLNode, isRoot: Bool = false) {
        switch node {
        case .scalar(let scalar): self = scalar.isMissing ? .missing : .text(scalar.text)
        case .sequence(let items, _): self = .list(items.map { DocumentTree($0) })
        case .mapping(let entries, _):
            let ordered = isRoot ? entries.sorted { $0.key.text < $1.key.text } : entries
            self = .map(ordered.flatMap { [.text($0.key.text), DocumentTree($0.value)] })
        }
    }
}
