/// A bound on how much is under way at once, for each peer and for all of them.
public struct OutstandingWork<Peer: Hashable & Sendable>: Sendable {
    private let limit: Int
    private let limitOfAll: Int
    private var counts: [Peer: Int] = [:]
    /// How much is under way.
    public private(set) var total = 0

    /// Nothing is under way yet.
    public init(limit: Int, limitOfAll: Int) {
        self.limit = limit
        self.limitOfAll = limitOfAll
    }

    /// Begins something for `peer`; `false`, and it is not begun, when as much as is allowed is under way.
    public mutating func begin(for peer: Peer) -> Bool {
        guard total < limitOfAll, counts[peer, default: 0] < limit else { return false }
        counts[peer, default: 0] += 1
        total += 1
        return true
    }

    /// Ends something that was begun for `peer`.
    public mutating func end(for peer: Peer) {
        guard let count = counts[peer] else { return }
        counts[peer] = count > 1 ? count - 1 : nil
        total -= 1
    }
}
