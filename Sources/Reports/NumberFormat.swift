import Foundation

/// Numbers as people read them: no more digits than the computing error supports, and at most four.
///
/// Large numbers carry `k`, `M`, `B` or `T`, as in model files; numbers that need more than that, or more than three
/// zeros after the point, are written `1.2e-4`.
enum NumberFormat {
    /// A figure in two parts that are read together.
    struct Rounded: Hashable {
        let value: String
        /// The error to one digit, in the value's unit; empty where there is none to show.
        let error: String
    }

    /// The most digits a person is shown.
    static let maximumDigits = 4
    /// Digits of a number whose error is unknown.
    static let digitsWithoutError = 3

    /// What stands for a number that does not exist.
    static let none = "-"

    /// A figure rounded where its standard error begins. Without an error it keeps ``digitsWithoutError`` digits; with
    /// an error of 0 up to ``maximumDigits``.
    static func rounded(value: Double, standardError: Double?) -> Rounded {
        rounded(value: value, standardError: standardError, reference: value)
    }

    /// A share in per cent, rounded like any figure; close to 1 it keeps the digits that tell it from 1.
    static func percentage(value: Double, standardError: Double?) -> Rounded {
        let percent = value * 100
        let text = rounded(
            value: percent, standardError: standardError.map { $0 * 100 }, reference: min(percent, 100 - percent))
        return Rounded(
            value: percent.isFinite ? text.value + "%" : text.value,
            error: text.error.isEmpty ? "" : text.error + "%")
    }

    /// What a share of 0 or 1 is known to be: `< 0.0003%`, or `> 99.9997%`; rounded to the safe side.
    static func bound(_ bound: Double, isUpper: Bool) -> String {
        let distance = (isUpper ? bound : 1 - bound) * 100
        guard distance > 0, distance < 100 else { return isUpper ? "< 100%" : "> 0%" }
        var digit = DecimalDigits(distance, digits: 1)
        if digit.value < distance { digit.increment() }
        if isUpper { return "< \(digit.text(scale: digit.naturalScale))%" }
        let decimals = max(0, -digit.exponent)
        return "> \(String(format: "%.\(min(decimals, 18))f", 100 - digit.value))%"
    }

    /// A number without an error, to `digits` digits, without zeros at the end.
    static func plain(_ value: Double, digits: Int = maximumDigits) -> String {
        guard value.isFinite else { return none }
        guard value != 0 else { return "0" }
        var decimal = DecimalDigits(value, digits: digits)
        decimal.dropZeros()
        return decimal.text(scale: decimal.naturalScale)
    }

    /// An amount of memory or text, a kilobyte having 1,024 bytes.
    static func bytes(_ count: Int) -> String {
        let units = ["bytes", "kB", "MB", "GB", "TB"]
        var (value, unit) = (Double(count), 0)
        while value >= 1000, unit + 1 < units.count { (value, unit) = (value / 1024, unit + 1) }
        return "\(plain(value, digits: digitsWithoutError)) \(units[unit])"
    }

    /// A count in full, digits in groups of three.
    static func count(_ value: UInt64) -> String {
        grouped(String(value))
    }

    static func grouped(_ digits: String) -> String {
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return result
    }

    /// Whether an error is none, or no more than the rounding of the arithmetic.
    static func isExact(value: Double, standardError: Double) -> Bool {
        standardError <= abs(value) * 1e-13
    }

    private static func rounded(value: Double, standardError: Double?, reference: Double) -> Rounded {
        guard value.isFinite else { return Rounded(value: none, error: "") }
        guard let standardError, standardError.isFinite else {
            return Rounded(value: plain(value, digits: digitsWithoutError), error: "")
        }
        guard !isExact(value: value, standardError: standardError) else {
            return Rounded(value: plain(value), error: "")
        }
        let error = DecimalDigits(standardError, digits: 1)
        guard value != 0 else { return Rounded(value: "0", error: error.text(scale: error.naturalScale)) }
        let leading = DecimalDigits.leadingExponent(of: reference == 0 ? value : reference)
        let last = min(max(error.exponent, leading - maximumDigits + 1), leading)
        let rounded = DecimalDigits(value, lastDigit: last)
        let scale = rounded.naturalScale
        return Rounded(value: rounded.text(scale: scale), error: error.text(scale: error.scale(near: scale)))
    }
}
