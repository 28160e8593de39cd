import CKernels

/// The uniforms of one stream, any part of which can be computed from nothing but its position.
public enum UniformStream {
    /// Fills `out` with the uniforms of indices `first ..< first + count`, each (i + 1/2) / 2^52.
    ///
    /// A uniform depends on key, replicate and index alone. Cost: about half a Philox block each.
    /// - Precondition: `first` is even (a block serves a pair).
    public static func fill(
        _ out: UnsafeMutablePointer<Double>, key: StreamKey, replicate: Int, first: UInt64, count: Int
    ) {
        precondition(first.isMultiple(of: 2), "uniforms come in pairs: \(first) is odd")
        suanli_philox_uniforms(key.word, UInt32(truncatingIfNeeded: replicate), first, count, out)
    }
}
