/// Where the points of a run come from.
public enum Sampler: String, CaseIterable, Sendable {
    /// Scrambled Sobol' points in 16 independent randomisations.
    case sobol
    /// Independent uniforms from Philox4x32-10: plain Monte Carlo in 16 replicates.
    case philox

    /// What a run uses that names none.
    public static let standard = Sampler.sobol

    /// Whether only the first 2^k points of a replicate are spread evenly: then a run has 16 x 2^k draws, and the estimate of
    /// one that is not finished rests on so many.
    public var arePointsNested: Bool { self == .sobol }

    /// The draws of a run that asks for `count` in `replicates` replicates: as many with `philox`, and with `sobol` the
    /// next power of two in each replicate, since only then are its points evenly spread. `nil` where that overflows.
    public func draws(atLeast count: UInt64, replicates: UInt64) -> UInt64? {
        guard arePointsNested, count > 0 else { return count }
        let each = (count - 1) / replicates
        guard each < 1 << 62 else { return nil }
        let rounded = UInt64(1) << UInt64(UInt64.bitWidth - each.leadingZeroBitCount)
        let (draws, overflow) = rounded.multipliedReportingOverflow(by: replicates)
        return overflow ? nil : draws
    }
}
