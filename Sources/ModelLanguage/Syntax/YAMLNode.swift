/// A piece of text of a YAML file, never given a type: `yes`, `1_000` and `2026` stay as they are written.
struct YAMLScalar {
    /// How it is written.
    enum Style {
        case plain
        case quoted
        case block
    }

    /// The text, escapes and folding resolved.
    let text: String
    /// Where it starts, a quotation mark included.
    let place: Place
    let style: Style
    /// Whether it stands in `{...}` or `[...]`.
    let isInFlow: Bool

    /// Whether nothing is written at all.
    var isMissing: Bool { text.isEmpty && style == .plain }
}

/// A key and what it names.
struct YAMLEntry {
    let key: YAMLScalar
    let value: YAMLNode
}

/// A YAML document as a tree with places.
enum YAMLNode {
    case scalar(YAMLScalar)
    case sequence([YAMLNode], Place)
    case mapping([YAMLEntry], Place)

    /// Where it starts.
    var place: Place {
        switch self {
        case .scalar(let scalar): scalar.place
        case .sequence(_, let place), .mapping(_, let place): place
        }
    }

    /// What it is, with an article.
    var kind: String {
        switch self {
        case .scalar(let scalar): scalar.isMissing ? "nothing" : "a text"
        case .sequence: "a list"
        case .mapping: "a map"
        }
    }
}

/// What makes a file, or a part of it, unreadable.
struct SyntaxFailure: Error {
    let place: Place?
    let message: String
}
