import Scheduling
import Testing

@testable import Reports

struct NumberFormatTests {
    @Test(arguments: [
        // The last digit shown is the first of the error.
        (312_412.0, 270.0, "312.4k", "0.3k"), (312_412, 1_400, "312k", "1k"), (312_412, 30_000, "310k", "30k"),
        (312_412, 12, "312.4k", "10"), (4_493, 30, "4,490", "30"), (4_493, 3, "4,493", "3"),
        (1.2345678, 0.012, "1.23", "0.01"), (0.1670052, 0.0005104, "0.1670", "0.0005"),
        (1_144_726, 1_604, "1.145M", "2k"), (2.5e12, 1.2e10, "2.50T", "10B"),
        // The error's own rounding moves its first digit.
        (5.4321, 0.0961, "5.4", "0.1"), (5.4321, 0.96, "5", "1"),
        // Four digits at most, however small the error.
        (12_345_678, 1e-5, "12.35M", "1e-5"), (0.33333333, 1e-12, "0.3333", "1e-12"),
        // Rounding that carries keeps the last place, within four digits.
        (9.996, 0.01, "10.00", "0.01"), (999_960, 100, "1.000M", "100"), (9_999.96, 0.1, "10.00k", "0.1"),
        (99.96, 0.1, "100.0", "0.1"),
        // An error beyond the value leaves one digit of it.
        (3.2, 15, "3", "20"), (0, 0.25, "0", "0.2"), (0.001, 5_000, "0.001", "5,000"),
        // Small, large, negative.
        (1.69697e-5, 9.1e-9, "1.697e-5", "9e-9"), (1.5e18, 3e15, "1.500e18", "3e15"), (-857.2e6, 5e6, "-857M", "5M"),
        (-0.0431, 0.0002, "-0.0431", "0.0002"), (.leastNonzeroMagnitude, .leastNonzeroMagnitude, "5e-324", "5e-324"),
        (1.7976931348623157e308, 1e300, "1.798e308", "1e300"),
    ])
    func aFigureIsRoundedWhereItsErrorBegins(value: Double, error: Double, text: String, errorText: String) {
        #expect(
            NumberFormat.rounded(value: value, standardError: error)
                == NumberFormat.Rounded(value: text, error: errorText))
    }

    @Test(arguments: [
        (450_000.0, 0.0, "450k"), (0, 0, "0"), (6.69, 0, "6.69"), (15_832, 0, "15.83k"), (-0.0, 0, "0"),
        (573_134.3, 3e-11, "573.1k"), (1.0 / 3, nil, "0.333"), (123_456, nil, "123k"), (100, nil, "100"),
        (1e-7, nil, "1e-7"),
    ])
    func withoutAnErrorDigitsAreFewAndZerosAtTheEndGo(value: Double, error: Double?, text: String) {
        #expect(NumberFormat.rounded(value: value, standardError: error) == .init(value: text, error: ""))
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func whatIsNoNumberIsNotShownAsOne(value: Double) {
        #expect(NumberFormat.rounded(value: value, standardError: 1) == .init(value: "-", error: ""))
        #expect(NumberFormat.percentage(value: value, standardError: nil) == .init(value: "-", error: ""))
        #expect(NumberFormat.rounded(value: 1.25, standardError: value) == .init(value: "1.25", error: ""))
        #expect(NumberFormat.plain(value) == "-")
    }

    @Test(arguments: [
        (0.4413, 0.0002, "44.13%", "0.02%"), (0.0312, 0.0002, "3.12%", "0.02%"), (0.5, 0.05, "50%", "5%"),
        (0.99973, 0.00005, "99.973%", "0.005%"), (0.9999997, 0.0000002, "99.99997%", "2e-5%"),
        (0.99999996, 0.0000004, "99.999996%", "4e-5%"), (1e-6, 2e-7, "1.0e-4%", "2e-5%"),
    ])
    func aShareNearOneKeepsTheDigitsThatTellItFromOne(value: Double, error: Double, text: String, errorText: String) {
        #expect(
            NumberFormat.percentage(value: value, standardError: error)
                == NumberFormat.Rounded(value: text, error: errorText))
    }

    @Test(arguments: [
        (2.2855e-5, true, "< 0.003%"), (2e-5, true, "< 0.002%"), (0.95, true, "< 100%"), (0.9, true, "< 90%"),
        (3e-13, true, "< 3e-11%"), (1 - 2.2855e-5, false, "> 99.997%"), (0.05, false, "> 0%"),
        (0.741, false, "> 70%"),
    ])
    func aBoundIsRoundedToTheSafeSide(bound: Double, isUpper: Bool, text: String) {
        #expect(NumberFormat.bound(bound, isUpper: isUpper) == text)
    }

    @Test func countsAreWrittenInFull() {
        #expect(
            [0, 12, 123, 1_234, 1_048_576, UInt64.max].map(NumberFormat.count) == [
                "0", "12", "123", "1,234", "1,048,576", "18,446,744,073,709,551,615",
            ])
    }

    /// Read back, a rounded figure is off by at most half of the error that it shows, or by 0.05% where four digits end
    /// before; and that error by a third.
    @Test func roundingIsNeverOffByMoreThanItShows() throws {
        var random = SplitMix64(seed: 7)
        for _ in 0..<5_000 {
            let value =
                (random.unit() * 2 - 1) * Double(sign: .plus, exponent: Int(random.next() % 120) - 60, significand: 1)
            let error =
                abs(value) * Double(sign: .plus, exponent: -Int(random.next() % 24), significand: 1 + random.unit())
            let text = NumberFormat.rounded(value: value, standardError: error)
            let back = try #require(Self.number(text.value), "\(value) ± \(error): \(text)")
            let backError = try #require(Self.number(text.error), "\(value) ± \(error): \(text)")
            #expect(abs(back - value) <= max(0.501 * backError, 0.000_501 * abs(value)), "\(value) ± \(error): \(text)")
            #expect(abs(backError - error) <= 0.34 * error, "\(value) ± \(error): \(text)")
        }
    }

    /// What a person takes the text for.
    private static func number(_ text: String) -> Double? {
        let factors: [Character: Double] = ["k": 1e3, "M": 1e6, "B": 1e9, "T": 1e12]
        let digits = text.replacing(",", with: "")
        guard let last = digits.last, let factor = factors[last] else { return Double(digits) }
        return Double(digits.dropLast()).map { $0 * factor }
    }
}
