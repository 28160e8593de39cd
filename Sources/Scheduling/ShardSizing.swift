import Statistics

/// How large a shard of a run is.
enum ShardSizing {
    /// Fewest shards a run should have where it has the leaves for them: enough to keep slots busy to the end.
    static let plenty: UInt64 = 64
    /// No shard is larger than `2^largestLevel` leaves, about a million draws.
    static let largestLevel = 8

    /// The level of the tree at which a run of `leaves` leaves is cut.
    static func level(forLeaves leaves: UInt64) -> Int {
        var level = 0
        while level < largestLevel, leaves >> UInt64(level + 1) >= plenty { level += 1 }
        return level
    }
}
