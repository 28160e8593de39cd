import Statistics

extension MergeTree {
    /// What the ledger has to write when the node at `stored` came to be out of those at `removed`.
    func records(ofStoring stored: ShardRange, removing removed: [ShardRange], run: RunID) -> [LedgerRecord<Node>] {
        guard let node = self[stored] else { preconditionFailure("the tree stored no node at \(stored)") }
        return [.nodeStored(run, stored, node)] + removed.map { .nodeRemoved(run, $0) }
    }
}
