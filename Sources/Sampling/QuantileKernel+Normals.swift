import CKernels

extension QuantileKernel {
    /// Fills `out` with the quantiles of `count` standard normals, which may be correlated: of z, the quantile at Φ(z).
    ///
    /// `normals` may be `out`; otherwise the two columns do not overlap. A normal and a lognormal come straight from z, to
    /// the bits of ``fill(_:fromUniforms:count:)`` where z is the quantile of a uniform. The others go through Φ(z), held
    /// within [2^-53, 1 - 2^-53] as uniforms are. Allocates nothing.
    public func fill(_ out: UnsafeMutablePointer<Double>, fromNormals normals: UnsafePointer<Double>, count: Int) {
        switch self {
        case .normal(let mean, let sd): suanli_normal_of_standard(normals, mean, sd, out, count)
        case .lognormal(let mu, let sigma): suanli_lognormal_of_standard(normals, mu, sigma, out, count)
        default: fillThroughUniforms(out, fromNormals: normals, count: count)
        }
    }

    private func fillThroughUniforms(
        _ out: UnsafeMutablePointer<Double>, fromNormals normals: UnsafePointer<Double>, count: Int
    ) {
        // A kilobyte, which is certain to lie on the stack.
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 128) { block in
            guard let uniforms = block.baseAddress else { return }
            for start in stride(from: 0, to: count, by: block.count) {
                let length = min(block.count, count - start)
                suanli_normal_cdf_column(normals + start, uniforms, length)
                for index in 0..<length { uniforms[index] = min(max(uniforms[index], 0x1p-53), 1 - 0x1p-53) }
                fill(out + start, fromUniforms: uniforms, count: length)
            }
        }
    }
}
