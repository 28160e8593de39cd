/// Where the points of a run come from.
public enum Sampler: String, CaseIterable, Sendable {
    /// Independent uniforms from Philox4x32-10: plain Monte Carlo in 16 replicates.
    case philox

    /// What a run uses that names none.
    public static let standard = Sampler.philox

    /// Whether only the first 2^k points of a replicate are spread evenly: then a run has 16 x 2^k draws, and the estimate of
    /// one that is not finished rests on so many.
    public var arePointsNested: Bool { false }
}
