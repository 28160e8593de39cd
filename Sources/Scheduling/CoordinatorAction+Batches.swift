import Statistics

extension CoordinatorAction {
    /// The most leases that one message names.
    public static var batchLimit: Int { 1024 }

    /// The same with the offers to a worker in one message, and the acknowledgements in another, where they stood first.
    ///
    /// An offer and an acknowledgement may change places, as neither says anything of the other's lease; nothing passes any other
    /// message to the same worker. O(n).
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
        case offers([LeaseOffer], to: PeerID)
        case settled([LeaseID], to: PeerID)
    }

    private struct Place: Hashable {
        let peer: PeerID
        let isOffer: Bool
    }

    private var entries: [Entry] = []
    /// Which entry takes what comes next of a kind.
    private var open: [Place: Int] = [:]

    var actions: [CoordinatorAction<Node>] {
        entries.map { entry in
            switch entry {
            case .single(let action): action
            case .offers(let offers, let peer): .send(.leases(offers), to: peer)
            case .settled(let leases, let peer): .send(.acknowledge(leases), to: peer)
            }
        }
    }

    mutating func append(_ action: CoordinatorAction<Node>) {
        switch action {
        case .send(.leases(let more), let peer): offer(more, to: peer)
        case .send(.acknowledge(let more), let peer): settle(more, to: peer)
        case .send(_, let peer):
            open[Place(peer: peer, isOffer: true)] = nil
            open[Place(peer: peer, isOffer: false)] = nil
            entries.append(.single(action))
        default: entries.append(.single(action))
        }
    }

    private mutating func offer(_ more: [LeaseOffer], to peer: PeerID) {
        let place = Place(peer: peer, isOffer: true)
        if let index = open[place], case .offers(var offers, _) = entries[index],
            offers.count + more.count <= CoordinatorAction<Node>.batchLimit
        {
            // So that there is one reference to the list, and it grows in place.
            entries[index] = .offers([], to: peer)
            offers.append(contentsOf: more)
            entries[index] = .offers(offers, to: peer)
        } else {
            open[place] = entries.count
            entries.append(.offers(more, to: peer))
        }
    }

    private mutating func settle(_ more: [LeaseID], to peer: PeerID) {
        let place = Place(peer: peer, isOffer: false)
        if let index = open[place], case .settled(var leases, _) = entries[index],
            leases.count + more.count <= CoordinatorAction<Node>.batchLimit
        {
            entries[index] = .settled([], to: peer)
            leases.append(contentsOf: more)
            entries[index] = .settled(leases, to: peer)
        } else {
            open[place] = entries.count
            entries.append(.settled(more, to: peer))
        }
    }
}
