import CKernels

/// One input's coordinate of a randomised Sobol' point set: a dimension of the sequence, scrambled anew in each replicate.
///
/// Point `n` of a replicate is the same point of the sequence in every dimension, so the streams of a run that have
/// different dimensions make up its points. The points are Joe and Kuo's (doi:10.1137/070709359) in SciPy's order; the
/// scramble is nested uniform (Owen 1995, doi:10.1007/978-1-4612-2552-2_19), by a hash whose words come from Philox.
/// Memory: 1.5 KB.
public struct SobolStream: Sendable {
    /// How many dimensions there are; what comes after them continues with ``UniformStream``.
    public static let dimensions = Int(SUANLI_SOBOL_DIMENSIONS)
    /// A point's index is below this; no run has so many draws a replicate.
    public static let points = UInt64(1) << UInt64(SUANLI_SOBOL_BITS)

    private static let words = Int(SUANLI_SOBOL_SCRAMBLE_WORDS)

    private let directions: [UInt64]
    private let scrambles: [UInt64]

    /// Dimension `dimension` under the scrambles of `key`, one for each replicate from 0.
    ///
    /// Keys scramble independently of each other, but coordinates of one dimension stay coupled whatever their scrambles: the
    /// inputs of a run need a dimension each. Cost: microseconds.
    /// - Precondition: `dimension` is in `0 ..< dimensions`.
    public init(key: StreamKey, dimension: Int, replicates: Int) {
        precondition((0..<Self.dimensions).contains(dimension), "there is no Sobol' dimension \(dimension)")
        directions = [UInt64](unsafeUninitializedCapacity: Int(SUANLI_SOBOL_BITS)) { buffer, count in
            suanli_sobol_directions(dimension, buffer.baseAddress)
            count = Int(SUANLI_SOBOL_BITS)
        }
        scrambles = (0..<replicates).flatMap { replicate in
            (0..<Self.words).map { key.scrambleWord($0, replicate: UInt32(truncatingIfNeeded: replicate)) }
        }
    }

    /// Fills `out` with the uniforms of points `first ..< first + count` of a replicate, each (i + 1/2) / 2^52.
    ///
    /// A uniform depends on key, dimension, replicate and index alone. Each aligned range of 2^k points has one uniform in
    /// each of 2^k equal cells. Cost: about that of ``UniformStream``, least where `first` is a multiple of 8.
    public func fill(_ out: UnsafeMutablePointer<Double>, replicate: Int, first: UInt64, count: Int) {
        precondition(first <= Self.points, "point \(first) is beyond the sequence")
        scrambles.withUnsafeBufferPointer { scrambles in
            let scramble = UnsafeBufferPointer(
                rebasing: scrambles[replicate * Self.words..<(replicate + 1) * Self.words])
            suanli_sobol_uniforms(directions, scramble.baseAddress, first, count, out)
        }
    }
}

extension StreamKey {
    /// A random word of the scramble of a replicate, from counters that no uniform comes from: their third word is 1.
    fileprivate func scrambleWord(_ index: Int, replicate: UInt32) -> UInt64 {
        var block: [UInt32] = [0, 0, 0, 0]
        let halves = [UInt32(truncatingIfNeeded: word), UInt32(word >> 32)]
        suanli_philox4x32_10([UInt32(index), 0, 1, replicate], halves, &block)
        return UInt64(block[1]) << 32 | UInt64(block[0])
    }
}
