/// The distribution of one random input, as a function of one uniform.
///
/// Quantile functions meet |F(Q(u)) - u| <= 1e-10 min(u, 1 - u) + 2^-53, or Q(u) is within 2 units in the last place.
public protocol Marginal: Sendable {
    /// The smallest closed range that holds every draw; its ends may be infinite.
    var support: ClosedRange<Double> { get }

    /// The quantile function, ready for columns of uniforms. Costs nothing for closed forms, about ten milliseconds
    /// for a table.
    /// - Throws: ``MarginalFailure/notTabulated(_:)``.
    func kernel() throws(MarginalFailure) -> QuantileKernel
}
