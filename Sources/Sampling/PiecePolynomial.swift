/// A polynomial of degree 7 over one piece of a tail, in the variable that runs from -1 to 1.
struct PiecePolynomial {
    /// By ascending power.
    let coefficients: [Double]

    /// With the given values at the eight Chebyshev points.
    init(values: [Double]) {
        let matrix = Chebyshev.matrix
        coefficients = (0..<8).map { power in
            var sum = 0.0
            for node in 0..<8 { sum += matrix[8 * power + node] * values[node] }
            return sum
        }
    }

    init(coefficients: [Double]) {
        self.coefficients = coefficients + Array(repeating: 0, count: 8 - coefficients.count)
    }

    /// The cubic with the given values and slopes at -1 and 1.
    init(from start: (value: Double, slope: Double), to end: (value: Double, slope: Double)) {
        let rise = (end.value - start.value) / 2
        let sum = (start.slope + end.slope) / 2
        let difference = (end.slope - start.slope) / 4
        self.init(coefficients: [
            (start.value + end.value) / 2 - difference, 1.5 * rise - sum / 2, difference, (sum - rise) / 2,
        ])
    }

    func value(_ point: Double) -> Double {
        var result = coefficients[7]
        for power in (0..<7).reversed() { result = result * point + coefficients[power] }
        return result
    }

    /// The slope's least value at 17 points of the piece, times `sign`.
    func leastSlope(sign: Double) -> Double {
        var least = Double.infinity
        for index in -8...8 {
            let point = Double(index) / 8
            var slope = 7 * coefficients[7]
            for power in (1..<7).reversed() { slope = slope * point + Double(power) * coefficients[power] }
            least = min(least, sign * slope)
        }
        return least
    }
}
