/// Interpolation by polynomials of degree 7 over [-1, 1] (L. N. Trefethen, "Approximation Theory and Approximation
/// Practice").
enum Chebyshev {
    /// cos((2 k + 1) π / 16), k = 0...7.
    static let nodes: [Double] = [
        0.98078528040323044913, 0.83146961230254523708, 0.55557023301960222474, 0.19509032201612826785,
        -0.19509032201612826785, -0.55557023301960222474, -0.83146961230254523708, -0.98078528040323044913,
    ]

    /// The polynomial with the given values at the nodes, by ascending powers of its variable.
    static func monomials(_ values: [Double]) -> [Double] {
        let chebyshev = coefficients(values)
        var result = Array(repeating: 0.0, count: chebyshev.count)
        var before = result
        var current = result
        before[0] = 1
        current[1] = 1
        result[0] = chebyshev[0]
        for degree in 1..<chebyshev.count {
            for power in 0...degree { result[power] += chebyshev[degree] * current[power] }
            guard degree + 1 < chebyshev.count else { break }
            var next = Array(repeating: 0.0, count: chebyshev.count)
            for power in 0...degree { next[power + 1] = 2 * current[power] }
            for power in 0..<degree { next[power] -= before[power] }
            (before, current) = (current, next)
        }
        return result
    }

    /// What turns values at the nodes into monomials: 8 rows of 8, one for each power.
    static let matrix: [Double] = {
        let columns = nodes.indices.map { node in monomials(nodes.indices.map { $0 == node ? 1 : 0 }) }
        return nodes.indices.flatMap { power in columns.map { $0[power] } }
    }()

    /// Chebyshev coefficients of the interpolating polynomial, from values at the nodes.
    private static func coefficients(_ values: [Double]) -> [Double] {
        var sums = Array(repeating: 0.0, count: values.count)
        for (node, value) in zip(nodes, values) {
            var before = 1.0
            var current = node
            sums[0] += value
            for degree in 1..<values.count {
                sums[degree] += value * current
                (before, current) = (current, 2 * node * current - before)
            }
        }
        let scale = 2 / Double(values.count)
        return sums.enumerated().map { $0.offset == 0 ? $0.element * scale / 2 : $0.element * scale }
    }
}
