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
        case .table(let table, let low, let width):
            suanli_quantile_table(uniforms, table.coefficients, table.split, out, count)
            if low != 0 || width != 1 {
                // Rounding may carry the sum past the upper end.
                let high = low + width
                for index in 0..<count { out[index] = min(low + width * out[index], high) }
            }
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
        default: throw .malformed("an unknown distribution \(code) with \(parameters.count) parameters")
        }
    }
}
