import Statistics

/// How long units of work of a run take, as those say that were reported lately. The first of a kind finds no memory or cache ready and may
/// take several times as long as those that follow, so that it is forgotten with the second.
struct Pace: Hashable, Sendable {
    /// Seconds a leaf takes in a slot; `nil` before any was reported.
    private(set) var secondsPerLeaf: Double?
    /// Seconds a part of sensitivities takes in a slot; `nil` before any was reported.
    private(set) var secondsPerPart: Double?
    private var leafReports = 0
    private var partReports = 0

    /// How much the latest report counts against all before.
    private static let weight = 0.25

    /// Takes in what a report says.
    mutating func note(_ task: ShardTask, seconds: Double) {
        switch task {
        case .draws(let range):
            secondsPerLeaf = Self.mixed(leafReports > 1 ? secondsPerLeaf : nil, seconds / Double(range.leafCount))
            leafReports = min(2, leafReports + 1)
        case .sensitivity:
            secondsPerPart = Self.mixed(partReports > 1 ? secondsPerPart : nil, seconds)
            partReports = min(2, partReports + 1)
        }
    }

    /// How long `task` is going to take; `nil` where nothing like it was reported.
    func seconds(for task: ShardTask) -> Double? {
        switch task {
        case .draws(let range): secondsPerLeaf.map { $0 * Double(range.leafCount) }
        case .sensitivity: secondsPerPart
        }
    }

    /// Whether more than the first of its kind is known.
    func isSettled(for task: ShardTask) -> Bool {
        switch task {
        case .draws: leafReports > 1
        case .sensitivity: partReports > 1
        }
    }

    private static func mixed(_ known: Double?, _ latest: Double) -> Double {
        known.map { $0 + weight * (latest - $0) } ?? latest
    }
}
