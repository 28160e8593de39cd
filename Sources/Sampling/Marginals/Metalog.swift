import CKernels

/// The metalog distribution: a quantile function made to pass through given quantiles (T. W. Keelin, "The Metalog
/// Distributions", doi:10.1287/deca.2016.0338), with as many terms as quantiles.
///
/// With y = u - 1/2 and L = log(u / (1 - u)) it is a(y) + b(y) L for two polynomials a and b; with one end given that is
/// the logarithm of the distance from it, with both the logit of the share of the way between them.
public struct Metalog: Marginal, Hashable {
    /// Where the distribution ends, if anywhere.
    public let min: Double?
    /// Where the distribution ends, if anywhere.
    public let max: Double?
    /// In Keelin's order: 1, L, y L, y, y^2, y^2 L, y^3, y^3 L, ...
    let coefficients: [Double]
    private let curve: MetalogCurve
    private let given: [Double]

    /// How many quantiles may be given.
    public static let counts = 3...10

    /// Through `quantiles`, in any order, between the ends that are given.
    /// - Throws: `MarginalFailure` unless there are 3 to 10 quantiles, probabilities and values ascend together, all values
    ///   lie between the ends, and the density is above 0 throughout.
    public init(quantiles: [Quantile], min: Double? = nil, max: Double? = nil) throws(MarginalFailure) {
        let sorted = quantiles.sorted { $0.probability < $1.probability }
        try Self.check(sorted, min: min, max: max)
        let values = sorted.map { Self.unbounded($0.value, min: min, max: max) }
        guard let fitted = MetalogCurve.coefficients(probabilities: sorted.map(\.probability), values: values) else {
            throw .unattainable(
                "no one metalog has quantiles at these probabilities, which lie too close together or symmetrically about "
                    + "50%; move one of them or leave one out")
        }
        self.min = min
        self.max = max
        coefficients = fitted
        curve = MetalogCurve(fitted)
        given = sorted.map(\.value)
        if let place = curve.firstFall() {
            throw .unattainable(
                "no metalog has these quantiles: its density would not be above 0 at about \(Self.percent(place)); "
                    + "move the values nearest there or give fewer quantiles")
        }
        try Require.finiteDraws(kernel(), of: "the metalog")
    }

    private static func check(_ sorted: [Quantile], min: Double?, max: Double?) throws(MarginalFailure) {
        guard counts.contains(sorted.count) else {
            throw .unattainable("a metalog needs 3 to 10 quantiles, not \(sorted.count)")
        }
        for quantile in sorted { try quantile.check("a quantile") }
        for (left, right) in zip(sorted, sorted.dropFirst()) {
            try Require.ascending("a probability", left.probability, "the next", right.probability)
            try Require.ascending("a quantile", left.value, "the next", right.value)
        }
        if let min { try Require.ascending("min", min, "the lowest quantile", sorted[0].value) }
        if let max { try Require.ascending("the highest quantile", sorted[sorted.count - 1].value, "max", max) }
        if let min, let max { try Require.finite([("the width", max - min)]) }
    }

    private static func percent(_ place: Double) -> String {
        let hundredths = place * 100
        if hundredths < 0.01 { return "its lower end" }
        if hundredths > 99.99 { return "its upper end" }
        return "\((hundredths * 100).rounded() / 100)%"
    }

    private static func unbounded(_ x: Double, min: Double?, max: Double?) -> Double {
        switch (min, max) {
        case (nil, nil): x
        case (let min?, nil): suanli_log(x - min)
        case (nil, let max?): -suanli_log(max - x)
        case (let min?, let max?): suanli_log((x - min) / (max - x))
        }
    }

    /// Between the ends that are given.
    public var support: ClosedRange<Double> { (min ?? -.infinity)...(max ?? .infinity) }

    /// The ends, and the given quantiles: the density may bend sharply near them.
    public var corners: [Double] { (min.map { [$0] } ?? []) + given + (max.map { [$0] } ?? []) }

    /// By Newton's method in the logit of u.
    public func chances(around x: Double) -> Chances {
        Chances(outside: support, x)
            ?? Logistic.chances(logit: curve.logit(of: Self.unbounded(x, min: min, max: max)))
    }

    /// By the slope of the quantile function.
    public func density(_ x: Double) -> Double {
        guard Chances(outside: support, x) == nil else { return 0 }
        let logit = curve.logit(of: Self.unbounded(x, min: min, max: max))
        let chances = Logistic.chances(logit: logit)
        let density = chances.below * chances.above / curve.slope(logit)
        switch (min, max) {
        case (nil, nil): return density
        case (let min?, nil): return density / (x - min)
        case (nil, let max?): return density / (max - x)
        case (let min?, let max?): return density * (1 / (x - min) + 1 / (max - x))
        }
    }

    /// A closed form.
    public func kernel() -> QuantileKernel { .metalog(coefficients: coefficients, min: min, max: max) }
}
