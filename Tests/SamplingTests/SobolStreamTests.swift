import Sampling
import TestSupport
import Testing

@Suite struct SobolStreamTests {
    private func stream(_ name: String = "orders", seed: UInt64 = 1, dimension: Int = 0) -> SobolStream {
        SobolStream(
            key: StreamKey(seed: seed, stream: StreamID(input: name)), dimension: dimension, replicates: 16)
    }

    private func uniforms(_ stream: SobolStream, replicate: Int = 0, first: UInt64 = 0, count: Int) -> [Double] {
        [Double](unsafeUninitializedCapacity: count) { buffer, filled in
            if let base = buffer.baseAddress { stream.fill(base, replicate: replicate, first: first, count: count) }
            filled = count
        }
    }

    @Test func seedNameAndReplicateEachScrambleAnew() {
        let base = uniforms(stream(), count: 64)
        #expect(base == uniforms(stream(), count: 64))
        #expect(base != uniforms(stream("dies"), count: 64))
        #expect(base != uniforms(stream(seed: 2), count: 64))
        #expect(base != uniforms(stream(), replicate: 1, count: 64))
    }

    /// What standard errors rest on: the errors of means over 16 points in two replicates, streams or seeds have nothing to do
    /// with each other. Correlations over 1,500 seeds within 6 standard errors (false alarm rate 1e-8).
    @Test func errorsOfReplicatesStreamsAndSeedsAreUncorrelated() {
        let seeds = 1500
        var errors = [[Double]](repeating: [], count: 5)
        for seed in 0..<UInt64(seeds) {
            let one = stream(seed: seed, dimension: 2)
            let columns = [
                uniforms(one, count: 16), uniforms(one, replicate: 1, count: 16),
                uniforms(one, replicate: 15, count: 16),
                uniforms(stream("dies", seed: seed, dimension: 2), count: 16),
                uniforms(stream(seed: seed + 1_000_000, dimension: 2), count: 16),
            ]
            for (index, column) in columns.enumerated() { errors[index].append(column.reduce(-8, +)) }
        }
        for i in errors.indices {
            for j in 0..<i {
                let products = zip(errors[i], errors[j]).reduce(0) { $0 + $1.0 * $1.1 }
                let squares = [errors[i], errors[j]].map { $0.reduce(0) { $0 + $1 * $1 } }
                let correlation = products / (squares[0] * squares[1]).squareRoot()
                #expect(abs(correlation) * Double(seeds).squareRoot() < 6, "columns \(j) and \(i)")
            }
        }
    }

    /// Chi-square of one point of pairs of dimensions over 8 x 8 cells, in 6,400 scrambles: 63 degrees of freedom, z within 6
    /// (false alarm rate about 1e-6). A scramble makes every single point uniform; that of one point in two dimensions is independent.
    @Test(arguments: [(0, 1), (1, 5), (40, 41), (500, 1023)])
    func pointsAreUniformOverTheScrambles(pair: (Int, Int)) {
        var cells = [Double](repeating: 0, count: 64)
        let seeds = 400
        for seed in 0..<UInt64(seeds) {
            let x = stream("a", seed: seed, dimension: pair.0)
            let y = stream("b", seed: seed, dimension: pair.1)
            for replicate in 0..<16 {
                let index = seed << 20 | 5
                let u = uniforms(x, replicate: replicate, first: index, count: 1)[0]
                let v = uniforms(y, replicate: replicate, first: index, count: 1)[0]
                cells[Int(u * 8) * 8 + Int(v * 8)] += 1
            }
        }
        let expected = Double(seeds * 16) / 64
        let statistic = cells.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
        #expect(abs(statistic - 63) / (2.0 * 63).squareRoot() < 6, "chi-square \(statistic)")
    }

    /// The first two dimensions are a (0, 2)-sequence: each aligned range of 2^k points has one point in every cell of
    /// every grid of 2^k equal rectangles. Scrambling keeps that.
    @Test func pairsOfTheFirstDimensionsFillEveryGrid() {
        let x = uniforms(stream("a", dimension: 0), replicate: 3, first: 1024, count: 1024)
        let y = uniforms(stream("b", dimension: 1), replicate: 3, first: 1024, count: 1024)
        for columns in 0...10 {
            let cells = zip(x, y).map { pair in
                Int(pair.0 * Double(1 << columns)) << (10 - columns) | Int(pair.1 * Double(1 << (10 - columns)))
            }
            #expect(Set(cells).count == 1024, "\(columns) halvings of the first")
        }
    }

    /// A mean over 2^k scrambled points misses the integral by far less than one over independent points, with the variance
    /// that Owen's theory states for one dimension: of f(u) = u it is 1 / (12 n^3). Over 2,000 scrambles the ratio to it is
    /// within 6 standard errors (0.19) of 1 (false alarm rate about 1e-6).
    @Test(arguments: [(0, 16), (1, 64), (700, 256)])
    func varianceOfAMeanIsThatOfNestedScrambling(dimension: Int, count: Int) {
        let scrambles = 2000
        var squares = 0.0
        for seed in 0..<scrambles / 16 {
            let stream = stream(seed: UInt64(seed), dimension: dimension)
            for replicate in 0..<16 {
                let mean = uniforms(stream, replicate: replicate, count: count).reduce(0, +) / Double(count)
                squares += (mean - 0.5) * (mean - 0.5)
            }
        }
        let n = Double(count)
        let ratio = squares / Double(scrambles) * 12 * n * n * n
        #expect(abs(ratio - 1) < 0.19, "\(ratio)")
    }

    @Test func drawsAreRoundedToPowersOfTwoInEachReplicate() {
        for (asked, given): (UInt64, UInt64) in [
            (1, 16), (16, 16), (17, 32), (32, 32), (33, 64), (1000, 1024), (1_048_576, 1_048_576),
            (1_048_577, 2_097_152), (10_000_000_000_000, 17_592_186_044_416),
        ] {
            #expect(Sampler.sobol.draws(atLeast: asked, replicates: 16) == given)
            #expect(Sampler.philox.draws(atLeast: asked, replicates: 16) == asked)
        }
        #expect(Sampler.sobol.draws(atLeast: .max, replicates: 16) == nil)
        #expect(Sampler.philox.draws(atLeast: .max, replicates: 16) == .max)
    }
}
