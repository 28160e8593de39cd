import Scheduling

extension SplitMix64 {
    /// A number in `0..<bound`; the bias is far below what a simulation could show.
    mutating func below(_ bound: Int) -> Int {
        Int(next() % UInt64(bound))
    }

    /// True once in `1 / probability` times.
    mutating func chance(_ probability: Double) -> Bool {
        unit() < probability
    }

    /// Nanoseconds between `least` and `most` seconds.
    mutating func nanoseconds(_ least: Double, _ most: Double) -> Int64 {
        Int64((least + (most - least) * unit()) * 1e9)
    }
}
