import ArgumentParser

/// A seed or the number of a draw, as people write it.
enum WholeNumber {
    /// The number that `argument` stands for.
    /// - Throws: `ValidationError` that says what numbers there are.
    static func parse(_ argument: String) throws -> UInt64 {
        guard let number = UInt64(argument) else {
            throw ValidationError("\"\(argument)\" is no whole number from 0 to \(UInt64.max)")
        }
        return number
    }
}
