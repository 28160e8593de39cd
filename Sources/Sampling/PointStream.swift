/// One coordinate of the points of a run, any part of which can be computed from nothing but its position.
public struct PointStream: Sendable {
    private let key: StreamKey

    /// The coordinate of the stream `key` under a sampler; `dimension` is its number among those of a low-discrepancy point.
    public init(_ sampler: Sampler, key: StreamKey, dimension: Int) {
        self.key = key
    }

    /// Fills `out` with the uniforms of indices `first ..< first + count` of a replicate, each (i + 1/2) / 2^52.
    /// - Precondition: `first` is even.
    public func fill(_ out: UnsafeMutablePointer<Double>, replicate: Int, first: UInt64, count: Int) {
        UniformStream.fill(out, key: key, replicate: replicate, first: first, count: count)
    }
}
