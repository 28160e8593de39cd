import Statistics

/// How long units of work of a run take, as those say that were reported lately.
struct Pace: Hashable, Sendable {
    /// Seconds a leaf takes in a slot; `nil` before any was reported.
    private(set) var secondsPerLeaf: Double?
    /// Seconds a part of sensitivities takes in a slot; `nil` before any was reported.
    private(set) var secondsPerPart: Double?

    /// How much the latest report counts against all before.
    private static let weight = 0.25

    /// Takes in what a report says.
    mutating func note(_ task: ShardTask, seconds: Double) {
        switch task {
        case .draws(let range):
            secondsPerLeaf = Self.mixed(secondsPerLeaf, seconds / Double(range.leafCount))
        case .sensitivity: secondsPerPart = Self.mixed(secondsPerPart, seconds)
        }
    }

    /// How long `task` is going to take; `nil` where nothing like it was reported.
    func seconds(for task: ShardTask) -> Double? {
        switch task {
        case .draws(let range): secondsPerLeaf.map { $0 * Double(range.leafCount) }
        case .sensitivity: secondsPerPart
        }
    }

    private static func mixed(_ known: Double?, _ latest: Double) -> Double {
        known.map { $0 + weight * (latest - $0) } ?? latest
    }
}
