import CKernels

/// The quantile function of an unbounded metalog as a(y) + b(y) L, with y = u - 1/2 and L = log(u / (1 - u)).
struct MetalogCurve: Hashable {
    /// Of a(y), by ascending power.
    private let plain: [Double]
    /// Of b(y), by ascending power.
    private let logistic: [Double]

    init(_ coefficients: [Double]) {
        var parts: [[Double]] = [[], []]
        for (index, coefficient) in coefficients.enumerated() {
            parts[Self.isLogistic(index) ? 1 : 0].append(coefficient)
        }
        plain = parts[0]
        logistic = parts[1]
    }

    /// Whether the term at `index` of Keelin's order has the factor L. Powers of y ascend in both kinds.
    private static func isLogistic(_ index: Int) -> Bool { index < 4 ? index == 1 || index == 2 : index % 2 == 1 }

    /// The coefficients, in Keelin's order, of the curve through the given points; `nil` when rounding spoils them.
    static func coefficients(probabilities: [Double], values: [Double]) -> [Double]? {
        let count = probabilities.count
        let matrix = probabilities.map { probability -> [Double] in
            let y = probability - 0.5
            let logit = suanli_log(probability / (1 - probability))
            var powers = [1.0, 1.0]
            return (0..<count).map { index in
                let kind = isLogistic(index) ? 1 : 0
                defer { powers[kind] *= y }
                return kind == 1 ? powers[kind] * logit : powers[kind]
            }
        }
        guard var solution = LinearSystem.solution(matrix, values) else { return nil }
        let spread = values[count - 1] - values[0]
        // One refinement takes out most of the rounding of the elimination.
        for isLast in [false, true] {
            let misses = zip(matrix, values).map { row, value in
                zip(row, solution).reduce(value) { $0 - $1.0 * $1.1 }
            }
            if isLast { return misses.allSatisfy { abs($0) <= 1e-9 * spread } ? solution : nil }
            guard let correction = LinearSystem.solution(matrix, misses) else { return nil }
            solution = zip(solution, correction).map { $0 + $1 }
        }
        return nil
    }

    private static func polynomial(_ coefficients: [Double], _ y: Double) -> Double {
        coefficients.reversed().reduce(0) { $0 * y + $1 }
    }

    private static func derivative(_ coefficients: [Double]) -> [Double] {
        coefficients.enumerated().dropFirst().map { Double($0.offset) * $0.element }
    }

    /// The curve at L = `logit`.
    private func value(_ logit: Double) -> Double {
        let y = Self.centred(logit)
        return Self.polynomial(plain, y) + Self.polynomial(logistic, y) * logit
    }

    /// Its derivative by L: u (1 - u) times that by u.
    func slope(_ logit: Double) -> Double {
        let y = Self.centred(logit)
        let chances = Logistic.chances(logit: logit)
        let inner =
            Self.polynomial(Self.derivative(plain), y) + Self.polynomial(Self.derivative(logistic), y) * logit
        return inner * chances.below * chances.above + Self.polynomial(logistic, y)
    }

    /// u - 1/2, by its smaller part.
    private static func centred(_ logit: Double) -> Double {
        let chances = Logistic.chances(logit: logit)
        return logit < 0 ? chances.below - 0.5 : 0.5 - chances.above
    }

    /// The L at which the curve has `value`: Newton's method within a bracket.
    func logit(of target: Double) -> Double {
        var low = -745.0
        var high = 745.0
        var logit = 0.0
        for _ in 0..<200 {
            let difference = value(logit) - target
            if difference < 0 { low = logit } else { high = logit }
            let step = difference / slope(logit)
            if abs(step) <= 2e-16 * abs(logit) || step == 0 { return logit - step }
            let next = logit - step
            let isInside = next > low && next < high
            let moved = isInside ? next : (low + high) / 2
            if moved == logit { return logit }
            logit = moved
        }
        return logit
    }

    /// A u at which the curve does not rise, or `nil` when it rises throughout: u (1 - u) times its slope is bounded from
    /// below over parts of [0, 1], which are halved until each bound is above 0.
    func firstFall() -> Double? {
        var parts = [(low: 0.0, high: 1.0)]
        var count = 0
        while let part = parts.popLast() {
            let bound = risingBound(part.low, part.high)
            if bound.lowest > 0 { continue }
            let middle = (part.low + part.high) / 2
            count += 1
            if bound.highest <= 0 || part.high - part.low < 0x1p-30 || count > 20_000 { return middle }
            // The lower half comes first off the stack.
            parts.append((middle, part.high))
            parts.append((part.low, middle))
        }
        return nil
    }

    /// Bounds of u (1 - u) a' + u (1 - u) L b' + b for u in a part of [0, 1].
    private func risingBound(_ low: Double, _ high: Double) -> Interval {
        let y = Interval(low - 0.5, high - 0.5)
        let ends = [low * (1 - low), high * (1 - high)]
        let product = Interval(min(ends[0], ends[1]), low <= 0.5 && high >= 0.5 ? 0.25 : max(ends[0], ends[1]))
        return product * y.polynomial(Self.derivative(plain))
            + Self.weightedLogit(low, high) * y.polynomial(Self.derivative(logistic)) + y.polynomial(logistic)
    }

    /// Bounds of u (1 - u) L, which falls from 0 to -0.22388 at u = 0.17604, rises to 0.22388 at 0.82396 and falls to 0.
    private static func weightedLogit(_ low: Double, _ high: Double) -> Interval {
        let ends = [low, high].map { u in u > 0 && u < 1 ? u * (1 - u) * suanli_log(u / (1 - u)) : 0 }
        let turn = 0.17604
        let extreme = 0.22388
        return Interval(
            low <= turn + 1e-4 && high >= turn - 1e-4 ? -extreme : min(ends[0], ends[1]),
            low <= 1 - turn + 1e-4 && high >= 1 - turn - 1e-4 ? extreme : max(ends[0], ends[1]))
    }
}
