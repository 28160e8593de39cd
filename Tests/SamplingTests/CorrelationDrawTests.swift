import CKernels
import TestSupport
import Testing

@testable import Sampling

/// Draws through correlated normals.
@Suite struct CorrelationDrawTests {
    private func column(_ kernel: QuantileKernel, _ normals: [Double]) -> [Double] {
        var out = Array(repeating: Double.nan, count: normals.count)
        kernel.fill(&out, fromNormals: normals, count: normals.count)
        return out
    }

    private func marginals() throws -> [(name: String, kernel: QuantileKernel)] {
        [
            ("uniform", try Uniform(low: 1, high: 3).kernel()), ("normal", try Normal(mean: 5, sd: 2).kernel()),
            ("lognormal", try Lognormal(mu: 2, sigma: 1.5).kernel()),
            ("triangular", try Triangular(low: 0, mode: 1, high: 4).kernel()),
            ("beta", try Beta(alpha: 2, beta: 5).kernel()), ("pert", try PERT(low: 0, mode: 1, high: 9).kernel()),
        ]
    }

    private func uniforms(_ stream: String, _ count: Int) -> [Double] {
        var out = Array(repeating: 0.0, count: count)
        let key = StreamKey(seed: 1, stream: StreamID(input: stream))
        UniformStream.fill(&out, key: key, replicate: 0, first: 0, count: count)
        return out
    }

    private func normals(_ stream: String, _ count: Int) -> [Double] {
        var out = uniforms(stream, count)
        let uniforms = out
        suanli_normal_quantile_column(uniforms, &out, count)
        return out
    }

    /// So that correlating an input, which leaves its own normals as they are when it comes first, changes none of its draws.
    @Test func normalsAndLognormalsAreThoseOfUniforms() throws {
        let uniforms = uniforms("a", 1000)
        for kernel in [
            // None of the products is exact, and the last sum is not the first part alone.
            try Normal(mean: 0.1, sd: 0.3).kernel(), try Lognormal(mu: 2, sigma: 1.5).kernel(),
            try Lognormal(mu: -350, sigma: 2.1).kernel(),
        ] {
            var expected = uniforms
            kernel.fill(&expected, fromUniforms: uniforms, count: uniforms.count)
            #expect(column(kernel, normals("a", 1000)) == expected)
        }
    }

    @Test func otherQuantilesAreThoseOfUniformsToRounding() throws {
        let uniforms = uniforms("a", 1000)
        for (name, kernel) in try marginals() {
            let found = column(kernel, normals("a", 1000))
            for (u, value) in zip(uniforms, found) {
                #expect(abs(value - kernel.quantile(u)) <= 1e-10 * abs(value), "\(name) at \(u)")
            }
        }
    }

    @Test func normalsMayBeOverwritten() throws {
        for (name, kernel) in try marginals() {
            let normals = normals("a", 1000)
            var column = normals
            column.withUnsafeMutableBufferPointer {
                guard let address = $0.baseAddress else { return }
                kernel.fill(address, fromNormals: address, count: 1000)
            }
            #expect(column == self.column(kernel, normals), "\(name)")
        }
    }

    /// A sum of many normals may lie where Φ is 0 or 1.
    @Test func extremeNormalsStayWithinSupport() throws {
        let extremes = [-40.0, -9, 9, 40]
        #expect(column(try Triangular(low: 0, mode: 1, high: 4).kernel(), extremes).allSatisfy { $0 > 0 && $0 <= 4 })
        let steps = QuantileKernel.steps(thresholds: [0x1p-53, 1 - 0x1p-53], values: [1, 2, 3])
        #expect(column(steps, extremes) == [2, 2, 3, 3])
        let uniform = QuantileKernel.uniform(low: 0, high: 1)
        #expect(column(uniform, extremes) == [0x1p-53, 0x1p-53, 1 - 0x1p-53, 1 - 0x1p-53])
    }

    /// A rank correlation of 2^20 draws has a standard error of at most 0.001: 0.005 is five of them, and with another seed
    /// (this one is fixed) the two samples would give a false alarm less than once in 500,000 times. All pairs of
    /// marginals share a sample.
    @Test func drawsHaveTheRequestedRankCorrelation() throws {
        let first = normals("a", Self.count)
        let marginals = try marginals()
        let firsts = columns(marginals.map(\.kernel), first)
        for requested in [-0.6, 0.9] {
            let seconds = columns(marginals.map(\.kernel), try partner(of: first, rank: requested))
            for (left, ranks) in zip(marginals, firsts) {
                for (right, others) in zip(marginals, seconds) {
                    let found = rankCorrelation(ranks, others)
                    #expect(abs(found - requested) < 0.005, "\(left.name), \(right.name): \(found)")
                }
            }
        }
    }

    /// The standard error is at most 0.0012: 0.005 is four of them, a false alarm in one of 8,000 other seeds.
    @Test func drawsWithAtomsHaveTheAttainedRankCorrelation() throws {
        let gate = try Discrete.bernoulli(0.2).kernel()
        let die = try Discrete(weighted: (1...4).map { (0.25, Double($0)) }).kernel()
        let quarters = (0..<4).map { 0.25 * Double($0)...0.25 * Double($0 + 1) }
        let first = normals("a", Self.count)
        let ranks = columns([gate], first, gap: 0.5)[0]
        for requested in [-0.6, 0.9] {
            let attained = RankCorrelation.attained(
                requested: requested, first: [0...0.8, 0.8...1], second: quarters)
            let second = try partner(of: first, rank: requested)
            let found = rankCorrelation(ranks, columns([die], second, gap: 0.5)[0])
            #expect(abs(found - (try #require(attained))) < 0.005, "\(found), not \(String(describing: attained))")
        }
    }

    private static let count = 1 << 20

    /// Normals that have the rank correlation `rank` with `first`.
    private func partner(of first: [Double], rank: Double) throws -> [Double] {
        let matrix = try #require(CorrelationMatrix(count: 2, pairs: [(first: 0, second: 1, correlation: rank)]))
        let row = try #require(matrix.normalsOfRanks().choleskyFactor())[1]
        return zip(first, normals("b", first.count)).map { row[0] * $0 + row[1] * $1 }
    }

    /// The ranks of each kernel's draws. A quantile function ascends, so that one sorting serves all; values closer
    /// than `gap` are ties, and get their middle rank.
    private func columns(_ kernels: [QuantileKernel], _ normals: [Double], gap: Double = 0) -> [[Double]] {
        let sorted = normals.sorted()
        return kernels.map { kernel in
            let values = column(kernel, normals)
            let ascending = column(kernel, sorted)
            #expect(ascends(ascending))
            var ranks = places(of: values, in: ascending)
            guard gap > 0 else { return ranks }
            let below = places(of: values.map { $0 - gap }, in: ascending)
            suanli_add(ranks, below, 0, &ranks, values.count)
            return ranks
        }
    }

    private func ascends(_ values: [Double]) -> Bool {
        var isAscent = values
        var (hits, undefined) = (0, 0)
        values.withUnsafeBufferPointer { values in
            guard let start = values.baseAddress else { return }
            suanli_less_equal(start, start + 1, 0, &isAscent, values.count - 1)
        }
        suanli_column_hits(isAscent, values.count - 1, &hits, &undefined)
        return hits == values.count - 1
    }

    /// How many of the ascending values are at most each of `values`.
    private func places(of values: [Double], in ascending: [Double]) -> [Double] {
        var places = values
        suanli_quantile_step(values, ascending, Self.numbers, ascending.count + 1, &places, values.count)
        return places
    }

    private static let numbers = (0...count).map(Double.init)

    private func rankCorrelation(_ a: [Double], _ b: [Double]) -> Double {
        var products = a
        suanli_multiply(a, b, 0, &products, a.count)
        let (left, right) = (suanli_column_moments(a, a.count), suanli_column_moments(b, b.count))
        let covariance = suanli_column_moments(products, products.count).mean - left.mean * right.mean
        return covariance * Double(a.count) / (left.squares * right.squares).squareRoot()
    }
}
