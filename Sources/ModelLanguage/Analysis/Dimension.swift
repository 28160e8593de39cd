/// What kind of thing a number counts: base units with their exponents. Empty for a plain number.
struct Dimension: Hashable, Sendable {
    /// One base unit, by its number in ``UnitTable``.
    struct Factor: Hashable, Sendable {
        let base: Int
        let exponent: Int
    }

    /// The largest exponent, and the most base units in one dimension.
    static let limit = 100

    /// In ascending order of `base`; no exponent is 0.
    private(set) var factors: [Factor] = []

    /// A plain number.
    static let one = Dimension()

    var isOne: Bool { factors.isEmpty }

    /// A plain number.
    init() {}

    /// One base unit.
    init(base: Int) {
        factors = [Factor(base: base, exponent: 1)]
    }

    /// This times `other` to the power of `exponent`; `nil` beyond ``limit``.
    func times(_ other: Dimension, power exponent: Int = 1) -> Dimension? {
        if other.isOne { return self }
        var result = Dimension()
        var (left, right) = (factors[...], other.factors[...])
        while let base = [left.first?.base, right.first?.base].compactMap({ $0 }).min() {
            var sum = 0
            if let first = left.first, first.base == base {
                sum += first.exponent
                left.removeFirst()
            }
            if let first = right.first, first.base == base {
                let (product, overflow) = first.exponent.multipliedReportingOverflow(by: exponent)
                guard !overflow, abs(product) <= 2 * Self.limit else { return nil }
                sum += product
                right.removeFirst()
            }
            guard abs(sum) <= Self.limit else { return nil }
            if sum != 0 { result.factors.append(Factor(base: base, exponent: sum)) }
        }
        return result.factors.count <= Self.limit ? result : nil
    }

    /// The dimension whose square this is, if there is one.
    var squareRoot: Dimension? {
        var result = Dimension()
        for factor in factors {
            guard factor.exponent.isMultiple(of: 2) else { return nil }
            result.factors.append(Factor(base: factor.base, exponent: factor.exponent / 2))
        }
        return result
    }
}
