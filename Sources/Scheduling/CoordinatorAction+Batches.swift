import Statistics

extension CoordinatorAction {
    /// The most leases that one message names.
    public static var batchLimit: Int { 1024 }

    /// The same with the offers to a worker in one message, and the acknowledgements in another, where they stood first.
    ///
    /// An offer and an acknowledgement may change places, as neither says anything of the other's lease; nothing passes any other
    /// message to the same worker. O(n).
    @specialized(where Node == Summary)
    public static func batched(_ actions: [CoordinatorAction]) -> [CoordinatorAction] {
        var batches = MessageBatches<Node>()
        for action in actions { batches.append(action) }
        return batches.actions
    }
}

/// Actions in which messages of one kind to one worker become one.
private struct MessageBatches<Node: Mergeable> {
    private enum Entry {
        case single(CoordinatorAction<Node>)
        case offers(list: Int, to: PeerID)
        case settled(list: Int, to: PeerID)
    }

    private var entries: [Entry] = []
    private var offers = GrowingLists<LeaseOffer>(limit: CoordinatorAction<Node>.batchLimit)
    private var settled = GrowingLists<LeaseID>(limit: CoordinatorAction<Node>.batchLimit)

    var actions: [CoordinatorAction<Node>] {
        entries.map { entry in
            switch entry {
            case .single(let action): action
            case .offers(let list, let peer): .send(.leases(offers.lists[list]), to: peer)
            case .settled(let list, let peer): .send(.acknowledge(settled.lists[list]), to: peer)
            }
        }
    }

    mutating func append(_ action: CoordinatorAction<Node>) {
        switch action {
        case .send(.leases(let more), let peer):
            if let list = offers.add(more, to: peer) { entries.append(.offers(list: list, to: peer)) }
        case .send(.acknowledge(let more), let peer):
            if let list = settled.add(more, to: peer) { entries.append(.settled(list: list, to: peer)) }
        case .send(_, let peer):
            offers.close(peer)
            settled.close(peer)
            entries.append(.single(action))
        default: entries.append(.single(action))
        }
    }
}

/// Lists that grow until they are full or closed, one to a worker at a time.
private struct GrowingLists<Item> {
    let limit: Int
    private(set) var lists: [[Item]] = []
    private var open: [PeerID: Int] = [:]

    init(limit: Int) {
        self.limit = limit
    }

    /// Adds to the worker's open list; where that has no room, or there is none, begins one and says which it is.
    mutating func add(_ more: [Item], to peer: PeerID) -> Int? {
        if let list = open[peer], lists[list].count + more.count <= limit {
            lists[list] += more
            return nil
        }
        open[peer] = lists.count
        lists.append(more)
        return lists.count - 1
    }

    /// What comes next for the worker goes into another list.
    mutating func close(_ peer: PeerID) {
        open[peer] = nil
    }
}
