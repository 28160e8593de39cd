/// A closed range of numbers with the arithmetic that encloses every result (R. E. Moore, "Interval Analysis", 1966), up to
/// rounding.
struct Interval {
    let lowest: Double
    let highest: Double

    init(_ lowest: Double, _ highest: Double) {
        self.lowest = lowest
        self.highest = highest
    }

    static func + (left: Interval, right: Interval) -> Interval {
        Interval(left.lowest + right.lowest, left.highest + right.highest)
    }

    static func * (left: Interval, right: Interval) -> Interval {
        let products = [
            left.lowest * right.lowest, left.lowest * right.highest, left.highest * right.lowest,
            left.highest * right.highest,
        ]
        return Interval(products.reduce(.infinity, min), products.reduce(-.infinity, max))
    }

    /// The polynomial with these coefficients, by ascending power, over the range: expanded around its middle, so that the
    /// bounds close in on the values as fast as the range does.
    func polynomial(_ coefficients: [Double]) -> Interval {
        let middle = (lowest + highest) / 2
        let half = (highest - lowest) / 2
        // Synthetic division again and again leaves the coefficients around the middle.
        var shifted = coefficients
        for start in shifted.indices {
            for index in stride(from: shifted.count - 2, through: start, by: -1) {
                shifted[index] += middle * shifted[index + 1]
            }
        }
        guard let constant = shifted.first else { return Interval(0, 0) }
        let radius = shifted.dropFirst().reversed().reduce(0) { ($0 + abs($1)) * half }
        return Interval(constant - radius, constant + radius)
    }
}
