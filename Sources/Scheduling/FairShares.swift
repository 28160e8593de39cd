/// How much computing each submitter with runs under way has had, in seconds in a slot.
///
/// What counts is how far submitters are apart. Who comes, or comes back, starts level with the one who has had the least of those
/// that wait: idle time is not saved up, and nobody is made to wait for what others had before.
struct FairShares: Sendable {
    private struct Share: Sendable {
        var seconds = 0.0
        var runs = 0
    }

    private var shares: [String: Share] = [:]

    /// Entries held.
    var count: Int { shares.count }

    /// How many unfinished runs are known, for checks.
    var runs: Int { shares.values.reduce(0) { $0 + $1.runs } }

    /// What the submitter has had.
    func seconds(of submitter: String) -> Double { shares[submitter]?.seconds ?? 0 }

    /// A run of the submitter begins.
    mutating func begin(_ submitter: String) {
        shares[submitter, default: Share()].runs += 1
    }

    /// A run of the submitter has ended.
    mutating func end(_ submitter: String) {
        shares[submitter]?.runs -= 1
        if let runs = shares[submitter]?.runs, runs <= 0 { shares[submitter] = nil }
    }

    /// The submitter gets so much, or gives it back where that is negative.
    mutating func charge(_ seconds: Double, to submitter: String) {
        shares[submitter]?.seconds += seconds
    }

    /// The submitter has something waiting again, as `others` have.
    mutating func level(_ submitter: String, with others: Set<String>) {
        guard let least = others.map({ seconds(of: $0) }).min(), seconds(of: submitter) < least else { return }
        shares[submitter]?.seconds = least
    }
}
