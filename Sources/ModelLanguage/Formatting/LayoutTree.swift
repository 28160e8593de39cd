/// What stands between the entries of a file.
enum LayoutLine {
    /// One blank line, or several.
    case blank
    /// A comment on a line of its own, `#` included; where it starts, from 1.
    case comment(String, column: Int)

    var comment: String? {
        if case .comment(let text, _) = self { text } else { nil }
    }

    var isComment: Bool { comment != nil }
}

/// An entry of a map, or an item of a list, with the comments that belong to it.
struct LayoutItem {
    /// What stands before it.
    var leading: [LayoutLine] = []
    /// `nil` in a list.
    var key: String?
    /// The comment between the key and a map or list that follows.
    var header: String?
    var value = LayoutValue.missing
    /// The comment behind it.
    var trailing: String?

    /// Whether a comment stands before, in or behind it, its value aside.
    var hasComments: Bool { header != nil || trailing != nil || leading.contains(where: \.isComment) }
}

/// The entries of a map or the items of a list.
struct LayoutItems {
    var items: [LayoutItem] = []
    /// What stands behind the last.
    var tail: [LayoutLine] = []
}

/// A YAML document as a tree of texts with their comments.
indirect enum LayoutValue {
    /// Nothing is written at all.
    case missing
    case text(String)
    case sequence(LayoutItems)
    case mapping(LayoutItems)

    /// The entries or items, if it has any.
    var children: LayoutItems? {
        switch self {
        case .missing, .text: nil
        case .sequence(let children), .mapping(let children): children.items.isEmpty ? nil : children
        }
    }
}
