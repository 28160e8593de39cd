import Sampling

/// Likely slips of the pen, and what is worth knowing without being doubtful.
extension ModelChecker {
    /// Warns of an input that is taken from 1 and is mostly above it: 40 where 40% is meant.
    func warnOfPerCent(_ medians: inout Medians) {
        var told: Set<Int> = []
        for lowered in loweredQuantities + loweredRoots {
            for (index, node) in lowered.formula.nodes.enumerated() {
                guard case .binary(.subtract, let left, let right) = node,
                    case .constant(1) = lowered.formula.nodes[left],
                    case .input(let input) = lowered.formula.nodes[right],
                    inputTypes[input] == .number(.one), let median = medians.median(of: input, in: inputs), median > 1,
                    median <= 100,
                    told.insert(input).inserted
                else { continue }
                sink.warning(
                    sink.place(ofOffset: lowered.offsets[index], in: lowered.scalar),
                    "`\(inputs[input].name)` is about \(Self.rounded(median)) and is taken from 1 here; "
                        + "\(Self.rounded(median)) per cent is written `\(Self.rounded(median))%`")
            }
        }
    }

    /// How far apart inputs of one unit must lie before a wrong suffix is more likely than two sizes.
    private static let suspiciousRatio = 300.0

    /// Warns of two inputs of one unit, added or compared, that lie about a thousandfold apart and are written with different
    /// suffixes: 400k beside 2 where 2M is meant.
    func warnOfMagnitudes(_ medians: inout Medians) {
        var told: Set<[Int]> = []
        for lowered in loweredQuantities + loweredRoots {
            for (index, node) in lowered.formula.nodes.enumerated() {
                guard case .binary(let operation, let left, let right) = node, operation.joinsLikeNumbers,
                    case .input(let first) = lowered.formula.nodes[left],
                    case .input(let second) = lowered.formula.nodes[right], first != second,
                    case .number(let dimension) = inputTypes[first], !dimension.isOne,
                    let one = medians.median(of: first, in: inputs),
                    let other = medians.median(of: second, in: inputs), one > 0, other > 0
                else { continue }
                let ratio = max(one / other, other / one)
                guard ratio > Self.suspiciousRatio, ratio.isFinite, told.insert([first, second].sorted()).inserted
                else { continue }
                let (small, large) = one < other ? (first, second) : (second, first)
                sink.warning(
                    sink.place(ofOffset: lowered.offsets[index], in: lowered.scalar),
                    "`\(inputs[small].name)` is some \(Self.rounded(ratio)) times smaller than `\(inputs[large].name)`, with "
                        + "which it is added or compared; is a suffix (k, M) missing?")
            }
        }
    }

    private static func rounded(_ value: Double) -> String {
        let digits = Double.pow10(2 - Int(log10Floor(value)))
        return ((value * digits).rounded() / digits).short
    }

    private static func log10Floor(_ value: Double) -> Int {
        var (exponent, rest) = (0, abs(value))
        while rest >= 10 { (exponent, rest) = (exponent + 1, rest / 10) }
        while rest < 1 && rest > 0 { (exponent, rest) = (exponent - 1, rest * 10) }
        return exponent
    }

    // MARK: Notes

    /// Notes where the interval of a beta with a mean came to lie.
    func noteIntervals() {
        for (draft, input) in zip(draft.inputs, inputs) {
            guard case .single(let scalar) = draft.content, scalar.text.contains("mean"), scalar.text.contains("%"),
                case .random(let marginal, _)? = input.values.entries.first, let beta = marginal as? Beta
            else { continue }
            let interval = beta.interval90
            sink.note(
                scalar.place,
                "the 90% interval of `\(input.name)` came to \(Self.rounded(interval.lowerBound)) to "
                    + "\(Self.rounded(interval.upperBound))")
        }
    }

    /// The most pairs of distributions whose attainable correlation is computed.
    private static let maximumNotes = 100

    /// Notes which rank correlation atoms leave of what was asked for, and warns where a constant has none.
    func noteCorrelations() {
        var told: Set<[Int]> = []
        var used: [Int: [Int: Int]] = [:]
        for (pair, rank) in baselineRanks.ranks.sorted(by: {
            ($0.key.first, $0.key.second) < ($1.key.first, $1.key.second)
        }) {
            guard told.count < Self.maximumNotes else { return }
            let draws = [pair.first, pair.second]
            for draw in draws where used[draw.input] == nil { used[draw.input] = entries(of: inputs[draw.input]) }
            let entries = draws.map { used[$0.input]?[$0.element] ?? 0 }
            // Each pair of distributions once, whatever the number of labels.
            let key = [draws[0].input, entries[0], draws[1].input, entries[1]]
            guard told.insert(key).inserted else { continue }
            let names = draws.map { axes.axes.name(inputs[$0.input].name, of: $0.element, in: inputs[$0.input].each) }
            let place = draft.correlations.first { entry in
                let named = Set(entry.inputs.map(\.text))
                return draws.allSatisfy { named.contains(inputs[$0.input].name) }
            }?.place
            let marginals = zip(draws, entries).map { inputs[$0.input].values.entries[$1].marginal }
            guard let one = marginals[0], let other = marginals[1] else {
                if let constant = draws.first(where: { !inputs[$0.input].values.isRandom }) {
                    sink.warning(
                        place,
                        "`\(inputs[constant.input].name)` is the same in every draw, so that nothing is correlated with it"
                    )
                }
                continue
            }
            let (atoms, others) = (one.atoms, other.atoms)
            guard !atoms.isEmpty || !others.isEmpty,
                let attained = RankCorrelation.attained(requested: rank, first: atoms, second: others),
                let range = RankCorrelation.attainable(first: atoms, second: others)
            else { continue }
            let repeating = atoms.isEmpty || others.isEmpty ? "one of them repeats values" : "both repeat values"
            sink.note(
                place,
                "of the rank correlation \(rank.short) between `\(names[0])` and `\(names[1])` \(attained.toThreePlaces) is left, "
                    + "since \(repeating) (anything from \(range.lowerBound.toThreePlaces) to "
                    + "\(range.upperBound.toThreePlaces) can be reached)")
        }
    }

    /// Which entry of the input's values each of its draws is used with; the first of several.
    private func entries(of input: CheckedInput) -> [Int: Int] {
        let elements = input.shape.elements(of: input.each)
        let entries = input.shape.elements(of: input.values.shape)
        return Dictionary(zip(elements, entries), uniquingKeysWith: { first, _ in first })
    }
}

extension BinaryOperation {
    /// Whether it takes two numbers of one kind.
    fileprivate var joinsLikeNumbers: Bool {
        switch self {
        case .add, .subtract, .minimum, .maximum, .less, .lessOrEqual, .greater, .greaterOrEqual: true
        default: false
        }
    }
}

extension Double {
    fileprivate static func pow10(_ exponent: Int) -> Double {
        (0..<abs(exponent)).reduce(1) { power, _ in exponent < 0 ? power / 10 : power * 10 }
    }
}

/// The medians of inputs, each computed once: some take milliseconds.
struct Medians {
    private var known: [Int: Double?] = [:]
    /// How many are computed at most; of the rest nothing is said.
    private static let maximum = 200

    /// The median of the first element of input `input`, in base units.
    mutating func median(of input: Int, in inputs: [CheckedInput]) -> Double? {
        if let median = known[input] { return median }
        switch inputs[input].values.entries.first {
        case .constant(let value)?: return value
        case .random(let marginal, let scale)? where known.count < Self.maximum:
            let median = (try? marginal.kernel()).map { $0.quantile(0.5) * scale }
            known[input] = .some(median)
            return median
        default: return nil
        }
    }
}
