/// Fills lines with items that have commas between them.
struct LineFilling {
    private let first: Int
    private let rest: Int
    private var full: [String] = []
    /// The line that is being filled.
    private var line: String
    /// Whether the line has no item yet.
    private var isEmpty = true
    /// Whether the latest item took several lines: nothing is put behind such a one.
    private var isClosed = false

    /// The first line takes `first` scalars and begins with `start`; the others take `rest`.
    init(first: Int, rest: Int, start: String) {
        (self.first, self.rest, line) = (first, rest, start)
    }

    /// Adds an item; false where it does not fit on the first line.
    mutating func add(_ item: String) -> Bool {
        let room = full.isEmpty ? first : rest
        let length = line.unicodeScalars.count + item.unicodeScalars.count
        if isEmpty {
            guard length + 1 <= room else { return false }
            line += item
        } else if !isClosed, length + 3 <= room {
            line += ", " + item
        } else {
            full.append(line + ",")
            line = item
        }
        (isEmpty, isClosed) = (false, false)
        return true
    }

    /// Adds an item of several lines.
    mutating func add(_ lines: [String]) {
        if !isEmpty {
            full.append(line + ",")
            line = ""
        }
        let all = [line + lines[0]] + lines.dropFirst()
        full += all.dropLast()
        line = all[all.count - 1]
        (isEmpty, isClosed) = (false, true)
    }

    /// The lines, the last closed by `end`.
    func lines(end: String) -> [String] { full + [line + end] }
}
