/// Shares that add up to 1: independent gammas divided by their sum (L. Devroye, "Non-Uniform Random Variate Generation",
/// doi:10.1007/978-1-4613-8643-8, XI.4). No marginal, since it takes one uniform for each share.
public struct Dirichlet: Hashable, Sendable {
    /// One for each share, all above 0; the shares' means are in proportion to them.
    public let concentrations: [Double]
    /// What is to be drawn and divided by its sum, one for each share.
    public let gammas: [Gamma]

    /// From its concentrations.
    /// - Throws: `MarginalFailure` unless there are two or more, each within ``Gamma/shapes``.
    public init(concentrations: [Double]) throws(MarginalFailure) {
        guard concentrations.count >= 2 else {
            throw .unattainable("a dirichlet needs two concentrations or more, not \(concentrations.count)")
        }
        var gammas: [Gamma] = []
        for concentration in concentrations {
            try Require.within("a concentration", concentration, Gamma.shapes)
            gammas.append(try Gamma(shape: concentration, scale: 1))
        }
        self.concentrations = concentrations
        self.gammas = gammas
    }
}
