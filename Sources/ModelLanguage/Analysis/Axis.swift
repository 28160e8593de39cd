/// A named dimension of a model: the quarters of some years, the makers of chips.
public struct Axis: Hashable, Sendable {
    /// The name that formulas use.
    public let name: String
    /// The labels in order, as they are written; at least one, and no two alike.
    public let labels: [String]
    /// Whether the labels follow each other in time, so that `previous` and `cumulative` work along it.
    public let isOrdered: Bool
}

extension Axis {
    /// The most labels of an axis, and the most elements of anything along axes.
    static let maximumLength = 100_000

    /// The labels of a range as it is written, `2024..2027`, `2026Q1..2027Q4` or `2026-01..2026-12`; `nil` for any other
    /// text, for a range that does not ascend, and for one that is too long.
    static func labels(ofRange text: String) -> [String]? {
        guard let dots = text.firstRange(of: "..") else { return nil }
        let (first, last) = (Period(text[..<dots.lowerBound]), Period(text[dots.upperBound...]))
        guard let first, let last, first.parts == last.parts, first.index <= last.index,
            last.index - first.index < maximumLength
        else { return nil }
        return (first.index...last.index).map { Period(index: $0, parts: first.parts).text }
    }
}

/// A year, a quarter or a month.
private struct Period {
    /// How many of them came before, counted from the year 0.
    let index: Int
    /// How many are in a year.
    let parts: Int

    init(index: Int, parts: Int) {
        self.index = index
        self.parts = parts
    }

    init?(_ text: Substring) {
        let digits = Array(text.utf8)
        guard digits.count >= 4, digits[..<4].allSatisfy(Lexer.isDigit), let year = Int(text.prefix(4)) else {
            return nil
        }
        let part: Int
        switch (digits.count, digits.dropFirst(4).first) {
        case (4, nil): (parts, part) = (1, 1)
        case (6, 0x51): (parts, part) = (4, Int(digits[5]) - 0x30)
        case (7, 0x2D):
            guard digits[5...].allSatisfy(Lexer.isDigit) else { return nil }
            (parts, part) = (12, Int(digits[5] - 0x30) * 10 + Int(digits[6] - 0x30))
        default: return nil
        }
        guard (1...parts).contains(part) else { return nil }
        index = year * parts + part - 1
    }

    var text: String {
        let (year, part) = (index / parts, index % parts + 1)
        let digits = String(repeating: "0", count: max(0, 4 - String(year).count)) + String(year)
        switch parts {
        case 1: return digits
        case 4: return "\(digits)Q\(part)"
        default: return "\(digits)-\(part < 10 ? "0" : "")\(part)"
        }
    }
}

/// The axes of a model by name, and the positions of their labels.
struct AxisTable {
    private(set) var axes: [Axis] = []
    private var numbers: [String: Int] = [:]
    private var positions: [[String: Int]] = []

    /// Adds an axis of another name than those before.
    mutating func add(_ axis: Axis) {
        numbers[axis.name] = axes.count
        axes.append(axis)
        positions.append(Dictionary(uniqueKeysWithValues: axis.labels.enumerated().map { ($0.element, $0.offset) }))
    }

    /// The names of all axes.
    var names: some Collection<String> { axes.map(\.name) }

    /// The number of the axis called `name`.
    func number(of name: String) -> Int? { numbers[name] }

    /// Where the axis has `label`.
    func position(of label: String, on axis: Int) -> Int? { positions[axis][label] }

    /// The axes that have exactly the labels of `labels`, in any order.
    func numbers(withLabels labels: [String]) -> [Int] {
        axes.indices.filter { axis in
            axes[axis].labels.count == labels.count && labels.allSatisfy { positions[axis][$0] != nil }
        }
    }

    /// The shape of a value along one axis.
    func shape(of axis: Int) -> Shape { Shape(axis: axis, length: axes[axis].labels.count) }

    /// `a x b`, for messages.
    func text(of shape: Shape) -> String { shape.axes.map { axes[$0].name }.joined(separator: " x ") }
}
