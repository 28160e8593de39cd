import CKernels
import Testing

@Suite struct ArithmeticTests {
    private typealias Binary = (
        UnsafePointer<Double>?, UnsafePointer<Double>?, UInt32, UnsafeMutablePointer<Double>?, Int
    ) -> Void

    /// Applies a column operation to all pairs of `values`, and to each pair alone: a column's vector body and its rest must
    /// agree.
    private func applied(_ operation: Binary, to values: [Double]) -> [(Double, Double, Double)] {
        let left = values.flatMap { value in values.map { _ in value } }
        let right = values.flatMap { _ in values }
        var out = [Double](repeating: 0, count: left.count)
        operation(left, right, 0, &out, left.count)
        for index in left.indices {
            var alone = 0.0
            for fixed in 0..<UInt32(4) {
                operation([left[index]], [right[index]], fixed, &alone, 1)
                #expect(isSame(alone, out[index]))
            }
        }
        return zip(zip(left, right), out).map { ($0.0, $0.1, $1) }
    }

    private func isSame(_ a: Double, _ b: Double) -> Bool { a.isNaN ? b.isNaN : a.bitPattern == b.bitPattern }

    private let values: [Double] = [
        0, -0.0, 1, -1, 2.5, -2.5, Double.leastNonzeroMagnitude, 1e308, -1e308, .infinity, -.infinity, .nan,
    ]

    @Test func basicOperationsAreIEEE() {
        let cases: [(Binary, (Double, Double) -> Double)] = [
            (suanli_add, { $0 + $1 }), (suanli_subtract, { $0 - $1 }), (suanli_multiply, { $0 * $1 }),
            (suanli_divide, { $0 / $1 }), (suanli_power, { suanli_pow($0, $1) }),
        ]
        for (operation, expected) in cases {
            for (x, y, found) in applied(operation, to: values) { #expect(isSame(found, expected(x, y)), "\(x), \(y)") }
        }
    }

    @Test func minimumAndMaximumPassNaNOnAndOrderZeros() {
        for (x, y, found) in applied(suanli_minimum, to: values) {
            let expected = x.isNaN || y.isNaN ? .nan : x == y ? (x.sign == .minus ? x : y) : (x < y ? x : y)
            #expect(isSame(found, expected), "min(\(x), \(y)) is \(found)")
        }
        for (x, y, found) in applied(suanli_maximum, to: values) {
            let expected = x.isNaN || y.isNaN ? .nan : x == y ? (x.sign == .plus ? x : y) : (x > y ? x : y)
            #expect(isSame(found, expected), "max(\(x), \(y)) is \(found)")
        }
    }

    @Test func comparisonsAreUndefinedForNaN() {
        let cases: [(Binary, (Double, Double) -> Bool)] = [
            (suanli_less, { $0 < $1 }), (suanli_less_equal, { $0 <= $1 }), (suanli_equal, { $0 == $1 }),
            (suanli_not_equal, { $0 != $1 }),
        ]
        for (operation, expected) in cases {
            for (x, y, found) in applied(operation, to: values) {
                let truth = x.isNaN || y.isNaN ? Double.nan : expected(x, y) ? 1 : 0
                #expect(isSame(found, truth), "\(x), \(y) gives \(found)")
            }
        }
    }

    /// Kleene's logic: unknown only where the other operand does not decide.
    @Test func conditionsAreThreeValued() {
        let truths: [Double] = [0, 1, .nan]
        for (x, y, found) in applied(suanli_and, to: truths) {
            #expect(isSame(found, x == 0 || y == 0 ? 0 : x == 1 && y == 1 ? 1 : .nan), "\(x) and \(y) is \(found)")
        }
        for (x, y, found) in applied(suanli_or, to: truths) {
            #expect(isSame(found, x == 1 || y == 1 ? 1 : x == 0 && y == 0 ? 0 : .nan), "\(x) or \(y) is \(found)")
        }
        var out = truths
        suanli_not(truths, &out, 3)
        #expect(out[0] == 1 && out[1] == 0 && out[2].isNaN)
    }

    @Test func selectTakesOneSideWhateverIsOnTheOther() {
        let conditions: [Double] = [1, 0, .nan, 1, 0]
        var out = conditions
        suanli_select(conditions, [1, .nan, 3, -0.0, .infinity], [.nan, 20, 30, 40, -0.0], 0, &out, 5)
        #expect(out[0] == 1 && out[1] == 20 && out[2].isNaN)
        #expect(isSame(out[3], -0.0) && isSame(out[4], -0.0))
    }

    @Test func closeIsRelative() {
        let pairs: [(Double, Double, Double)] = [
            (1, 1 + 9e-10, 1), (1, 1 + 2e-9, 0), (0, 0, 1), (0, -0.0, 1), (0, 1e-300, 0),
            (1e300, 1e300 * (1 + 9e-10), 1),
            (-5, 5, 0), (.infinity, .infinity, 1), (.infinity, -.infinity, 0), (.infinity, 1, 0), (.nan, .nan, 0),
            (.nan, 1, 0),
            (Double.leastNonzeroMagnitude, Double.leastNonzeroMagnitude, 1), (1e308, -1e308, 0),
        ]
        for (x, y, expected) in pairs {
            for (a, b) in [(x, y), (y, x)] {
                var out = 7.0
                suanli_close([a], [b], 0, &out, 1)
                #expect(out == expected, "close(\(a), \(b)) is \(out)")
            }
        }
    }

    @Test func unaryOperations() {
        let arguments: [Double] = [
            0.5, -0.5, 1.5, 2.5, -2.5, 0.49999999999999994, 0x1p52 + 1, -0.0, .infinity, .nan, 4,
        ]
        let cases: [((UnsafePointer<Double>?, UnsafeMutablePointer<Double>?, Int) -> Void, (Double) -> Double)] = [
            (suanli_negate, { -$0 }), (suanli_absolute, { $0.magnitude }), (suanli_square_root, { $0.squareRoot() }),
            (suanli_floor, { $0.rounded(.down) }), (suanli_ceiling, { $0.rounded(.up) }),
            (suanli_round, { $0.rounded(.toNearestOrEven) }),
        ]
        for (operation, expected) in cases {
            var out = arguments
            operation(arguments, &out, arguments.count)
            for (argument, found) in zip(arguments, out) { #expect(isSame(found, expected(argument)), "\(argument)") }
        }
    }
}
