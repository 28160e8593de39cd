/// A small seeded generator for jitter and for simulations, never for draws.
///
/// Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014, DOI 10.1145/2660193.2660195.
package struct SplitMix64: Sendable {
    private var state: UInt64

    /// The sequence that `seed` names.
    package init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mix(state)
    }

    /// A number in `0..<1`.
    package mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A scrambling of all 64 bits; a bijection.
    package static func mix(_ word: UInt64) -> UInt64 {
        var mixed = word
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
