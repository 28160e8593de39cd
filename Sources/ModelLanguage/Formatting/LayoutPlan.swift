/// How an entry or item is going to be written.
struct LayoutPlan {
    enum Form {
        /// On the line of its key; `rest` beneath, indented by so much.
        case lines(first: String, rest: [String] = [], indent: Int = 0)
        /// Beneath its key, indented once.
        case beneath([String])
        /// A text of several lines under its sign, indented once.
        case blockText(sign: String, [String])
        /// Beneath its key, each entry or item by itself.
        case block(LayoutItems, isMapping: Bool)
    }

    /// What stands before it.
    var leading: [LayoutLine]
    /// The key with its `:`; empty in a list.
    let key: String
    /// The comment behind the key.
    private(set) var header: String?
    let form: Form
    /// The comment behind the value.
    private(set) var trailing: String?

    init(_ item: LayoutItem, key: String, form: Form) {
        leading = item.leading
        self.key = key
        self.form = form
        switch form {
        case .lines, .blockText: trailing = item.trailing ?? item.header
        case .beneath: (header, trailing) = (item.header, item.trailing)
        case .block:
            header = item.header ?? item.trailing
            if key.isEmpty, let comment = header {
                leading.append(.comment(comment, column: 1))
                header = nil
            }
        }
    }
}
