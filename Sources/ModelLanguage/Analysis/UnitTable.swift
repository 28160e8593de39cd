/// A unit: what it measures, and how many base units are in one of it.
struct MeasuredUnit: Hashable, Sendable {
    let dimension: Dimension
    let scale: Double

    /// The unit of plain numbers.
    static let one = MeasuredUnit(dimension: .one, scale: 1)
}

/// The units that a model may use: built-in ones, and those it lists.
///
/// Time, FLOP, power and money have several units; the one that the file names first is the base, so that a model which
/// keeps to one is computed without any conversion. A year is 365.25 days, a quarter and a month a fourth and a twelfth of
/// it.
struct UnitTable {
    private struct BuiltIn {
        /// Number of base units 0 to 3, or `nil` for energy, which is power times time.
        let base: Int?
        /// In seconds, FLOP, W, USD or watt-seconds.
        let size: Double
    }

    private static let time = 0
    private static let power = 2
    private static let defaults = ["second", "FLOP", "W", "USD"]
    private static let builtIns: [String: BuiltIn] = {
        let times: [(String, Double)] = [
            ("second", 1), ("minute", 60), ("hour", 3_600), ("day", 86_400), ("week", 604_800), ("month", 2_629_800),
            ("quarter", 7_889_400), ("year", 31_557_600),
        ]
        var units = Dictionary(uniqueKeysWithValues: times.map { ($0.0, BuiltIn(base: time, size: $0.1)) })
        let prefixes: [(String, Double)] = [
            ("", 1), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15), ("E", 1e18), ("Z", 1e21),
            ("Y", 1e24),
        ]
        for (prefix, size) in prefixes { units[prefix + "FLOP"] = BuiltIn(base: 1, size: size) }
        for (prefix, size) in prefixes.prefix(5) {
            units[prefix + "W"] = BuiltIn(base: power, size: size)
            units[prefix + "Wh"] = BuiltIn(base: nil, size: 3_600 * size)
        }
        for (prefix, size) in [("", 1), ("k", 1e3), ("M", 1e6), ("B", 1e9)] {
            units[prefix + "USD"] = BuiltIn(base: 3, size: size)
        }
        return units
    }()

    /// Whether every model has the unit `name`.
    static func isBuiltIn(_ name: String) -> Bool { builtIns[name] != nil }

    private var declared: [String: Int] = [:]
    private var baseNames = Self.defaults
    private var baseSizes: [Double] = [1, 1, 1, 1]
    private var firstMentions: [(place: Place, offset: Int)?] = [nil, nil, nil, nil]

    /// All names of units.
    private(set) var names: Set<String> = Set(builtIns.keys)

    /// The most units that a model may list.
    static let maximumDeclared = 1_000

    /// Adds a unit of its own kind.
    mutating func declare(_ name: String) {
        declared[name] = baseNames.count
        baseNames.append(name)
        names.insert(name)
    }

    /// Notes that `unit` is written at `place`, `offset` bytes into the text there; in the end the first of its kind is the
    /// base.
    mutating func noteMention(of unit: UnitExpression, at place: Place) {
        for factor in unit.factors {
            guard let builtIn = Self.builtIns[factor.name], let base = builtIn.base else { continue }
            if let first = firstMentions[base], (first.place, first.offset) <= (place, factor.offset) { continue }
            firstMentions[base] = (place, factor.offset)
            baseNames[base] = factor.name
            baseSizes[base] = builtIn.size
        }
    }

    /// What `unit` means, once all mentions are noted.
    /// - Throws: for a unit beyond all measure.
    func measured(_ unit: UnitExpression) throws(ExpressionFailure) -> MeasuredUnit {
        var dimension = Dimension.one
        var (above, below) = (1.0, 1.0)
        for factor in unit.factors {
            let single = measured(named: factor.name)
            guard let product = dimension.times(single.dimension, power: factor.exponent) else {
                throw ExpressionFailure(offset: factor.offset, message: "the exponents of this unit are too large")
            }
            dimension = product
            for _ in 0..<abs(factor.exponent) {
                if factor.exponent > 0 { above *= single.scale } else { below *= single.scale }
            }
        }
        let scale = above / below
        guard scale.isNormal else {
            throw ExpressionFailure(offset: 0, message: "this unit is too large or too small for a number")
        }
        return MeasuredUnit(dimension: dimension, scale: scale)
    }

    private func measured(named name: String) -> MeasuredUnit {
        if let base = declared[name] { return MeasuredUnit(dimension: Dimension(base: base), scale: 1) }
        guard let builtIn = Self.builtIns[name] else { return .one }
        if let base = builtIn.base {
            return MeasuredUnit(dimension: Dimension(base: base), scale: builtIn.size / baseSizes[base])
        }
        let dimension = Dimension(base: Self.time).times(Dimension(base: Self.power)) ?? .one
        return MeasuredUnit(
            dimension: dimension, scale: builtIn.size / (baseSizes[Self.time] * baseSizes[Self.power]))
    }

    /// Whether only one unit measures each part of `dimension`, so that a count of it is the same in all units.
    func isCounted(_ dimension: Dimension) -> Bool {
        dimension.factors.allSatisfy { $0.base >= Self.defaults.count }
    }

    /// `dimension` in base units, as a model writes it.
    func text(of dimension: Dimension) -> String {
        let part = { (factor: Dimension.Factor) -> String in
            abs(factor.exponent) == 1
                ? baseNames[factor.base] : "\(baseNames[factor.base])^\(abs(factor.exponent))"
        }
        let above = dimension.factors.filter { $0.exponent > 0 }.map(part).joined(separator: "*")
        let below = dimension.factors.filter { $0.exponent < 0 }.map { "/" + part($0) }.joined()
        return (above.isEmpty ? "1" : above) + below
    }
}
