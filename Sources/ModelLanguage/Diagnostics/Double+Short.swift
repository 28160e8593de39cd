extension Double {
    /// The number as a message shows it: `2`, not `2.0`.
    var short: String {
        let text = "\(self)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// The number to three places after the point, as a message shows it.
    var toThreePlaces: String { ((self * 1_000).rounded() / 1_000).short }
}
