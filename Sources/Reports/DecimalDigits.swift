import CGlibc

/// A number to some decimal digits, correctly rounded from its exact binary value.
struct DecimalDigits {
    private let isNegative: Bool
    /// The first is not 0, unless the number is.
    private var digits: [UInt8]
    /// The power of ten that the first digit stands for.
    private(set) var leadingExponent: Int

    /// The power of ten that the last digit stands for.
    var exponent: Int { leadingExponent - digits.count + 1 }

    /// `value`, which is finite, to so many digits.
    init(_ value: Double, digits count: Int) {
        let text = Self.scientific(abs(value), decimals: max(0, count - 1))
        let mark = text.firstIndex(of: UInt8(ascii: "e")) ?? text.endIndex
        isNegative = value < 0
        digits = text[..<mark].filter { (48...57).contains($0) }.map { $0 - 48 }
        leadingExponent = Int(String(decoding: text[mark...].dropFirst(), as: UTF8.self)) ?? 0
    }

    /// What C prints for `%.*e`, which Foundation takes several times as long for.
    private static func scientific(_ value: Double, decimals: Int) -> [UInt8] {
        // One digit, the point, the decimals, and e-308 with what ends a string in C.
        let room = decimals + 16
        return Array(unsafeUninitializedCapacity: room) { text, count in
            count = text.withMemoryRebound(to: CChar.self) { text in
                Int(print_scientific(text.baseAddress, room, Int32(clamping: decimals), value))
            }
        }
    }

    /// `value`, which is finite and not 0, to the digit that stands for ten to the power `lastDigit`; to one digit at
    /// least.
    init(_ value: Double, lastDigit: Int) {
        let leading = Self.leadingExponent(of: value)
        self.init(value, digits: max(1, leading - lastDigit + 1))
        // 9.996 to hundredths is 10.00: one digit more than before, but not beyond what is shown at most.
        if leadingExponent > leading && digits.count != NumberFormat.maximumDigits { digits.append(0) }
    }

    /// The power of ten of the first digit of `value` before any rounding that shows.
    static func leadingExponent(of value: Double) -> Int {
        DecimalDigits(value, digits: 17).leadingExponent
    }

    /// The number that the digits say.
    var value: Double {
        return Double("\(sign)\(digitText)e\(exponent)") ?? .nan
    }

    private var sign: String { isNegative ? "-" : "" }
    private var digitText: String { String(decoding: digits.map { $0 + 48 }, as: UTF8.self) }

    /// One more in the last digit, of a single digit.
    mutating func increment() {
        if digits[0] < 9 {
            digits[0] += 1
        } else {
            digits[0] = 1
            leadingExponent += 1
        }
    }

    mutating func dropZeros() {
        while digits.count > 1 && digits.last == 0 { digits.removeLast() }
    }
}

extension DecimalDigits {
    /// Suffixes of model files, by the power of ten they stand for.
    private static let suffixes = [0: "", 3: "k", 6: "M", 9: "B", 12: "T"]

    /// The suffix, as a power of ten, under which the number reads best: none from 0.001 to 9,999, one that leaves one to
    /// three digits before the point above; `nil` for those that need an exponent.
    var naturalScale: Int? {
        switch leadingExponent {
        case -3...3: 0
        case 4...14: leadingExponent / 3 * 3
        default: nil
        }
    }

    /// The scale of the value that this is the error of, where the error reads well in it: `0.0004`, and `0.4k` but not
    /// `0.04k`.
    func scale(near scale: Int?) -> Int? {
        guard let scale else { return naturalScale }
        if ((scale == 0 ? -4 : -1)...3).contains(leadingExponent - scale) { return scale }
        return leadingExponent == 3 ? 3 : naturalScale
    }

    /// The number in units of `scale` with its suffix, or with an exponent.
    func text(scale: Int?) -> String {
        guard let scale, let suffix = Self.suffixes[scale] else {
            let fraction = digitText.dropFirst()
            return "\(sign)\(digitText.prefix(1))\(fraction.isEmpty ? "" : ".")\(fraction)e\(leadingExponent)"
        }
        let point = leadingExponent - scale + 1
        guard point > 0 else { return "\(sign)0.\(String(repeating: "0", count: -point))\(digitText)\(suffix)" }
        let whole = digitText.prefix(point) + String(repeating: "0", count: max(0, point - digitText.count))
        let fraction = digitText.dropFirst(point)
        return "\(sign)\(NumberFormat.grouped(String(whole)))\(fraction.isEmpty ? "" : ".")\(fraction)\(suffix)"
    }
}
