extension Double {
    /// The number as a message shows it: `2`, not `2.0`.
    var short: String {
        let text = "\(self)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
