import CKernels

/// The uniforms of one stream, any part of which can be computed from nothing but its position.
public enum UniformStream {
    /// Fills `out` with the uniforms of indices `first ..< first + count`, each (i + 1/2) / 2^52.
    ///
    /// A uniform depends on key, replicate and index alone. Fastest where `first` and `count` are multiples of 16, which is what
    /// eight blocks side by side serve.
    public static func fill(
        _ out: UnsafeMutablePointer<Double>, key: StreamKey, replicate: Int, first: UInt64, count: Int
    ) {
        suanli_philox_uniforms(key.word, UInt32(truncatingIfNeeded: replicate), first, count, out)
    }
}
