/// A share as a bar, to an eighth of a column where the terminal can show that.
enum HorizontalBar {
    private static let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// The filled part alone, at most `width` columns; nothing for a share that is not in `0...1`.
    static func text(_ share: Double, width: Int, style: TextStyle) -> String {
        guard share >= 0, share <= 1 else { return "" }
        guard style.isUnicode else { return String(repeating: "#", count: Int((share * Double(width)).rounded())) }
        let parts = Int((share * Double(width * 8)).rounded())
        let full = String(repeating: "█", count: parts / 8)
        return parts % 8 == 0 ? full : full + String(eighths[parts % 8 - 1])
    }
}
