/// A number and how far the computation may be off. The error says nothing about the world: that is what the
/// distribution is for.
public struct Figure: Hashable, Sendable {
    /// The number.
    public let value: Double
    /// Its standard error, or `nil` where none can honestly be given.
    public let standardError: Double?
    /// Whether the error can be trusted as that of a normal figure can: `false` where the replicates are so skewed that their
    /// spread says little.
    public private(set) var isReliable: Bool
    /// How far each replicate pulls the number from where all together put it; empty without an error.
    private let deviations: [Double]
    /// What chance alone may put it off by at least, however well the replicates agree.
    private let least: Double
    /// How far it may be off for another reason than chance, the same for every seed.
    private let resolution: Double
    /// The standard error that as many independent draws have, where draws are independent, from the distribution of all of them: far
    /// better known than what sixteen replicates show. 0 where it is not known.
    private(set) var independentError = 0.0
    /// By how much it moves, at least, when it moves at all: the distance to the next draw. That is nothing beside the error of the figure, but may be
    /// more than that of its difference from another one of the same draws.
    private var grain = 0.0

    /// A figure from its parts.
    public init(value: Double, standardError: Double?, isReliable: Bool = true) {
        self.init(
            value: value, standardError: standardError, isReliable: isReliable, deviations: [], least: 0, resolution: 0)
    }

    /// A figure that pools all replicates, from what it is in each and how much each counts.
    ///
    /// The standard error is that of the weighted mean of replicates, with R / (R - 1) times the weighted squared deviations:
    /// for equal weights the sample variance over R; but `least` at least. What the figure may be off besides chance is added in
    /// quadrature. Without an error unless all 16 replicates count and have finite values.
    init(value: Double, replicates: [Double], weights: [UInt64], atLeast least: Double = 0, resolution: Double = 0) {
        self.init(
            value: value, spread: ReplicateSpread(of: replicates, weights: weights), atLeast: least,
            resolution: resolution)
    }

    /// A figure that all replicates pull as `spread` says; without an error where that is `nil`.
    init(value: Double, spread: ReplicateSpread?, atLeast least: Double = 0, resolution: Double = 0) {
        self.init(
            value: value, standardError: spread?.standardError(atLeast: least, besides: resolution),
            isReliable: spread.map { !$0.isSkewed } ?? true, deviations: spread?.deviations ?? [], least: least,
            resolution: resolution)
    }

    private init(
        value: Double, standardError: Double?, isReliable: Bool, deviations: [Double], least: Double, resolution: Double
    ) {
        self.value = value
        self.standardError = standardError
        self.isReliable = isReliable
        self.deviations = deviations
        self.least = least
        self.resolution = resolution
    }

    /// The same figure, its error not to be trusted where `isRough` says so.
    func marked(ifRough isRough: Bool) -> Figure {
        var result = self
        result.isReliable = isReliable && !isRough
        return result
    }

    /// The same figure, of draws that are independent.
    func knowing(independentError: Double) -> Figure {
        var result = self
        result.independentError = independentError.isFinite ? independentError : 0
        return result
    }

    /// The same figure, which moves from draw to draw.
    func moving(by grain: Double) -> Figure {
        var result = self
        result.grain = grain.isFinite ? grain : 0
        return result
    }

    /// How many standard errors half of a 95% interval is: the 97.5% quantile of Student's t with 15 degrees of freedom.
    public static let halfWidthFactor = 2.131449545559323

    /// Half of the 95% interval.
    public var halfWidth: Double? { standardError.map { $0 * Self.halfWidthFactor } }

    /// This figure less another one of the same draws, with the error of the difference: what both have from the same
    /// replicates cancels.
    public func difference(from other: Figure) -> Figure {
        // The same draws to the last bit, by all that can be seen; what both leave open is the same.
        if self == other && standardError != nil { return Figure(value: 0, standardError: 0) }
        let value = self.value - other.value
        guard deviations.count == other.deviations.count, !deviations.isEmpty else {
            return Figure(value: value, standardError: nil)
        }
        let spread = ReplicateSpread(deviations: zip(deviations, other.deviations).map { $0 - $1 })
        // Where each lies between two draws is as good as chance: half of the way to the next.
        let further = resolution + other.resolution + (grain + other.grain) / 2
        // What rounding makes of values that differ by the same in every draw.
        let rounding = spread.deviations.allSatisfy { $0 == 0 } ? 0 : max(self.value.ulp, other.value.ulp)
        return Figure(
            value: value,
            standardError: spread.standardError(atLeast: max(rounding, least + other.least), besides: further),
            isReliable: !spread.isSkewed && (isReliable || other.isReliable))
    }
}

/// How far independent replicates pull a pooled figure.
struct ReplicateSpread {
    /// Of each replicate: its share of the draws times its distance from the mean of all.
    let deviations: [Double]

    /// Of 16 normal replicates the skewness exceeds this in one of 200 cases (the standard deviation of it is 0.54 then).
    private static let skewnessLimit = 1.5

    init(deviations: [Double]) {
        self.deviations = deviations
    }

    /// `nil` unless all 16 replicates have draws and finite values.
    init?(of values: [Double], weights: [UInt64]) {
        guard values.count == DrawLayout.replicates, weights.allSatisfy({ $0 > 0 }), values.allSatisfy(\.isFinite)
        else { return nil }
        // Exactly none, where the weighted center would round.
        if values.allSatisfy({ $0 == values[0] }) {
            deviations = values.map { _ in 0 }
            return
        }
        let total = weights.reduce(0.0) { $0 + Double($1) }
        let shares = weights.map { Double($0) / total }
        let center = zip(shares, values).reduce(0) { $0 + $1.0 * $1.1 }
        deviations = zip(shares, values).map { $0 * ($1 - center) }
    }

    /// The standard error that the deviations show or, where that is more, `least`; and `resolution` in quadrature. `nil` where
    /// that overflows.
    func standardError(atLeast least: Double = 0, besides resolution: Double = 0) -> Double? {
        let count = Double(deviations.count)
        let variance = deviations.reduce(0) { $0 + $1 * $1 } * count / (count - 1)
        let chance = max(variance.squareRoot(), least)
        // Without a resolution the square of it must not round the error.
        let error = resolution == 0 ? chance : (chance * chance + resolution * resolution).squareRoot()
        return error.isFinite ? error : nil
    }

    /// The spread of figures that move `slope` times as far.
    func scaled(by slope: Double) -> ReplicateSpread { ReplicateSpread(deviations: deviations.map { $0 * slope }) }

    /// Whether the deviations lie so unevenly about 0 that Student's t does not describe their mean.
    var isSkewed: Bool {
        let count = Double(deviations.count)
        let second = deviations.reduce(0) { $0 + $1 * $1 } / count
        let third = deviations.reduce(0) { $0 + $1 * $1 * $1 } / count
        guard second > 0 else { return false }
        return abs(third / second / second.squareRoot()) > Self.skewnessLimit
    }
}

/// What sixteen replicates that agree leave open. Points that are spread evenly along an input hit a part of its range either k or
/// k + 1 times, so that all replicates may say the same and none the truth between: sixteen trials, of which with a rest of up to
/// 0.17 of a draw none hits in one case of twenty. Half of the 95% interval is 2.13 standard errors, which makes this one 0.08.
/// Replicates that differ in two counts or more show as much themselves; those of independent points vary as they should.
struct ReplicateStep {
    /// Whether points are spread evenly.
    let arePointsNested: Bool

    /// The error of the mean of `draws` draws of standard deviation `sd` where points are independent, else 0.
    func independentError(sd: Double, draws: Double) -> Double {
        arePointsNested || draws <= 0 ? 0 : sd / draws.squareRoot()
    }

    /// The variance of what is drawn, from all draws: their squared deviations from their own mean, and that mean's from the true one, which the former
    /// miss. Of independent draws the latter is an n-th of the variance, so that the divisor is n - 1. Of points that are spread evenly it
    /// is mostly far less, and of weighted ones it is more; the spread of the replicates' means tells it: the mean square less the product of two
    /// different replicates' means, without bias. Where there is no such spread, as for independent draws.
    func variance(of moments: Moments, errorOfMean: Double?, areWeighted: Bool) -> Double {
        guard arePointsNested || areWeighted, let errorOfMean, moments.count > 1 else { return moments.variance }
        return moments.squares / Double(moments.count) + errorOfMean * errorOfMean
    }

    /// 0.08 of a draw, as a share of `draws` draws of a replicate: the least error of a share.
    func share(ofDraws draws: Double) -> Double { arePointsNested && draws > 0 ? 0.08 / draws : 0 }

    /// 0.1 of a draw at the end of a tail. Each replicate has one draw in the last of as many equal parts of an input's range, and if none of
    /// the sixteen happens to be large, the spread is as much too small as the mean is; the sizes of the draws before tell. (Between nothing
    /// for symmetrical tails and a fifth of the error for lognormal ones; where the 0.1 is from: docs/accuracy.md.)
    func tail(ofDraws draws: Double) -> Double { arePointsNested && draws > 0 ? 0.1 / draws : 0 }
}
