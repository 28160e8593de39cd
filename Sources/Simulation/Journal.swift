/// The last things that happened, in words; kept only when a simulation is replayed to be told.
struct Journal {
    private static let length = 60

    let isKept: Bool
    private(set) var lines: [String] = []

    init(isKept: Bool) {
        self.isKept = isKept
    }

    mutating func note(_ time: Int64, _ text: @autoclosure () -> String) {
        guard isKept else { return }
        if lines.count == Self.length { lines.removeFirst() }
        let milliseconds = time / 1_000_000
        lines.append("\(milliseconds / 1000).\(String(milliseconds % 1000 + 1000).dropFirst()) s: \(text())")
    }
}
