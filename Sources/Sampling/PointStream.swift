/// One coordinate of the points of a run, any part of which can be computed from nothing but its position.
public enum PointStream: Sendable {
    /// Independent uniforms.
    case independent(StreamKey)
    /// A coordinate of low-discrepancy points.
    case sobol(SobolStream)

    /// The coordinate of the stream `key` under a sampler, `dimension` being its number among those of a low-discrepancy point.
    /// Beyond the dimensions that there are its uniforms are independent. Memory: 1.5 KB at most.
    public init(_ sampler: Sampler, key: StreamKey, dimension: Int, replicates: Int) {
        switch sampler {
        case .sobol where dimension < SobolStream.dimensions:
            self = .sobol(SobolStream(key: key, dimension: dimension, replicates: replicates))
        case .sobol, .philox: self = .independent(key)
        }
    }

    /// Fills `out` with the uniforms of indices `first ..< first + count` of a replicate, each (i + 1/2) / 2^52.
    public func fill(_ out: UnsafeMutablePointer<Double>, replicate: Int, first: UInt64, count: Int) {
        switch self {
        case .independent(let key):
            UniformStream.fill(out, key: key, replicate: replicate, first: first, count: count)
        case .sobol(let stream): stream.fill(out, replicate: replicate, first: first, count: count)
        }
    }
}
