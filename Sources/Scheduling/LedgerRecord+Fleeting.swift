import Statistics

extension LedgerRecord {
    private struct Place: Hashable {
        let run: RunID
        let range: ShardRange
    }

    /// `records` of one transaction without the nodes that come to be and go within it: at a high rate of shards nearly all do, and
    /// nobody could ever read them. The order of the others stays. O(n).
    @specialized(where Node == Summary)
    package static func withoutFleetingNodes(_ records: [LedgerRecord]) -> [LedgerRecord] {
        var stored: [Place: Int] = [:]
        var isFleeting = Array(repeating: false, count: records.count)
        for (index, record) in records.enumerated() {
            switch record {
            case .nodeStored(let run, let range, _): stored[Place(run: run, range: range)] = index
            case .nodeRemoved(let run, let range):
                guard let first = stored.removeValue(forKey: Place(run: run, range: range)) else { continue }
                isFleeting[first] = true
                isFleeting[index] = true
            case .runAccepted, .runMoved, .goalMoved, .runPaused, .workQuarantined, .workerLost, .lossForgotten,
                .shardMerged, .partMerged, .checkBegun, .checkEnded:
                continue
            }
        }
        return zip(records, isFleeting).filter { !$0.1 }.map(\.0)
    }
}
