/// A partial result that can be joined with the one that follows it.
///
/// Merging need not be commutative, and in floating point it is not associative: who merges keeps to the order of the
/// merge tree, in which `self` always covers the earlier draws.
public protocol Mergeable: Sendable {
    /// Joins `next`, the result of the draws after these, onto this one.
    mutating func merge(_ next: Self)

    /// How many bytes of memory it takes. To be had without looking at each of its numbers.
    var byteCount: Int { get }
}
