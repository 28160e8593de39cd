public import BinaryCoding
import CKernels

/// A quantile function in the form in which draws evaluate it: a closed form, steps, or a table.
///
/// All parameters are finite; a worker applies them and derives no number of its own.
public enum QuantileKernel: Hashable, Sendable {
    /// low + (high - low) u.
    case uniform(low: Double, high: Double)
    /// mean + sd z, z being the standard normal quantile.
    case normal(mean: Double, sd: Double)
    /// exp(mu + sigma z).
    case lognormal(mu: Double, sigma: Double)
    /// Closed form by square roots.
    case triangular(low: Double, mode: Double, high: Double)
    /// `values[k]`, `k` being how many of the ascending thresholds are at most u; one value more than thresholds.
    case steps(thresholds: [Double], values: [Double])
    /// `low + width` times a tabulated quantile function.
    case table(QuantileTable, low: Double, width: Double)
    /// -mean log(1 - u).
    case exponential(mean: Double)
    /// scale (-log(1 - u))^(1 / shape).
    case weibull(shape: Double, scale: Double)
    /// location + scale log(u / (1 - u)).
    case logistic(location: Double, scale: Double)
    /// low e^(width u), width being log(high / low).
    case loguniform(low: Double, high: Double, width: Double)
    /// median e^(sigma z), with a sigma for either side of the median.
    case splitLognormal(median: Double, lowerSigma: Double, upperSigma: Double)
    /// A metalog's coefficients in Keelin's order, and its ends.
    case metalog(coefficients: [Double], min: Double?, max: Double?)
    /// A tabulated quantile function in pieces of any size.
    case pieces(QuantilePieces)

    /// Fills `out` with the quantiles of `count` uniforms; the two columns do not overlap.
    public func fill(_ out: UnsafeMutablePointer<Double>, fromUniforms uniforms: UnsafePointer<Double>, count: Int) {
        switch self {
        case .uniform(let low, let high): suanli_quantile_uniform(uniforms, low, high, out, count)
        case .normal(let mean, let sd): suanli_quantile_normal(uniforms, mean, sd, out, count)
        case .lognormal(let mu, let sigma): suanli_quantile_lognormal(uniforms, mu, sigma, out, count)
        case .triangular(let low, let mode, let high):
            suanli_quantile_triangular(uniforms, low, mode, high, out, count)
        case .steps(let thresholds, let values):
            suanli_quantile_step(uniforms, thresholds, values, values.count, out, count)
        case .exponential(let mean): suanli_quantile_exponential(uniforms, mean, out, count)
        case .weibull(let shape, let scale): suanli_quantile_weibull(uniforms, shape, scale, out, count)
        case .logistic(let location, let scale): suanli_quantile_logistic(uniforms, location, scale, out, count)
        case .loguniform(let low, let high, let width):
            suanli_quantile_loguniform(uniforms, low, high, width, out, count)
        case .splitLognormal(let median, let lowerSigma, let upperSigma):
            suanli_quantile_split_lognormal(uniforms, median, lowerSigma, upperSigma, out, count)
        case .metalog(let coefficients, let min, let max):
            suanli_quantile_metalog(
                uniforms, coefficients, coefficients.count, min ?? -.infinity, max ?? .infinity, out, count)
        case .pieces(let table):
            suanli_quantile_pieces(uniforms, table.pieces, table.guide, out, count)
        case .table(let table, let low, let width):
            suanli_quantile_table(uniforms, table.coefficients, table.split, out, count)
            if low != 0 || width != 1 { suanli_quantile_uniform(out, low, low + width, out, count) }
        }
    }

    /// The quantile of one uniform, 0 < u < 1, by the same code as for columns.
    public func quantile(_ uniform: Double) -> Double {
        var result = Double.nan
        withUnsafePointer(to: uniform) { fill(&result, fromUniforms: $0, count: 1) }
        return result
    }
}

extension QuantileKernel {
    /// How many numbers it looks its values up in; 0 for a closed form.
    public var tableSize: Int {
        switch self {
        case .steps(let thresholds, let values): thresholds.count + values.count
        case .table(let table, _, _): table.coefficients.count
        case .pieces(let table): table.pieces.count
        default: 0
        }
    }
}

extension QuantileKernel {
    /// Whether the quantile moves little when the uniform does: no value but a bound has a chance of its own, and none between two
    /// others is left out.
    public var isContinuous: Bool {
        switch self {
        case .steps: false
        case .pieces(let table): isContinuous(at: table.boundaries)
        case .uniform, .normal, .lognormal, .triangular, .table, .exponential, .weibull, .logistic, .loguniform,
            .splitLognormal, .metalog:
            true
        }
    }

    /// Whether no value is left out at any of `uniforms`, to 10^-5 of the value or of how far apart the middle 98% lie.
    private func isContinuous(at uniforms: [Double]) -> Bool {
        let spread = quantile(0.99) - quantile(0.01)
        return uniforms.allSatisfy { uniform in
            let (below, above) = (quantile(uniform - 0x1p-50), quantile(uniform + 0x1p-50))
            return above - below <= 1e-5 * max(spread, abs(below), abs(above))
        }
    }

    /// Appends the kernel's canonical bytes.
    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .uniform(let low, let high): Self.encode(1, [low, high], into: &writer)
        case .normal(let mean, let sd): Self.encode(2, [mean, sd], into: &writer)
        case .lognormal(let mu, let sigma): Self.encode(3, [mu, sigma], into: &writer)
        case .triangular(let low, let mode, let high): Self.encode(4, [low, mode, high], into: &writer)
        case .steps(let thresholds, let values): Self.encode(5, thresholds + values, into: &writer)
        case .table(let table, let low, let width):
            Self.encode(6, [low, width, Double(table.split)] + table.coefficients, into: &writer)
        case .exponential(let mean): Self.encode(7, [mean], into: &writer)
        case .weibull(let shape, let scale): Self.encode(8, [shape, scale], into: &writer)
        case .logistic(let location, let scale): Self.encode(9, [location, scale], into: &writer)
        case .loguniform(let low, let high, let width): Self.encode(10, [low, high, width], into: &writer)
        case .splitLognormal(let median, let lowerSigma, let upperSigma):
            Self.encode(11, [median, lowerSigma, upperSigma], into: &writer)
        // One code for each set of ends, which come first.
        case .metalog(let coefficients, nil, nil): Self.encode(12, coefficients, into: &writer)
        case .metalog(let coefficients, let min?, nil): Self.encode(13, [min] + coefficients, into: &writer)
        case .metalog(let coefficients, nil, let max?): Self.encode(14, [max] + coefficients, into: &writer)
        case .metalog(let coefficients, let min?, let max?):
            Self.encode(15, [min, max] + coefficients, into: &writer)
        case .pieces(let table):
            Self.encode(16, [Double(table.lowerCount)] + table.pieces, into: &writer)
        }
    }

    private static func encode(_ code: UInt8, _ parameters: [Double], into writer: inout ByteWriter) {
        writer.write(code)
        writer.write(parameters)
    }

    /// Reads a kernel that can be evaluated: finite parameters, as many as its kind has, in order.
    /// - Throws: `DecodingFailure`.
    public init(decoding reader: inout ByteReader) throws(DecodingFailure) {
        let code = try reader.read(UInt8.self)
        let parameters = try reader.readDoubles()
        guard parameters.allSatisfy(\.isFinite) else { throw .malformed("a distribution with infinite parameters") }
        switch (code, parameters.count) {
        case (1, 2): self = .uniform(low: parameters[0], high: parameters[1])
        case (2, 2): self = .normal(mean: parameters[0], sd: parameters[1])
        case (3, 2): self = .lognormal(mu: parameters[0], sigma: parameters[1])
        case (4, 3) where parameters[0] < parameters[2] && parameters[0]...parameters[2] ~= parameters[1]:
            self = .triangular(low: parameters[0], mode: parameters[1], high: parameters[2])
        case (5, let count) where count % 2 == 1:
            let thresholds = Array(parameters[..<(count / 2)])
            guard zip(thresholds, thresholds.dropFirst()).allSatisfy({ $0 <= $1 }) else {
                throw .malformed("steps out of order")
            }
            self = .steps(thresholds: thresholds, values: Array(parameters[(count / 2)...]))
        case (6, 4...):
            guard let split = UInt32(exactly: parameters[2]),
                let table = QuantileTable(split: split, coefficients: Array(parameters[3...]))
            else { throw .malformed("a quantile table of the wrong size") }
            self = .table(table, low: parameters[0], width: parameters[1])
        case (7...15, _): self = try Self.closedForm(code, parameters)
        case (16, 1...):
            guard let lowerCount = Int(exactly: parameters[0]),
                let table = QuantilePieces(lowerCount: lowerCount, pieces: Array(parameters[1...]))
            else { throw .malformed("a quantile table whose pieces do not fit together") }
            self = .pieces(table)
        default: throw .malformed("an unknown distribution \(code) with \(parameters.count) parameters")
        }
    }

    private static func closedForm(
        _ code: UInt8, _ parameters: [Double]
    ) throws(DecodingFailure) -> QuantileKernel {
        let fewest = Metalog.counts.lowerBound
        switch (code, parameters.count) {
        case (7, 1): return .exponential(mean: parameters[0])
        case (8, 2): return .weibull(shape: parameters[0], scale: parameters[1])
        case (9, 2): return .logistic(location: parameters[0], scale: parameters[1])
        case (10, 3): return .loguniform(low: parameters[0], high: parameters[1], width: parameters[2])
        case (11, 3):
            return .splitLognormal(median: parameters[0], lowerSigma: parameters[1], upperSigma: parameters[2])
        case (12, fewest...): return .metalog(coefficients: parameters, min: nil, max: nil)
        case (13, (fewest + 1)...):
            return .metalog(coefficients: Array(parameters[1...]), min: parameters[0], max: nil)
        case (14, (fewest + 1)...):
            return .metalog(coefficients: Array(parameters[1...]), min: nil, max: parameters[0])
        case (15, (fewest + 2)...):
            return .metalog(coefficients: Array(parameters[2...]), min: parameters[0], max: parameters[1])
        default: throw .malformed("a distribution \(code) with \(parameters.count) parameters")
        }
    }
}
