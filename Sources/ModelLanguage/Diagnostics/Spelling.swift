/// Finds what misspelt names were meant to be, within a budget, so that a file full of them is refused as fast as any.
final class Suggestions {
    private var comparisons = 20_000

    /// As ``Spelling/hint(for:among:)``; nothing once the budget is spent.
    func hint(for name: String, among candidates: some Collection<String>) -> String {
        let affordable = candidates.prefix(comparisons)
        comparisons -= affordable.count
        return Spelling.hint(for: name, among: affordable)
    }
}

/// Finds what a misspelt name was meant to be.
enum Spelling {
    /// `; did you mean `x`?` for the candidate nearest to `name` by edits, or nothing when none is near.
    static func hint(for name: String, among candidates: some Sequence<String>) -> String {
        nearest(to: name, among: candidates).map { "; did you mean `\($0)`?" } ?? ""
    }

    /// The candidate that differs by the fewest edits, at most a third of the name's length; of several the
    /// first by name.
    static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
        let wanted = Array(name.utf8.prefix(64))
        var best: (distance: Int, name: String)?
        for candidate in candidates {
            let limit = best?.distance ?? max(1, wanted.count / 3)
            let letters = Array(candidate.utf8.prefix(64))
            guard abs(letters.count - wanted.count) <= limit else { continue }
            let distance = self.distance(wanted, letters)
            if distance < limit || distance == limit && candidate < best?.name ?? "\u{10FFFF}" {
                best = (distance, candidate)
            }
        }
        return best?.name
    }

    /// How many insertions, deletions, replacements and swaps of neighbours, in either case of letters, lead from one
    /// to the other (optimal string alignment).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        let lower = { (byte: UInt8) in (65...90).contains(byte) ? byte + 32 : byte }
        var twoAbove = Array(repeating: 0, count: right.count + 1)
        var above = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let isSame = lower(letter) == lower(other)
                var cost = min(above[column + 1] + 1, current[column] + 1, above[column] + (isSame ? 0 : 1))
                if row > 0, column > 0, lower(letter) == lower(right[column - 1]), lower(left[row - 1]) == lower(other)
                {
                    cost = min(cost, twoAbove[column - 1] + 1)
                }
                current.append(cost)
            }
            (twoAbove, above) = (above, current)
        }
        return above[right.count]
    }
}
