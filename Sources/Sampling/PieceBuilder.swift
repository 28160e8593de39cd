import CKernels

/// Cuts a tail into pieces until each meets the accuracy of ``Marginal``.
struct PieceBuilder {
    var tail: Tail
    /// The quantile of 1/2, at which both tails end.
    private let median: Double
    /// What has been built, both tails one after the other.
    private(set) var pieces: [Double] = []

    /// Ready for the lower tail.
    init(_ marginal: any Marginal) {
        tail = Tail(marginal, isUpper: false)
        median = tail.quantile(0.5, between: marginal.support)
    }

    /// How many pieces there are.
    var count: Int { pieces.count / Int(SUANLI_PIECE_NUMBERS) }

    /// A chance of the tail and the quantile there.
    private struct Point {
        let p: Double
        let x: Double
    }

    private static let least = 0x1p-53

    /// Builds the tail; `false` when it would take too many pieces.
    mutating func build() -> Bool {
        var position = Self.least
        var outer = tail.isUpper ? tail.marginal.support.upperBound : tail.marginal.support.lowerBound
        for corner in corners() {
            if corner.start >= 0.5 {
                return panel(from: position, to: 0.5, outer: outer, inner: median, isKnown: true)
            }
            // What lies between neighbours but for rounding is no panel.
            if corner.start - position > position * 1e-15 {
                guard panel(from: position, to: corner.start, outer: outer, inner: corner.x, isKnown: true) else {
                    return false
                }
                position = corner.start
            }
            if corner.end > position {
                guard count < QuantilePieces.largest else { return false }
                pieces += [position, 0, corner.x, corner.x, 0, 0, 0, 0, 0, 0, 0, 0]
                position = corner.end
            }
            if position >= 0.5 { return true }
            outer = corner.x
        }
        return panel(from: position, to: 0.5, outer: outer, inner: median, isKnown: true)
    }

    /// The corners from the tail's end inwards, with the chances at which the quantile arrives and leaves; the first one
    /// beyond 1/2 is the last.
    private func corners() -> [(start: Double, end: Double, x: Double)] {
        var found: [(start: Double, end: Double, x: Double)] = []
        let values = tail.marginal.corners
        for x in tail.isUpper ? values.reversed() : values {
            let chances = tail.marginal.chances(around: x)
            let start = tail.isUpper ? chances.above : chances.below
            found.append((start, start + chances.at, x))
            if start >= 0.5 { break }
        }
        return found
    }

    /// The pieces between two chances, whose quantiles lie between `outer` and `inner`; the latter is the quantile of `end`
    /// if that is known.
    private mutating func panel(
        from start: Double, to end: Double, outer: Double, inner: Double, isKnown: Bool
    ) -> Bool {
        // From the inside out, since the middle of a distribution is the easiest to find.
        var x = isKnown ? inner : tail.quantile(end, between: Self.range(outer, inner))
        var points = [Point(p: end, x: x)]
        var octave = Double(sign: .plus, exponent: end.exponent, significand: 1)
        if octave == end { octave /= 2 }
        while octave > start {
            x = tail.quantile(octave, between: Self.range(outer, x), near: x)
            points.append(Point(p: octave, x: x))
            octave /= 2
        }
        // At the start of all, the quantile is not where the support ends.
        let isFirst = start == Self.least
        points.append(
            Point(p: start, x: isFirst ? tail.quantile(start, between: Self.range(outer, x), near: x) : outer))
        for (end, start) in zip(points, points.dropFirst()).reversed() {
            guard piece(from: start, to: end, near: cubic(start, end)) else { return false }
        }
        return true
    }

    private static func range(_ x: Double, _ y: Double) -> ClosedRange<Double> { min(x, y)...max(x, y) }

    /// One piece, or as many as it takes. `guess` is a cubic for the distance from the smallest quantile, which is kept where
    /// it is good enough: the rounding of x at eight nodes would add up to more than that at two ends.
    private mutating func piece(from start: Point, to end: Point, near guess: PiecePolynomial) -> Bool {
        guard count < QuantilePieces.largest, start.x.isFinite, end.x.isFinite else { return false }
        if let straight = straight(start, end) {
            append(start, end, straight)
            return true
        }
        if isAccurate(guess, start, end), guess.leastSlope(sign: tail.isUpper ? -1 : 1) >= 0 {
            append(start, end, guess)
            return true
        }
        let range = Self.range(start.x, end.x)
        let half = end.p / 2 - start.p / 2
        let middle = start.p / 2 + end.p / 2
        let values = Chebyshev.nodes.map { node in
            tail.quantile(middle + half * node, between: range, near: range.lowerBound + guess.value(node))
                - range.lowerBound
        }
        let polynomial = PiecePolynomial(values: values)
        if isAccurate(polynomial, start, end), polynomial.leastSlope(sign: tail.isUpper ? -1 : 1) >= 0 {
            append(start, end, polynomial)
            return true
        }
        let x = tail.quantile(middle, between: range, near: range.lowerBound + polynomial.value(0))
        let centre = Point(p: middle, x: x)
        return piece(from: start, to: centre, near: cubic(start, centre))
            && piece(from: centre, to: end, near: cubic(centre, end))
    }

    /// The cubic with the quantile function's values and slopes at both ends, or where a slope is infinite the straight
    /// line.
    private func cubic(_ start: Point, _ end: Point) -> PiecePolynomial {
        let half = (end.p - start.p) / 2
        let lowest = min(start.x, end.x)
        let rise = end.x - start.x
        let slopes = [start, end].map { (tail.isUpper ? -half : half) / tail.marginal.density($0.x) }
        // No slope of a monotone cubic is more than three times its mean slope.
        let isSmooth = slopes.allSatisfy { $0 * rise >= 0 && abs($0) <= 1.5 * abs(rise) }
        return PiecePolynomial(
            from: (start.x - lowest, isSmooth ? slopes[0] : rise / 2),
            to: (end.x - lowest, isSmooth ? slopes[1] : rise / 2))
    }

    /// A straight line, where the piece is so narrow in p or in x that anything between its ends is accurate.
    private func straight(_ start: Point, _ end: Point) -> PiecePolynomial? {
        let rise = abs(end.x - start.x)
        guard end.p - start.p <= 2e-11 * start.p || rise <= 2 * min(abs(start.x), abs(end.x)).ulp else { return nil }
        return PiecePolynomial(coefficients: [rise / 2, tail.isUpper ? -rise / 2 : rise / 2])
    }

    /// Between and beyond the nodes.
    private static let checks = [
        0, -1, 1, -0.923879532511286756, 0.923879532511286756, -0.38268343236508977, 0.38268343236508977,
        -0.7071067811865476, 0.7071067811865476,
    ]

    /// Whether the polynomial has half of the error that the format allows, since the points may miss the largest by a
    /// little, or is exact but for rounding.
    private func isAccurate(_ polynomial: PiecePolynomial, _ start: Point, _ end: Point) -> Bool {
        let lowest = min(start.x, end.x)
        return Self.checks.allSatisfy { point in
            let p = start.p / 2 + end.p / 2 + (end.p / 2 - start.p / 2) * point
            let x = lowest + polynomial.value(point)
            let miss = abs(tail.chance(x) - p)
            return miss <= 5e-11 * p + 0x1p-54 || miss <= 1.75 * x.ulp * tail.marginal.density(x)
        }
    }

    private mutating func append(_ start: Point, _ end: Point, _ polynomial: PiecePolynomial) {
        pieces += [start.p, 2 / (end.p - start.p), min(start.x, end.x), max(start.x, end.x)]
        pieces += polynomial.coefficients
    }
}
