import ArgumentParser

/// A number of draws, a seed or the number of a draw, as people write it: `1_000_000`, `250k`, `4M`, `1B` or `1T`.
enum WholeNumber {
    /// The number that `text` stands for; `nil` where it is none below 2^64.
    static func value(_ text: String) -> UInt64? {
        let suffixes: [Character: UInt64] = ["k": 1_000, "M": 1_000_000, "B": 1_000_000_000, "T": 1_000_000_000_000]
        let factor = text.last.flatMap { suffixes[$0] }
        let digits = (factor == nil ? text[...] : text.dropLast()).replacing("_", with: "")
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = UInt64(digits) else { return nil }
        let (value, overflow) = number.multipliedReportingOverflow(by: factor ?? 1)
        return overflow ? nil : value
    }

    /// - Throws: `ValidationError` that says what numbers there are.
    static func parse(_ argument: String) throws -> UInt64 {
        guard let number = value(argument) else {
            throw ValidationError("write a whole number from 0 to \(UInt64.max), such as 7, 250k or 4M")
        }
        return number
    }
}
