import Synchronization

/// Quantile functions that were tabulated before: a model is compiled for its draws and again for what explains them, and for
/// each of its scenarios, mostly of the same distributions.
///
/// Kept for the process, up to 16 MB; what would not fit makes room for itself. Safe from any thread.
enum TabulatedKernels {
    /// A family and its parameters, which are all that its table depends on.
    private struct Key: Hashable {
        let family: String
        let parameters: [Double]
    }

    private struct Known {
        var kernels: [Key: QuantileKernel] = [:]
        var size = 0
    }

    private static let known = Mutex(Known())
    private static let largestSize = 2_000_000

    /// The kernel of `family` with `parameters`, made by `make` unless it is known.
    static func kernel(
        _ family: String, _ parameters: Double..., make: () throws(MarginalFailure) -> QuantileKernel
    ) throws(MarginalFailure) -> QuantileKernel {
        let key = Key(family: family, parameters: parameters)
        if let kernel = known.withLock({ $0.kernels[key] }) { return kernel }
        let kernel = try make()
        known.withLock { known in
            if known.size + kernel.tableSize > largestSize { known = Known() }
            if known.kernels.updateValue(kernel, forKey: key) == nil { known.size += kernel.tableSize }
        }
        return kernel
    }
}
