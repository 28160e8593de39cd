import CKernels

/// Memory for columns of doubles, zeros at first, from the beginning of a cache line on: where columns are multiples of eight long, no
/// vector of them lies across two lines. Given back when nobody holds it any more.
public final class DoubleColumns {
    /// The first one.
    public let base: UnsafeMutablePointer<Double>

    /// For `count` doubles.
    public init(count: Int) {
        guard let base = suanli_new_doubles(max(0, count)) else { fatalError("no memory for \(count) numbers") }
        self.base = base
    }

    deinit {
        suanli_free_doubles(base)
    }
}
