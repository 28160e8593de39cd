import CKernels

/// A quantile function as piecewise polynomials of degree 7, certified against the distribution when it is built.
///
/// Each octave of p = min(u, 1 - u) is cut into `2^split` equal parts, from p = 1/2 down to 2^-53 in both tails, so that the
/// power-law ends of a beta are as smooth within a part as its middle. The polynomial interpolates the quantile's distance
/// from its tail's end (x below, 1 - x above) at the eight Chebyshev points of the part (L. N. Trefethen,
/// "Approximation Theory and Approximation Practice"), where a power series around the part's middle gives it.
public struct QuantileTable: Hashable, Sendable {
    /// log2 of the parts of an octave.
    public let split: UInt32
    /// As `quantile.h` lays them out: tail, octave, part, power.
    public let coefficients: [Double]

    /// A table received from elsewhere; `nil` unless the sizes fit. Values are not certified again.
    public init?(split: UInt32, coefficients: [Double]) {
        guard (3...6).contains(split), coefficients.count == Self.parts(split) * Self.order else { return nil }
        self.split = split
        self.coefficients = coefficients
    }

    private static let octaves = Int(SUANLI_TABLE_OCTAVES)
    private static let order = Int(SUANLI_TABLE_COEFFICIENTS)

    private static func parts(_ split: UInt32) -> Int { 2 * octaves << Int(split) }

    /// The table of a beta distribution: the coarsest of four that meets the accuracy of ``Marginal`` at three points
    /// of every part; `nil` where none does.
    init?(of beta: Beta) {
        for split in UInt32(3)...6 {
            if let table = Self.build(beta, split: split) {
                self = table
                return
            }
        }
        return nil
    }

    private static func build(_ beta: Beta, split: UInt32) -> QuantileTable? {
        let lower = beta.function
        var coefficients: [Double] = []
        coefficients.reserveCapacity(parts(split) * order)
        for function in [lower, lower.complement] {
            var guess: Double?
            for octave in 0..<octaves {
                for part in 0..<1 << Int(split) {
                    let piece = Piece(octave: octave, part: part, split: split)
                    guard let fitted = piece.fit(function, guess: &guess) else { return nil }
                    coefficients.append(contentsOf: fitted)
                }
            }
        }
        return QuantileTable(split: split, coefficients: coefficients)
    }
}

/// One part of one octave.
private struct Piece {
    /// The middle of its range of p, and half its width.
    let middle: Double
    let half: Double

    init(octave: Int, part: Int, split: UInt32) {
        let start = Double(sign: .plus, exponent: -(octave + 2), significand: 1)
        half = start / Double(2 << Int(split))
        middle = start + half * Double(2 * part + 1)
    }

    /// The coefficients by ascending power, or `nil` when they miss the accuracy. `guess` is about the quantile of the middle, and
    /// then that of the next piece's.
    func fit(_ function: IncompleteBeta, guess: inout Double?) -> [Double]? {
        let x = function.inverse(middle, near: guess)
        let series = function.inverseSeries(around: middle, at: x, reach: half)
        guess = series.reversed().reduce(0) { 2 * $0 + $1 }
        let coefficients = Chebyshev.economized(series)
        for point in [-1.0, 0.38268343236508977, 1.0] {
            let found = coefficients.reversed().reduce(0) { $0 * point + $1 }
            let p = middle + half * point
            // Half of what the format allows, since three points may miss the largest error by a little.
            guard (0...1).contains(found), abs(function.value(found) - p) <= 5e-11 * p + 0x1p-54 else { return nil }
        }
        return coefficients
    }
}
