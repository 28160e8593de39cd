/// Where the points of a run come from.
public enum Sampler: String, CaseIterable, Sendable {
    /// Independent uniforms from Philox4x32-10: plain Monte Carlo in 16 replicates.
    case philox
}
