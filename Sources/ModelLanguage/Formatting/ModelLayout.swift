/// Lays out a whole file: its sections in order, blank lines between them.
enum ModelLayout {
    /// The keys of a model in the order of the format.
    static let keys = [
        "suanli", "name", "title", "as_of", "include", "sources", "units", "axes", "inputs", "correlations",
        "functions", "quantities", "identities", "outputs", "probabilities", "scenarios", "observe", "sampling",
    ]

    /// The canonical text of the document `root`.
    /// - Throws: ``SyntaxFailure`` where that is longer than a file may be.
    static func text(of root: LayoutItems) throws(SyntaxFailure) -> [UInt8] {
        var root = root
        var writer = LayoutWriter()
        if !root.items.isEmpty {
            writer.write(root.items[0].leading)
            root.items[0].leading = []
        }
        var wasLong = false
        for (index, item) in sorted(root.items).enumerated() {
            let planner = LayoutPlanner(section: item.key ?? "", depth: 1)
            let plan = planner.plan(item, indent: 0)
            var section = LayoutWriter()
            section.write(plan, indent: 0, planner: planner)
            let isLong = section.lineCount > 1
            writer.write((index > 0 && (isLong || wasLong) ? [.blank] : []) + plan.leading)
            writer.append(section)
            wasLong = isLong
        }
        if root.items.isEmpty { writer.line("{}", indent: 0) }
        writer.write(root.tail, isLast: true)
        guard writer.text.utf8.count <= YAMLLoader.maximumBytes else {
            throw SyntaxFailure(
                place: nil,
                message:
                    "the canonical layout would be larger than \(YAMLLoader.maximumBytes / 1_000_000) MB; nest less")
        }
        return Array(writer.text.utf8)
    }

    private static func sorted(_ items: [LayoutItem]) -> [LayoutItem] {
        let ranks = Dictionary(uniqueKeysWithValues: zip(keys, keys.indices))
        return items.enumerated().sorted {
            (ranks[$0.element.key ?? ""] ?? keys.count, $0.offset)
                < (ranks[$1.element.key ?? ""] ?? keys.count, $1.offset)
        }.map(\.element)
    }
}
