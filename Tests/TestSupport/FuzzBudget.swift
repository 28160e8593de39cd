import Glibc

/// How long tests with random inputs go on: over a few fixed seeds usually, so that a gate does not roll dice; over new seeds
/// for as many seconds as `SUANLI_FUZZ_SECONDS` says where that is set (`scripts/fuzz-cluster`).
package enum FuzzBudget {
    /// The seeds to take, one after the other.
    package static func seeds(_ usual: [UInt64]) -> AnySequence<UInt64> {
        guard let text = getenv("SUANLI_FUZZ_SECONDS").map({ String(cString: $0) }), let seconds = Int(text) else {
            return AnySequence(usual)
        }
        let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
        return AnySequence {
            AnyIterator { ContinuousClock.now < deadline ? UInt64.random(in: 0 ... .max) : nil }
        }
    }
}
