import CKernels

extension RankCorrelation {
    /// The rank correlation that two inputs with atoms get, ties counting their middle rank, where `requested` was asked for:
    /// that of continuous inputs over the same normals.
    ///
    /// An input is described by the ranges of u over which its quantile function is constant: ascending, within 0...1, no
    /// two overlapping (they may touch); none for a continuous one. Atoms narrower than 1/256 count as continuous, which
    /// moves the answer by less than 1e-4; otherwise it is good to 1e-7. Some milliseconds for a hundred atoms.
    /// - Returns: `nil` where one of the inputs is a constant.
    public static func attained(
        requested: Double, first: [ClosedRange<Double>], second: [ClosedRange<Double>]
    ) -> Double? {
        let (first, second) = (MidRanks(atoms: first), MidRanks(atoms: second))
        guard first.variance > 1e-12, second.variance > 1e-12 else { return nil }
        let rank = max(-1, min(1, requested))
        let covariance =
            abs(rank) == 1
            ? first.covarianceAtExtreme(with: second, isFalling: rank < 0)
            : first.covariance(with: second, rank: rank)
        return max(-1, min(1, covariance / (first.variance * second.variance).squareRoot()))
    }

    /// What ``attained(requested:first:second:)`` gives for requests of -1 and 1: all that any dependence can reach.
    public static func attainable(
        first: [ClosedRange<Double>], second: [ClosedRange<Double>]
    ) -> ClosedRange<Double>? {
        guard let low = attained(requested: -1, first: first, second: second),
            let high = attained(requested: 1, first: first, second: second)
        else { return nil }
        return low...high
    }
}

/// The middle ranks g(u) of one input: u itself, but an atom's middle throughout the atom. Covariances here are in units of
/// a uniform's variance, 1/12.
private struct MidRanks {
    struct Atom {
        let range: ClosedRange<Double>
        /// The same ends as normals, held within ``MidRanks/reach``.
        let low: Double
        let high: Double
        var middle: Double { (range.lowerBound + range.upperBound) / 2 }
        var width: Double { range.upperBound - range.lowerBound }
    }

    /// No normal of a draw lies beyond.
    static let reach = 8.3

    let atoms: [Atom]

    init(atoms: [ClosedRange<Double>]) {
        self.atoms = atoms.filter { $0.upperBound - $0.lowerBound >= 1.0 / 256 }.map {
            Atom(range: $0, low: Self.normal($0.lowerBound), high: Self.normal($0.upperBound))
        }
    }

    private static func normal(_ u: Double) -> Double {
        u <= 0 ? -reach : u >= 1 ? reach : max(-reach, min(reach, suanli_normal_quantile(u)))
    }

    var variance: Double { 1 - atoms.reduce(0) { $0 + $1.width * $1.width * $1.width } }

    /// With g = u + d the covariance is that of the two u, `rank`, and three expectations with a d in them.
    func covariance(with other: MidRanks, rank: Double) -> Double {
        let correlation = RankCorrelation.normal(ofRank: rank)
        let joint = ConditionalRank(correlation: correlation, of: other)
        // The expectation of the other's u, given z, is Φ(slope z).
        let slope = correlation / (2 - correlation * correlation).squareRoot()
        let ranks = { (z: Double) in suanli_normal_cdf(slope * z) }
        var sum = other.expectation(of: ranks, width: 1, cuts: [])
        sum += expectation(
            of: { ranks($0) + joint.departure(at: $0) }, width: joint.smoothWidth, cuts: joint.cuts)
        return rank + 12 * sum
    }

    /// E[d(Φ(Z)) f(Z)], d being what the middle rank adds to u: over the atoms, in pieces no wider than `width` with ends at
    /// the ascending cuts.
    private func expectation(of function: (Double) -> Double, width: Double, cuts: [Double]) -> Double {
        var sum = 0.0
        var next = 0
        for atom in atoms {
            while next < cuts.count, cuts[next] <= atom.low { next += 1 }
            var start = atom.low
            while start < atom.high {
                var end = min(atom.high, start + width)
                if next < cuts.count, cuts[next] <= end {
                    end = cuts[next]
                    next += 1
                }
                sum += Quadrature.integral(from: start, to: end) { z in
                    (atom.middle - suanli_normal_cdf(z)) * Quadrature.density(z) * function(z)
                }
                start = end
            }
        }
        return sum
    }

    /// The covariance where the other's u is this one's, or 1 minus it: products of straight lines between the ends of atoms.
    func covarianceAtExtreme(with other: MidRanks, isFalling: Bool) -> Double {
        let others = other.ends.map { isFalling ? 1 - $0 : $0 }
        let cuts = ([0, 1] + ends + others).sorted()
        var sum = 0.0
        for (low, high) in zip(cuts, cuts.dropFirst()) where low < high {
            sum += Quadrature.integral(from: low, to: high) { u in
                (rank(at: u) - 0.5) * (other.rank(at: isFalling ? 1 - u : u) - 0.5)
            }
        }
        return 12 * sum
    }

    private var ends: [Double] { atoms.flatMap { [$0.range.lowerBound, $0.range.upperBound] } }

    private func rank(at u: Double) -> Double { atoms.first { $0.range.contains(u) }?.middle ?? u }
}

/// What the middle rank of a second input adds to its u on average, given the first one's normal z.
///
/// Over an atom that average is the integral of C(u) = P(U <= u | z) less its trapezoid rule, by integration by parts; the
/// integrals of atoms that touch join into one.
private struct ConditionalRank {
    private let correlation: Double
    /// The standard deviation of the second normal given the first.
    private let spread: Double
    /// Where the trapezoids stand, as normals, and how much each weighs; weights from a place on summed.
    private let edges: [Double]
    private let weights: [Double]
    private let weightsFrom: [Double]
    private let runs: [(low: Double, high: Double)]

    init(correlation: Double, of ranks: MidRanks) {
        self.correlation = correlation
        spread = ((1 - correlation) * (1 + correlation)).squareRoot()
        let ends = ranks.atoms.flatMap { [($0.low, $0.width / 2), ($0.high, $0.width / 2)] }
        edges = ends.map(\.0)
        weights = ends.map(\.1)
        var rest = 0.0
        weightsFrom = Array(
            ([0] + ends.reversed().map { $0.1 }).map { weight -> Double in
                rest += weight
                return rest
            }.reversed())
        var runs: [(low: Double, high: Double)] = []
        for atom in ranks.atoms {
            if let last = runs.last, last.high >= atom.low {
                runs[runs.count - 1].high = atom.high
            } else {
                runs.append((atom.low, atom.high))
            }
        }
        self.runs = runs
    }

    /// Below this spread the average, as a function of z, has steps that want pieces of their own.
    private static let steep = 0.02

    /// Over so much of z the average is smooth, but for the cuts.
    var smoothWidth: Double { spread < Self.steep ? 1 : spread }

    /// Places around each step, ascending.
    var cuts: [Double] {
        guard spread < Self.steep else { return [] }
        let around = [-8.0, -4, -2, 0, 2, 4, 8]
        return edges.flatMap { edge in around.map { (edge + $0 * spread) / correlation } }.sorted()
    }

    func departure(at z: Double) -> Double {
        let middle = correlation * z
        var sum = 0.0
        for run in runs { sum += integral(to: run.high, middle) - integral(to: run.low, middle) }
        // Φ is 0 and 1 to double precision outside this window.
        let window = MidRanks.reach * spread
        var index = edges.partitioningIndex { $0 > middle - window }
        while index < edges.count, edges[index] < middle + window {
            sum -= weights[index] * suanli_normal_cdf((edges[index] - middle) / spread)
            index += 1
        }
        return sum - weightsFrom[index]
    }

    /// The integral of φ(y) Φ((y - middle) / spread) up to y = edge, a bivariate normal probability, by Owen's function
    /// (D. B. Owen, "Tables for computing bivariate normal probabilities", doi:10.1214/aoms/1177728074).
    private func integral(to edge: Double, _ middle: Double) -> Double {
        guard edge > -MidRanks.reach else { return 0 }
        let scale = (1 + spread * spread).squareRoot()
        guard edge < MidRanks.reach else { return suanli_normal_cdf(-middle / scale) }
        // Zeros are moved beyond notice, so that quotients exist.
        let y = abs(edge) < 1e-150 ? 1e-150 : edge
        let m = abs(middle) < 1e-150 ? 1e-150 : middle
        let k = -m / scale
        let halves = (suanli_normal_cdf(y) + suanli_normal_cdf(k) - ((y < 0) != (k < 0) ? 1 : 0)) / 2
        return halves - owen(y, (y - m) / (y * spread)) - owen(k, (m - y * (1 + spread * spread)) / (m * spread))
    }

    /// Owen's T(h, a): for |a| <= 1 the integral that defines it.
    private func owen(_ h: Double, _ a: Double) -> Double {
        let (h, size) = (abs(h), abs(a))
        var value: Double
        if size <= 1 {
            value = Quadrature.integral(from: 0, to: size) { x in
                suanli_exp(-0.5 * h * h * (1 + x * x)) / ((1 + x * x) * (2 * Double.pi))
            }
        } else {
            let (p, q) = (suanli_normal_cdf(h), suanli_normal_cdf(size * h))
            value = (p + q) / 2 - p * q - owen(size * h, 1 / size)
        }
        if a < 0 { value = -value }
        return value
    }
}

extension [Double] {
    /// The first index from which `belongs` holds, it being false before and true after.
    fileprivate func partitioningIndex(where belongs: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Gauss's rule with eight points.
private enum Quadrature {
    private static let rule: [(node: Double, weight: Double)] = [
        (0.1834346424956498, 0.3626837833783620), (0.5255324099163290, 0.3137066458778873),
        (0.7966664774136267, 0.2223810344533745), (0.9602898564975363, 0.1012285362903763),
    ]

    static func integral(from low: Double, to high: Double, of function: (Double) -> Double) -> Double {
        let (middle, half) = ((low + high) / 2, (high - low) / 2)
        var sum = 0.0
        for (node, weight) in rule {
            sum += weight * (function(middle - half * node) + function(middle + half * node))
        }
        return sum * half
    }

    /// The standard normal density.
    static func density(_ z: Double) -> Double { suanli_exp(-0.5 * z * z) * 0.3989422804014327 }
}
