import BinaryCoding
import Sampling
import TestSupport
import Testing

@Suite struct KernelCodingTests {
    private var kernels: [QuantileKernel] {
        get throws {
            try [
                Uniform(low: 1, high: 2).kernel(), Normal(mean: 1, sd: 2).kernel(), Lognormal(mu: 1, sigma: 2).kernel(),
                Triangular(low: 0, mode: 1, high: 2).kernel(), Discrete(weighted: [(0.5, 1), (0.5, 2)]).kernel(),
                Discrete.bernoulli(1).kernel(), Beta(alpha: 2, beta: 3).kernel(),
                PERT(low: 0, mode: 1, high: 4).kernel(), Exponential(mean: 2).kernel(),
                Weibull(shape: 2, scale: 3).kernel(), Logistic(location: 1, scale: 2).kernel(),
                Loguniform(low: 1, high: 10).kernel(),
                SplitLognormal(lower: Quantile(0.05, 1), median: 2, upper: Quantile(0.95, 9)).kernel(),
                metalog(min: nil, max: nil), metalog(min: 0, max: nil), metalog(min: nil, max: 9),
                metalog(min: 0, max: 9), Gamma(shape: 2, scale: 3).kernel(), StudentT(degreesOfFreedom: 3).kernel(),
                Poisson(rate: 3).kernel(), Binomial(trials: 9, probability: 0.3).kernel(),
                Mixture(weighted: [(0.4, Discrete(observations: [2, 7])), (0.6, Uniform(low: 1, high: 4))]).kernel(),
                Truncated(Normal(mean: 0, sd: 1), min: 1, max: 2).kernel(),
            ]
        }
    }

    private func metalog(min: Double?, max: Double?) throws -> QuantileKernel {
        try Metalog(quantiles: [Quantile(0.1, 1), Quantile(0.5, 2), Quantile(0.9, 4)], min: min, max: max).kernel()
    }

    @Test func kernelsComeBack() throws {
        for kernel in try kernels {
            var writer = ByteWriter()
            kernel.encode(into: &writer)
            var reader = ByteReader(writer.bytes)
            #expect(try QuantileKernel(decoding: &reader) == kernel)
            #expect(reader.remaining == 0)
        }
    }

    /// A damaged kernel is refused or can be evaluated; it never traps or reads outside its table.
    @Test(arguments: UInt64(1)...20)
    func damagedKernelsDoNoHarm(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for kernel in try kernels {
            var writer = ByteWriter()
            kernel.encode(into: &writer)
            for _ in 0..<20 {
                var bytes = writer.bytes
                for _ in 0...Int.random(in: 0...3, using: &random) {
                    let end = Bool.random(using: &random) ? min(30, bytes.count) : bytes.count
                    bytes[Int.random(in: 0..<end, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                var reader = ByteReader(bytes[..<Int.random(in: bytes.count / 2...bytes.count, using: &random)])
                guard let damaged = try? QuantileKernel(decoding: &reader) else { continue }
                for u in [0x1p-53, 0.3, 0.5, 1 - 0x1p-53] { _ = damaged.quantile(u) }
            }
        }
    }

    /// Every way in which pieces may fail to fit together is refused.
    @Test func piecesThatDoNotFitAreRefused() throws {
        guard case .pieces(let table) = try Gamma(shape: 2, scale: 3).kernel() else {
            Issue.record("no pieces")
            return
        }
        let pieces = table.pieces
        let count = table.lowerCount
        #expect(QuantilePieces(lowerCount: count, pieces: pieces) == table)
        for lowerCount in [-1, 0, 1, count - 1, count + 1, pieces.count / 12, .max] {
            #expect(QuantilePieces(lowerCount: lowerCount, pieces: pieces) == nil, "\(lowerCount)")
        }
        #expect(QuantilePieces(lowerCount: count, pieces: []) == nil)
        #expect(QuantilePieces(lowerCount: count, pieces: pieces.dropLast()) == nil)
        // The first start, a later one, an end of the range of quantiles on either side, a coefficient.
        let damages: [(Int, Double)] = [(0, 0), (12, 0x1p-53), (12, 0.6), (14, 1e9), (3, 1e9), (3, -1), (7, .nan)]
        for (index, value) in damages {
            var damaged = pieces
            damaged[index] = value
            #expect(QuantilePieces(lowerCount: count, pieces: damaged) == nil, "\(index) \(value)")
        }
        #expect(QuantilePieces(lowerCount: 9_999, pieces: Array(repeating: 0, count: 20_000 * 12)) == nil)
    }

    /// 0, 1, NaN and the like are no draws; they must not read outside the table.
    @Test func piecesAnswerOutsideTheirRange() throws {
        let kernel = try Gamma(shape: 2, scale: 3).kernel()
        for u in [0, 1, -1, 2, Double.leastNonzeroMagnitude, .nan, .infinity, 0.5] {
            #expect(kernel.quantile(u).isFinite && kernel.quantile(u) > 0)
        }
    }
}
