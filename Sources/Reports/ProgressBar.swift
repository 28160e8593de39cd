/// How far a run is, on one line.
public enum ProgressBar {
    /// The bar, the share, draws, speed, the time left and a note; without a line break, within the style's width.
    public static func line(
        merged: Double, draws: UInt64, elapsed: Double, note: String? = nil, style: TextStyle
    ) -> String {
        let merged = merged.isFinite ? min(1, max(0, merged)) : 0
        let done = merged * Double(draws)
        var parts = [
            percent(merged).padded(to: 6, .right),
            "\(NumberFormat.plain(done, digits: 3)) of \(NumberFormat.plain(Double(draws))) draws",
        ]
        if elapsed > 0, done > 0 {
            let speed = done / elapsed
            parts.append("\(NumberFormat.plain(speed, digits: 3)) draws/s")
            if merged < 1 { parts.append("\(time((Double(draws) - done) / speed)) left") }
        }
        if let note { parts.append(note) }
        let text = parts.joined(separator: "  ")
        let width = min(40, style.width - text.count - 4)
        guard width >= 8 else { return String(text.prefix(style.width)) }
        let filled = HorizontalBar.text(merged, width: width, style: style)
        let rest = String(repeating: style.choose("░", "."), count: max(0, width - filled.count))
        return "[\(style.apply(.accent, to: filled))\(style.apply(.faint, to: rest))] \(text)"
    }

    /// A share in per cent to a tenth, which says 100 only when nothing is missing.
    static func percent(_ share: Double) -> String {
        guard share.isFinite else { return NumberFormat.none }
        let tenths = share >= 1 ? 1000 : min(999, max(0, (share * 1000).rounded()))
        return "\(Int(tenths) / 10).\(Int(tenths) % 10)%"
    }

    /// A time as people say it: `0.42 s`, `12 s`, `3 min 20 s`, `5 h 7 min`, `3 days`.
    static func time(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return NumberFormat.none }
        guard seconds >= 9.95 else { return "\(NumberFormat.plain(seconds, digits: 2)) s" }
        guard seconds < 1e9 else { return "years" }
        let whole = Int(seconds.rounded())
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3_600: return "\(whole / 60) min \(whole % 60) s"
        case ..<172_800: return "\(whole / 3_600) h \(whole % 3_600 / 60) min"
        default: return "\(whole / 86_400) days"
        }
    }
}
