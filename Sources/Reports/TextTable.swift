/// Columns of text for a terminal.
struct TextTable {
    enum Alignment {
        case left
        case right
    }

    struct Column {
        let title: String
        var alignment = Alignment.left
        var emphasis = Emphasis.plain
        /// Columns of space before it; the first column has none.
        var gap = 2
        /// Whether it gives way, its cells on several lines, where the table is too wide.
        var isFlexible = false
    }

    struct Cell {
        let text: String
        /// Instead of its column's.
        var emphasis: Emphasis?

        init(_ text: String, _ emphasis: Emphasis? = nil) {
            self.text = text
            self.emphasis = emphasis
        }
    }

    let columns: [Column]
    private(set) var rows: [[Cell]] = []

    /// A flexible column keeps this width at least.
    static let minimumFlexibleWidth = 12

    init(columns: [Column]) {
        self.columns = columns
    }

    /// Appends a row, a cell a column; missing cells are empty.
    mutating func append(_ cells: [Cell]) {
        rows.append(cells + Array(repeating: Cell(""), count: max(0, columns.count - cells.count)))
    }

    /// Puts texts into the last column, one a row.
    mutating func fillLastColumn(_ texts: [String]) {
        for (row, text) in zip(rows.indices, texts) { rows[row][columns.count - 1] = Cell(text) }
    }

    /// The width that no cell would have to give way for.
    var naturalWidth: Int { naturalWidths.reduce(gaps, +) }

    private var gaps: Int { columns.dropFirst().reduce(0) { $0 + $1.gap } }

    private var naturalWidths: [Int] {
        columns.indices.map { column in
            rows.reduce(columns[column].title.count) { max($0, $1[column].text.count) }
        }
    }

    /// The titles, then the rows, each on as many lines as its cells need.
    func lines(_ style: TextStyle) -> [String] {
        var widths = naturalWidths
        let excess = naturalWidth - style.width
        if excess > 0, let flexible = columns.firstIndex(where: \.isFlexible) {
            widths[flexible] = max(Self.minimumFlexibleWidth, widths[flexible] - excess)
        }
        let titles = columns.map { Cell($0.title, .strong) }
        return ([titles] + rows).flatMap { Self.lines(of: $0, columns: columns, widths: widths, style: style) }
    }

    private static func lines(of cells: [Cell], columns: [Column], widths: [Int], style: TextStyle) -> [String] {
        let pieces = columns.indices.map { TextStyle.wrap(cells[$0].text, width: widths[$0]) }
        let height = pieces.reduce(1) { max($0, $1.count) }
        return (0..<height).map { line in
            var text = ""
            var space = 0
            for (index, column) in columns.enumerated() {
                let piece = line < pieces[index].count ? pieces[index][line] : ""
                let padding = max(0, widths[index] - piece.count)
                space += (index > 0 ? column.gap : 0) + (column.alignment == .right ? padding : 0)
                if !piece.isEmpty {
                    text += String(repeating: " ", count: space)
                    text += style.apply(cells[index].emphasis ?? column.emphasis, to: piece)
                    space = 0
                }
                space += column.alignment == .left ? padding : 0
            }
            return text
        }
    }
}
