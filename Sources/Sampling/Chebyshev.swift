/// Interpolation by polynomials of degree 7 over [-1, 1] (L. N. Trefethen, "Approximation Theory and Approximation
/// Practice").
enum Chebyshev {
    /// cos((2 k + 1) π / 16), k = 0...7.
    static let nodes: [Double] = [
        0.98078528040323044913, 0.83146961230254523708, 0.55557023301960222474, 0.19509032201612826785,
        -0.19509032201612826785, -0.55557023301960222474, -0.83146961230254523708, -0.98078528040323044913,
    ]

    private static let order = nodes.count

    /// The polynomial with the given values at the nodes, by ascending powers of its variable.
    static func monomials(_ values: [Double]) -> [Double] {
        let chebyshev = coefficients(values)
        let monomials = monomialsOfPolynomials
        var result = Array(repeating: 0.0, count: order)
        result[0] = chebyshev[0]
        for degree in 1..<order {
            for power in 0...degree { result[power] += chebyshev[degree] * monomials[degree * order + power] }
        }
        return result
    }

    /// What turns values at the nodes into monomials: 8 rows of 8, one for each power.
    static let matrix: [Double] = {
        let columns = nodes.indices.map { node in monomials(nodes.indices.map { $0 == node ? 1 : 0 }) }
        return nodes.indices.flatMap { power in columns.map { $0[power] } }
    }()

    /// The polynomial of degree 7 that agrees with one of a degree up to 15 at the nodes, both by ascending powers.
    static func economized(_ coefficients: [Double]) -> [Double] {
        var result = Array(coefficients[..<order])
        for (coefficient, monomials) in zip(coefficients[order...], monomialsOfHigherPowers) {
            for power in 0..<order { result[power] += coefficient * monomials[power] }
        }
        return result
    }

    /// Of each power from the eighth on the polynomial that agrees with it at the nodes.
    private static let monomialsOfHigherPowers: [[Double]] = (order..<2 * order).map { power in
        monomials(nodes.map { node in (0..<power).reduce(1.0) { value, _ in value * node } })
    }

    /// Chebyshev coefficients of the interpolating polynomial, from values at the nodes.
    private static func coefficients(_ values: [Double]) -> [Double] {
        let polynomials = polynomialsAtNodes
        var sums = Array(repeating: 0.0, count: order)
        for (node, value) in values.enumerated() {
            for degree in 0..<order { sums[degree] += value * polynomials[node * order + degree] }
        }
        let scale = 2 / Double(order)
        for degree in 0..<order { sums[degree] *= scale }
        sums[0] /= 2
        return sums
    }

    /// Of each node the values there of the Chebyshev polynomials, which each come from the two before.
    private static let polynomialsAtNodes: [Double] = nodes.flatMap { node in
        var values = [1, node]
        while values.count < order { values.append(2 * node * values[values.count - 1] - values[values.count - 2]) }
        return values
    }

    /// Of each Chebyshev polynomial the coefficients by ascending powers.
    private static let monomialsOfPolynomials: [Double] = {
        var polynomials = [[1.0], [0.0, 1.0]].map { $0 + Array(repeating: 0, count: order - $0.count) }
        while polynomials.count < order {
            let (before, last) = (polynomials[polynomials.count - 2], polynomials[polynomials.count - 1])
            polynomials.append(before.indices.map { ($0 > 0 ? 2 * last[$0 - 1] : 0) - before[$0] })
        }
        return polynomials.flatMap { $0 }
    }()
}
